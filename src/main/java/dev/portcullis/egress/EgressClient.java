package dev.portcullis.egress;

import static dev.portcullis.egress.EgressException.Reason.TIMED_OUT;
import static dev.portcullis.egress.EgressException.Reason.TOO_LARGE;
import static dev.portcullis.egress.EgressException.Reason.UNREACHABLE;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.util.Timeout;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * The one client of the registry. It follows no redirect, keeps no cookie, answers no challenge of a host, and takes no
 * proxy but the one that is set ({@link WebProxy}), so that a credential only ever goes to the host that it is meant for.
 * Each request has a connection of its own to an address that {@link EgressGuard} has just checked.
 */
@Singleton
public final class EgressClient {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration WHOLE = Duration.ofSeconds(10);

    private final EgressGuard guard;
    private final WebProxy proxy;
    private final Duration whole;

    @Inject
    public EgressClient(@ConfigProperty(name = AllowList.SETTING) Optional<List<String>> allowed, WebProxy proxy) {
        this(new EgressGuard(new AllowList(allowed.orElse(List.of())), InetAddress::getAllByName), proxy, WHOLE);
    }

    /** One that takes no proxy. */
    public EgressClient(Optional<List<String>> allowed) {
        this(allowed, host -> Optional.empty());
    }

    EgressClient(EgressGuard guard, Duration whole) {
        this(guard, host -> Optional.empty(), whole);
    }

    private EgressClient(EgressGuard guard, WebProxy proxy, Duration whole) {
        this.guard = guard;
        this.proxy = proxy;
        this.whole = whole;
    }

    /**
     * Sends the request and reads the whole answer, within 10 s from the look-up of the name to the last byte.
     *
     * @throws EgressException when the guard refuses it, or there is no whole answer
     */
    public EgressResponse send(EgressRequest request) throws EgressException {
        HttpUriRequestBase http = http(request);
        FutureTask<EgressResponse> task = new FutureTask<>(() -> exchange(request, http));
        // A thread of its own, since neither the look-up of a name nor a byte every second can be timed otherwise.
        Thread.ofVirtual().name("egress").start(task);
        try {
            return task.get(whole.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            http.cancel();
            throw timedOut(request, late);
        } catch (InterruptedException stop) {
            http.cancel();
            Thread.currentThread().interrupt();
            throw timedOut(request, stop);
        } catch (ExecutionException failed) {
            throw told(request, failed.getCause());
        }
    }

    private EgressResponse exchange(EgressRequest request, HttpUriRequestBase http) throws IOException {
        WebProxy.Proxy through = proxy.towards(
                        String.valueOf(request.uri().getHost()).toLowerCase(Locale.ROOT))
                .orElse(null);
        // The connection goes to the proxy then, and it looks the name up.
        EgressGuard.Pinned pinned =
                through == null ? guard.check(request.uri()) : guard.checkThrough(through.address(), request.uri());
        try (CloseableHttpClient client = client(pinned, through, request.caBundle())) {
            HttpClientContext context = HttpClientContext.create();
            return client.execute(http, context, response -> {
                // The library gives a proxy's refusal of the tunnel for the host's answer; nobody has proved to be
                // that.
                if (through != null
                        && request.uri().getScheme().equalsIgnoreCase("https")
                        && context.getSSLSession() == null) {
                    throw new EgressException(
                            UNREACHABLE,
                            "The web proxy does not let the registry through to "
                                    + request.uri().getHost() + ": it answered with status " + response.getCode()
                                    + ".");
                }
                return read(response, request);
            });
        }
    }

    private static HttpUriRequestBase http(EgressRequest request) {
        HttpUriRequestBase http = new HttpUriRequestBase(request.method(), request.uri());
        request.headers().forEach(http::setHeader);
        String body = request.body();
        if (body != null) {
            http.setEntity(
                    new ByteArrayEntity(body.getBytes(StandardCharsets.UTF_8), null)); // its type is among the headers
        }
        return http;
    }

    private CloseableHttpClient client(
            EgressGuard.Pinned pinned, WebProxy.@Nullable Proxy through, @Nullable String caBundle)
            throws EgressException {
        PoolingHttpClientConnectionManagerBuilder connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(new PinnedAddresses(pinned))
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.of(CONNECT))
                        .setSocketTimeout(Timeout.of(whole))
                        .build());
        if (caBundle != null) {
            connections.setTlsSocketStrategy(new DefaultClientTlsStrategy(CaBundle.context(caBundle)));
        }
        HttpClientBuilder client = HttpClientBuilder.create()
                .setConnectionManager(connections.build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(Timeout.of(whole))
                        .setProtocolUpgradeEnabled(false)
                        .build())
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .setProxySelector(null)
                .setUserAgent("Portcullis");
        if (through != null) {
            HttpHost host = new HttpHost("http", pinned.host(), pinned.port());
            client.setProxy(host);
            if (through.user() != null) {
                BasicCredentialsProvider credentials = new BasicCredentialsProvider();
                credentials.setCredentials(
                        new AuthScope(host),
                        new UsernamePasswordCredentials(
                                through.user(), through.password().toCharArray()));
                client.setDefaultCredentialsProvider(credentials);
            }
        }
        return client.build();
    }

    private static EgressResponse read(ClassicHttpResponse response, EgressRequest request) throws IOException {
        Map<String, String> headers = new HashMap<>();
        for (var header : response.getHeaders()) {
            headers.put(header.getName().toLowerCase(Locale.ROOT), header.getValue());
        }
        byte[] body = new byte[0];
        if (response.getEntity() != null) {
            try (InputStream content = response.getEntity().getContent()) {
                body = content.readNBytes(request.maxBytes() + 1);
            }
        }
        if (body.length > request.maxBytes()) {
            throw new EgressException(
                    TOO_LARGE, request.uri().getHost() + " answered with more than " + request.maxBytes() + " bytes.");
        }
        return new EgressResponse(response.getCode(), Map.copyOf(headers), new String(body, StandardCharsets.UTF_8));
    }

    private static EgressException told(EgressRequest request, @Nullable Throwable cause) {
        String host = request.uri().getHost();
        return switch (cause) {
            case EgressException known -> known;
            case SSLException tls ->
                new EgressException(
                        UNREACHABLE,
                        host + " has no certificate that is trusted here for this name. Give its CA bundle, or correct"
                                + " the address: " + tls.getMessage(),
                        tls);
            case InterruptedIOException late -> timedOut(request, late);
            case IOException io ->
                new EgressException(UNREACHABLE, host + " cannot be reached: " + io.getMessage(), io);
            case null, default -> throw new IllegalStateException("a request to " + host + " failed", cause);
        };
    }

    private static EgressException timedOut(EgressRequest request, Exception cause) {
        return new EgressException(TIMED_OUT, request.uri().getHost() + " did not answer in time.", cause);
    }

    /** Hands the library what was checked, whatever it asks for. */
    private record PinnedAddresses(EgressGuard.Pinned pinned) implements DnsResolver {
        @Override
        public InetAddress[] resolve(String host) {
            return pinned.addresses().toArray(InetAddress[]::new);
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }
}
