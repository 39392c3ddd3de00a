package dev.portcullis.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.error.CannotStartException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where nothing may go, in every spelling. */
class EgressGuardTest {
    private static final String EVERYTHING = "0.0.0.0/0,::/0";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://169.254.169.254/latest/meta-data",
                "https://169.254.0.1/",
                "https://[fe80::1]/",
                "https://[fd00:ec2::254]/",
                "https://[fd20:ce::254]/",
                "https://100.100.100.200/",
                "https://168.63.129.16/",
                "https://192.0.0.192/",
                "https://224.0.0.1/",
                "https://[ff02::1]/",
                "https://0.0.0.0/",
                "https://0.1.2.3/",
                "https://[::]/",
                "https://255.255.255.255/",
                "https://240.0.0.1/",
                "https://[::ffff:169.254.169.254]/",
                "https://[::ffff:a9fe:a9fe]/",
                "https://[::169.254.169.254]/",
                "https://[2002:a9fe:a9fe::1]/",
                "https://[64:ff9b::a9fe:a9fe]/",
                "https://[64:ff9b:1::1]/",
                "https://[2001:0:1::1]/"
            })
    void linkLocalMetadataAndMulticastAreRefusedEvenWhereEverythingIsAllowed(String address) {
        assertThatThrownBy(() -> guard(EVERYTHING).check(URI.create(address)))
                .isInstanceOfSatisfying(
                        EgressException.class, e -> assertThat(e.reason()).isEqualTo(EgressException.Reason.REFUSED))
                .hasMessageContaining("nothing is ever asked");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1/",
                "https://127.9.9.9/",
                "https://10.1.2.3/",
                "https://172.16.0.1/",
                "https://172.31.255.255/",
                "https://192.168.1.1/",
                "https://100.64.0.1/",
                "https://198.18.0.1/",
                "https://[::1]/",
                "https://[fc00::1]/",
                "https://[fd12:3456::1]/",
                "https://[fec0::1]/",
                "https://[::ffff:127.0.0.1]/",
                "https://[::127.0.0.1]/",
                "https://[2002:7f00:1::]/",
                "https://[64:ff9b::10.0.0.1]/"
            })
    void privateAddressesAreRefusedUntilTheyAreAllowed(String address) {
        assertThatThrownBy(() -> guard("").check(URI.create(address)))
                .hasMessageContaining("private address")
                .hasMessageContaining("portcullis.egress.allow");
        assertThatCode(() -> guard(EVERYTHING).check(URI.create(address))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://2130706433/",
                "https://0x7f000001/",
                "https://0x7f.0.0.1/",
                "https://0177.0.0.1/",
                "https://127.1/",
                "https://127.0.0.01/",
                "https://127.0.0.0x1/",
                "https://1.2.3.4.5/",
                "https://127.0.0.1./",
                "https://[fe80::1%25eth0]/",
                "https://user@idp.example.com/",
                "https://user:password@idp.example.com/",
                "https://idp.example.com/#fragment",
                "https:/idp.example.com",
                "https:idp.example.com",
                "file:///etc/passwd",
                "ftp://idp.example.com/",
                "gopher://idp.example.com/",
                "http://idp.example.com/",
                "/path"
            })
    void oddSpellingsAndOtherSchemesAreRefused(String address) {
        AtomicInteger asked = new AtomicInteger();
        EgressGuard guard = new EgressGuard(new AllowList(List.of("0.0.0.0/0")), host -> {
            asked.incrementAndGet();
            return publicHost(host);
        });
        assertThatThrownBy(() -> guard.check(URI.create(address))).isInstanceOf(EgressException.class);
        assertThat(asked).as("no resolver sees it").hasValue(0);
    }

    @Test
    void publicHostsMayBeAsked() throws EgressException {
        EgressGuard.Pinned pinned = guard("").check(URI.create("https://idp.example.com:8443/path?query=1"));
        assertThat(pinned.host()).isEqualTo("idp.example.com");
        assertThat(pinned.port()).isEqualTo(8443);
        assertThat(pinned.addresses()).extracting(InetAddress::getHostAddress).containsExactly("93.184.215.14");
    }

    @Test
    void hostThatIsPrivateOnOneOfItsAddressesIsRefused() {
        EgressGuard guard = new EgressGuard(new AllowList(List.of()), _ ->
                new InetAddress[] {Network.literal("93.184.215.14"), Network.literal("10.0.0.1")});
        assertThatThrownBy(() -> guard.check(URI.create("https://both.example.com/")))
                .hasMessageContaining("10.0.0.1");
    }

    @Test
    void allowedNameMayBePrivateButNeverLinkLocal() throws EgressException {
        AllowList allowed = new AllowList(List.of("idp.internal"));
        new EgressGuard(allowed, _ -> new InetAddress[] {Network.literal("10.0.0.1")})
                .check(URI.create("https://IDP.internal/"));
        EgressGuard tricked = new EgressGuard(allowed, _ -> new InetAddress[] {Network.literal("169.254.169.254")});
        assertThatThrownBy(() -> tricked.check(URI.create("https://idp.internal/")))
                .hasMessageContaining("nothing is ever asked");
    }

    @Test
    void plainHttpNeedsAnEntryThatSaysSo() {
        String address = "http://idp.example.com:8080/";
        assertThatThrownBy(() -> guard("idp.example.com").check(URI.create(address)))
                .hasMessageContaining("http://idp.example.com:8080");
        assertThatThrownBy(() -> guard("http://idp.example.com:9090").check(URI.create(address)))
                .isInstanceOf(EgressException.class);
        assertThatCode(() -> guard("http://idp.example.com:8080").check(URI.create(address)))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(ints = {22, 25, 389, 636, 5432, 6379})
    void portsOfOtherProtocolsNeedAnEntryWithThePort(int port) {
        URI address = URI.create("https://idp.example.com:" + port + "/");
        assertThatThrownBy(() -> guard("idp.example.com").check(address)).hasMessageContaining("does not speak HTTP");
        assertThatCode(() -> guard("idp.example.com:" + port).check(address)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.0/33",
                "10.0.0/8",
                "idp.example.com/8",
                "https://idp.example.com",
                "idp:port",
                "a b",
                "0x7f.1",
                "[::1"
            })
    void mistypedEntryStopsTheStart(String entry) {
        assertThatThrownBy(() -> new AllowList(List.of(entry)))
                .isInstanceOf(CannotStartException.class)
                .hasMessageContaining(entry);
    }

    @Test
    void rangesEndWhereTheySay() {
        Network range = Network.parse("10.1.2.0/23");
        assertThat(range.contains(Network.address(new byte[] {10, 1, 3, (byte) 255})))
                .isTrue();
        assertThat(range.contains(Network.address(new byte[] {10, 1, 4, 0}))).isFalse();
        assertThat(range.contains(Network.address(new byte[] {10, 1, 1, (byte) 255})))
                .isFalse();
    }

    private static EgressGuard guard(String allowed) {
        return new EgressGuard(new AllowList(List.of(allowed.split(",", -1))), EgressGuardTest::publicHost);
    }

    private static InetAddress[] publicHost(String host) throws UnknownHostException {
        return new InetAddress[] {InetAddress.getByAddress(host, new byte[] {93, (byte) 184, (byte) 215, 14})};
    }
}
