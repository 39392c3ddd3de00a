package dev.portcullis.identity.ldap;

import com.unboundid.ldap.sdk.BindRequest;
import com.unboundid.ldap.sdk.FailoverServerSet;
import com.unboundid.ldap.sdk.GetEntryLDAPConnectionPoolHealthCheck;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPConnectionPool;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.PostConnectProcessor;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.StartTLSPostConnectProcessor;
import com.unboundid.util.Debug;
import com.unboundid.util.DebugType;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections to a realm's servers: in order, encrypted as the settings say, with the certificate and the host's
 * name verified before the first password is sent, and never following a referral.
 */
final class Connections {
    /** Shorter than what firewalls forget idle connections after. */
    private static final Duration OLDEST = Duration.ofMinutes(4);
    /** A page of a big search takes longer than an answer to somebody who waits. */
    private static final Duration BULK_PATIENCE = Duration.ofSeconds(30);

    private final Realm realm;
    private final FailoverServerSet servers;
    private final FailoverServerSet patientServers;
    private final @Nullable PostConnectProcessor startTls;

    Connections(Realm realm) throws LDAPException {
        neverWriteMessages();
        this.realm = realm;
        Encryption encryption = realm.settings().encryption();
        SSLSocketFactory tls = encryption == Encryption.NONE ? null : tls(realm.settings());
        SocketFactory sockets = encryption == Encryption.LDAPS && tls != null ? tls : SocketFactory.getDefault();
        this.startTls = encryption == Encryption.STARTTLS && tls != null ? new StartTLSPostConnectProcessor(tls) : null;
        this.servers = servers(sockets, realm.settings().responseTimeoutMillis());
        this.patientServers = servers(sockets, BULK_PATIENCE.toMillis());
    }

    /**
     * System properties switch the library's debugging on, and its kind ASN1 writes every message in hex: that of a bind
     * holds the password. What the other kinds write does not.
     */
    private static void neverWriteMessages() {
        EnumSet<DebugType> kinds = EnumSet.copyOf(Debug.getDebugTypes());
        if (kinds.remove(DebugType.ASN1)) {
            // No kind at all would mean every kind.
            Debug.setEnabled(Debug.debugEnabled() && !kinds.isEmpty(), kinds);
        }
    }

    private FailoverServerSet servers(SocketFactory sockets, long responseTimeoutMillis) {
        List<ServerAddress> addresses =
                realm.servers().stream().map(ServerAddress::of).toList();
        LDAPConnectionOptions options = new LDAPConnectionOptions();
        options.setConnectTimeoutMillis(realm.settings().connectTimeoutMillis());
        options.setResponseTimeoutMillis(responseTimeoutMillis);
        options.setAbandonOnTimeout(true);
        options.setFollowReferrals(false);
        options.setUseSynchronousMode(true); // no thread of its own for each connection
        options.setBindWithDNRequiresPassword(true);
        FailoverServerSet set = new FailoverServerSet(
                addresses.stream().map(ServerAddress::host).toArray(String[]::new),
                addresses.stream().mapToInt(ServerAddress::port).toArray(),
                sockets,
                options);
        set.setReOrderOnFailover(true);
        return set;
    }

    /** A pool that opens its first connection when somebody asks. */
    LDAPConnectionPool pool() throws LDAPException {
        LDAPConnectionPool pool = new LDAPConnectionPool(servers, bind(), 0, Directory.AT_ONCE, startTls, false);
        pool.setConnectionPoolName(realm.source() + " " + realm.suffix());
        pool.setCreateIfNecessary(false);
        pool.setMaxWaitTimeMillis(realm.settings().connectTimeoutMillis());
        pool.setMaxConnectionAgeMillis(OLDEST.toMillis());
        pool.setRetryFailedOperationsDueToInvalidConnections(true);
        pool.setHealthCheck(new GetEntryLDAPConnectionPoolHealthCheck(
                "", realm.settings().responseTimeoutMillis(), false, false, false, true, false));
        return pool;
    }

    /** One connection with time for big answers, bound for searching. */
    LDAPConnection patient() throws LDAPException {
        return bound(patientServers.getConnection());
    }

    /** One connection for somebody who waits, bound for searching. */
    LDAPConnection prompt() throws LDAPException {
        return bound(servers.getConnection());
    }

    private LDAPConnection bound(LDAPConnection connection) throws LDAPException {
        try {
            if (startTls != null) {
                startTls.processPreAuthenticatedConnection(connection);
            }
            BindRequest bind = bind();
            if (bind != null) {
                connection.bind(bind);
            }
            return connection;
        } catch (LDAPException e) {
            connection.close();
            throw e;
        }
    }

    private @Nullable BindRequest bind() throws LDAPException {
        String name = realm.bindName();
        if (name == null) {
            return null;
        }
        String secret = realm.secret();
        if (secret == null || secret.isEmpty()) {
            throw new LDAPException(
                    ResultCode.PARAM_ERROR, "no password is set for " + name + ": give it as the source's secret");
        }
        return new SimpleBindRequest(name, secret);
    }

    private static SSLSocketFactory tls(LdapSettings settings) throws LDAPException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, TrustedCertificates.managers(settings.caCertificates()), null);
            return new VerifyingSockets(context.getSocketFactory());
        } catch (GeneralSecurityException | IOException e) {
            throw new LDAPException(ResultCode.PARAM_ERROR, "the CA certificates cannot be used: " + e, e);
        }
    }
}
