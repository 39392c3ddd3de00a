package dev.portcullis.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/**
 * Shows whatever certificate is current when a connection begins. Connections that are open keep theirs, so that a
 * change breaks none. An alias names one certificate for good: a handshake that began before a change ends with the
 * key that belongs to the chain it has shown.
 */
@NullUnmarked // as the interface that it implements
final class ServerKeys extends X509ExtendedKeyManager {
    private static final String CURRENT = "server-";

    private record Numbered(long number, ServerCertificate certificate) {}

    private volatile Numbered current;
    private volatile Numbered before;

    /** From the next handshake on. */
    synchronized void show(@Nullable ServerCertificate certificate) {
        before = current;
        current = certificate == null ? null : new Numbered(before == null ? 1 : before.number() + 1, certificate);
    }

    @Nullable
    ServerCertificate shown() {
        Numbered now = current;
        return now == null ? null : now.certificate();
    }

    private ServerCertificate of(String alias) {
        for (Numbered one : new Numbered[] {current, before}) {
            if (one != null && alias.equals(CURRENT + one.number())) {
                return one.certificate();
            }
        }
        return null;
    }

    @Override
    public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        return chooseServerAlias(keyType, issuers, null);
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        Numbered now = current;
        boolean fits = now != null
                && now.certificate().own().getPublicKey().getAlgorithm().equals(keyType);
        return fits ? CURRENT + now.number() : null;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        ServerCertificate certificate = of(alias);
        return certificate == null ? null : certificate.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        ServerCertificate certificate = of(alias);
        return certificate == null ? null : certificate.key();
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        String alias = chooseServerAlias(keyType, issuers, null);
        return alias == null ? null : new String[] {alias};
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return null;
    }

    @Override
    public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
        return null;
    }
}
