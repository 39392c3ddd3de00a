package dev.portcullis.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.reference.RepositoryName;
import java.time.Duration;
import java.util.function.Supplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** SEC-K: the notations of rights and secrets, for any text: accepted or refused, and what is accepted reads back. */
class AccessFuzzTest {

    @Property(tries = 5_000)
    void aPatternIsARangeOfNamesOrRefused(@ForAll("names") String text, @ForAll("names") String other) {
        NamePattern pattern = parsed(() -> NamePattern.parse(text));
        if (pattern == null) {
            return;
        }
        assertThat(NamePattern.parse(pattern.text())).isEqualTo(pattern);
        assertThat(pattern.covers(pattern)).isTrue();
        assertThat(pattern.isPrefix()).isEqualTo(pattern.text().indexOf('*') >= 0);
        RepositoryName name = parsed(() -> RepositoryName.parse(other));
        if (name != null) {
            assertThat(pattern.matches(name)).isEqualTo(matchesByComponents(pattern.text(), name.toString()));
            assertThat(pattern.covers(NamePattern.parse(name.toString()))).isEqualTo(pattern.matches(name));
        }
    }

    /** The rule told once more, in another way: component by component. */
    private static boolean matchesByComponents(String pattern, String name) {
        String[] wanted = pattern.split("/", -1);
        String[] has = name.split("/", -1);
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i].equals("*")) {
                return has.length > i;
            }
            if (i >= has.length || !wanted[i].equals(has[i])) {
                return false;
            }
        }
        return has.length == wanted.length;
    }

    @Property(tries = 5_000)
    void aSubjectsNotationReadsBack(@ForAll("subjects") String text) {
        Grant.Subject.parse(text)
                .ifPresent(subject -> assertThat(subject.notation()).isEqualTo(text));
    }

    @Property(tries = 5_000)
    void aTargetsNotationReadsBack(@ForAll("names") String text) {
        Grant.Target target = parsed(() -> Grant.Target.parse(text));
        if (target != null) {
            String written = target instanceof Grant.Target.Namespace ? target.text() + "/*" : target.text();
            assertThat(Grant.Target.parse(written)).isEqualTo(target);
            assertThat(RepositoryName.isComponent(target.namespaceName())).isTrue();
        }
    }

    @Property(tries = 5_000)
    void anAccountsNameFromADirectoryCanBeOneOrIsRefused(@ForAll String login) {
        String name = parsed(() -> AccountName.fromLogin(login));
        if (name != null) {
            assertThat(RepositoryName.isComponent(name)).as(name).isTrue();
            assertThat(name.length()).isLessThanOrEqualTo(AccountName.MAX_LENGTH);
            assertThat(AccountName.fromLogin(name)).isEqualTo(name);
        }
    }

    @Property(tries = 3_000)
    void onlyWhatWeMadeLooksLikeASecretOfOurs(
            @ForAll("prefixes") String prefix, @ForAll("places") int place, @ForAll char letter, @ForAll String any) {
        assertThat(MachineSecret.isOne(any)).isFalse();
        String secret = MachineSecret.create(prefix);
        assertThat(MachineSecret.isOne(secret)).isTrue();
        StringBuilder changed = new StringBuilder(secret);
        changed.setCharAt(place % secret.length(), letter);
        // One wrong letter is always found: a CRC-32 finds every error of up to 32 bits in a row.
        if (!changed.toString().equals(secret)) {
            assertThat(MachineSecret.isOne(changed.toString()))
                    .as("%s for %s", changed, secret)
                    .isFalse();
        }
        assertThat(MachineSecret.isOne(secret + any + "x")).isFalse();
    }

    @Property(tries = 100)
    void longTextsTakeNoTime(@ForAll("long") String text) {
        long start = System.nanoTime();
        parsed(() -> NamePattern.parse(text));
        parsed(() -> Grant.Target.parse(text));
        Grant.Subject.parse(text);
        Grant.Subject.parse("team:" + text);
        MachineSecret.isOne(text);
        parsed(() -> AccountName.fromLogin(text));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    }

    private static <T> @Nullable T parsed(Supplier<T> parse) {
        try {
            return parse.get();
        } catch (RegistryException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.NAME_INVALID);
            return null;
        }
    }

    @Provide
    Arbitrary<String> names() {
        Arbitrary<String> parts = Arbitraries.oneOf(
                Arbitraries.of(
                        "a", "web", "/", "/*", "*", "-", ".", "_", "__", "A", "acme/web", "acme", "%", "\\", "\0"),
                Arbitraries.strings().ofMaxLength(2));
        return parts.list().ofMaxSize(5).map(list -> String.join("", list));
    }

    @Provide
    Arbitrary<String> subjects() {
        return names().flatMap(name -> Arbitraries.of("everyone", "user:", "team:", "team:a/", "Team:", ":", "")
                .map(kind -> kind + name));
    }

    @Provide
    Arbitrary<String> prefixes() {
        return Arbitraries.of(MachineSecret.TOKEN_PREFIX, MachineSecret.ROBOT_PREFIX);
    }

    @Provide
    Arbitrary<Integer> places() {
        return Arbitraries.integers().between(0, 52);
    }

    @Provide("long")
    Arbitrary<String> longTexts() {
        return Arbitraries.of("a", "/", "-", "_", ".", "a-", "a/", "*", "/*", "._", "_-", "@", "\\", "-.-_", "A b")
                .map(part -> part.repeat(50_000));
    }
}
