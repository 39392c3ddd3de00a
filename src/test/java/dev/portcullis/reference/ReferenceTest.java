package dev.portcullis.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** The regular expressions of the distribution spec are the oracle of the hand-written scanners. */
class ReferenceTest {
    private static final Pattern NAME =
            Pattern.compile("[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*(\\/[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*)*");
    private static final Pattern TAG = Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}");
    private static final Pattern DIGEST = Pattern.compile("sha256:[a-f0-9]{64}|sha512:[a-f0-9]{128}");

    @Property(tries = 20_000)
    void repositoryNamesAreThoseOfTheSpec(@ForAll("nearlyNames") String text) {
        boolean oracle = NAME.matcher(text).matches()
                && (text.indexOf('/') < 0 ? text.length() + "library/".length() : text.length())
                        <= RepositoryName.MAX_LENGTH;
        assertThat(parses(() -> RepositoryName.parse(text), ErrorCode.NAME_INVALID))
                .isEqualTo(oracle);
    }

    @Property
    void aNameIsCanonicalOnceAndForAll(@ForAll("nearlyNames") String text) {
        if (parses(() -> RepositoryName.parse(text), ErrorCode.NAME_INVALID)) {
            RepositoryName name = RepositoryName.parse(text);
            assertThat(name.toString()).isEqualTo(text.indexOf('/') < 0 ? "library/" + text : text);
            assertThat(RepositoryName.parse(name.toString())).isEqualTo(name);
        }
    }

    @Property
    void aComponentIsANameWithoutSlash(@ForAll("nearlyNames") String text) {
        assertThat(RepositoryName.isComponent(text))
                .isEqualTo(NAME.matcher(text).matches() && text.indexOf('/') < 0 && text.length() <= 255);
    }

    @Property(tries = 5_000)
    void tagsAreThoseOfTheSpec(@ForAll("nearlyTags") String text) {
        assertThat(parses(() -> TagName.parse(text), ErrorCode.TAG_INVALID))
                .isEqualTo(TAG.matcher(text).matches());
    }

    @Property(tries = 5_000)
    void digestsAreTheRegisteredOnes(@ForAll("nearlyDigests") String text) {
        boolean oracle = DIGEST.matcher(text).matches();
        assertThat(parses(() -> Digest.parse(text), ErrorCode.DIGEST_INVALID)).isEqualTo(oracle);
        if (oracle) {
            assertThat(Digest.parse(text).toString()).isEqualTo(text);
        }
    }

    @Property
    void anyTextIsRefusedWithItsOwnCode(@ForAll String text) {
        parses(() -> RepositoryName.parse(text), ErrorCode.NAME_INVALID);
        parses(() -> TagName.parse(text), ErrorCode.TAG_INVALID);
        parses(() -> Digest.parse(text), ErrorCode.DIGEST_INVALID);
    }

    @Property
    void digestsSortAsTheirText(@ForAll byte[] a, @ForAll byte[] b) {
        Digest first = Digest.of(a);
        Digest second = Digest.of(Digest.Algorithm.SHA512, b);
        assertThat(Integer.signum(first.compareTo(second)))
                .isEqualTo(Integer.signum(first.toString().compareTo(second.toString())));
    }

    @Example
    void digestsAreThoseOfTheAlgorithm() {
        byte[] abc = "abc".getBytes(StandardCharsets.US_ASCII);
        assertThat(Digest.of(abc).toString())
                .isEqualTo("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(Digest.of(Digest.Algorithm.SHA512, abc).hex()).startsWith("ddaf35a193617abacc417349ae204131");
    }

    @Example
    void aReferenceIsADigestWhenItHasAColon() {
        assertThat(Reference.parse("1.0")).isEqualTo(new Reference.ByTag(new TagName("1.0")));
        assertThat(Reference.parse(Samples.D1)).isEqualTo(new Reference.ByDigest(Digest.parse(Samples.D1)));
        assertThatThrownBy(() -> Reference.parse("sha256:baddigeststring"))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DIGEST_INVALID));
        assertThatThrownBy(() -> Reference.parse("-x"))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TAG_INVALID));
    }

    @Example
    void onlyTheLayerTypesOfTheSpecsMayBeAbsent() {
        assertThat(MediaType.isNonDistributable("application/vnd.oci.image.layer.nondistributable.v1.tar+gzip"))
                .isTrue();
        assertThat(MediaType.isNonDistributable("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip"))
                .isTrue();
        assertThat(MediaType.isNonDistributable("application/vnd.oci.image.layer.v1.tar+gzip"))
                .isFalse();
        assertThat(MediaType.bare("Text/HTML; charset=utf-8")).isEqualTo("text/html");
    }

    private static boolean parses(ThrowingCallable parser, ErrorCode otherwise) {
        try {
            parser.call();
            return true;
        } catch (RegistryException e) {
            assertThat(e.code()).isEqualTo(otherwise);
            return false;
        } catch (Throwable e) {
            throw new AssertionError("neither accepted nor refused", e);
        }
    }

    @Provide
    Arbitrary<String> nearlyNames() {
        Arbitrary<String> parts = Arbitraries.of(
                "a", "z", "0", "9", "a1", "library", ".", "_", "__", "-", "--", "/", "A", "é", "\n", " ");
        Arbitrary<String> few = parts.list().ofMaxSize(9).map(list -> String.join("", list));
        Arbitrary<String> atTheLimit = Arbitraries.integers()
                .between(240, 260)
                .flatMap(length -> Arbitraries.strings().withChars("abc09/.").ofLength(length));
        Arbitrary<String> plainAtTheLimit =
                Arbitraries.integers().between(240, 260).map("a"::repeat);
        return Arbitraries.oneOf(few, atTheLimit, plainAtTheLimit, plainAtTheLimit.map(s -> "n/" + s));
    }

    @Provide
    Arbitrary<String> nearlyTags() {
        Arbitrary<String> few = Arbitraries.strings().withChars("aZ09_.-:/ \né").ofMaxLength(6);
        Arbitrary<String> atTheLimit = Arbitraries.integers().between(120, 135).map("v"::repeat);
        return Arbitraries.oneOf(few, atTheLimit);
    }

    @Provide
    Arbitrary<String> nearlyDigests() {
        Arbitrary<String> prefixes =
                Arbitraries.of("sha256:", "sha512:", "sha384:", "SHA256:", "sha256", "", ":", "md5:");
        Arbitrary<String> hex = Arbitraries.of(63, 64, 65, 127, 128, 129)
                .flatMap(length ->
                        Arbitraries.strings().withChars("0123456789abcdef").ofLength(length));
        Arbitrary<String> nearlyHex = hex.map(text -> text.substring(1) + "G");
        return prefixes.flatMap(prefix -> Arbitraries.oneOf(hex, hex, nearlyHex).map(rest -> prefix + rest));
    }
}
