package dev.portcullis.settings;

import dev.portcullis.egress.EgressClient;
import dev.portcullis.egress.EgressException;
import dev.portcullis.egress.EgressRequest;
import dev.portcullis.egress.EgressResponse;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tries a public address before it is set: whether it resolves, answers, and shows a certificate that fits. */
@Singleton
public final class AddressTrial {
    private final EgressClient egress;

    AddressTrial(EgressClient egress) {
        this.egress = egress;
    }

    /**
     * The checks in their order; what comes after one that failed is not tried.
     *
     * @param address scheme and host, as {@link GeneralSettings#publicAddress}
     * @param caBundle what clients were told to trust besides, such as the registry's own CA; null for what Java trusts
     */
    public List<Trial.Check> check(String address, @Nullable String caBundle) {
        Trial trial = new Trial();
        URI ping = URI.create(address + "/_ping");
        if (trial.step("resolves", () -> resolve(ping.getHost()))) {
            trial.step("answers", () -> ask(ping, caBundle));
        }
        return trial.checks();
    }

    private static String resolve(String host) throws EgressException {
        try {
            return Arrays.stream(InetAddress.getAllByName(host))
                    .map(InetAddress::getHostAddress)
                    .collect(Collectors.joining(", "));
        } catch (UnknownHostException unknown) {
            throw EgressException.badAnswer(
                    URI.create("//" + host), "does not resolve: correct the name, or add it to the DNS");
        }
    }

    private String ask(URI ping, @Nullable String caBundle) throws EgressException {
        EgressResponse answer = egress.send(EgressRequest.get(ping, caBundle));
        if (!answer.body().contains("\"Healthy\"")) {
            throw EgressException.badAnswer(ping, "is not a Portcullis (status " + answer.status() + ")");
        }
        return ping.getScheme().equals("https")
                ? "Portcullis answers, with a certificate for this name that is trusted here."
                : "Portcullis answers, without TLS: docker takes that for localhost only, unless told otherwise.";
    }
}
