package dev.portcullis.egress;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** Java's HTTP client for a library that wants one, with every request on the registry's one way out. */
final class EgressHttp extends HttpClient {
    private final EgressClient egress;
    private final @Nullable String caBundle;

    EgressHttp(EgressClient egress, @Nullable String caBundle) {
        this.egress = egress;
        this.caBundle = caBundle;
    }

    @Override
    public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) throws IOException {
        Map<String, String> headers = new HashMap<>();
        request.headers().map().forEach((name, values) -> headers.put(name, String.join(", ", values)));
        headers.remove("Accept-Encoding");
        EgressResponse answer = egress.send(new EgressRequest(
                request.method(),
                request.uri(),
                headers,
                request.bodyPublisher().map(EgressHttp::text).orElse(null),
                caBundle,
                EgressRequest.MAX_BYTES));
        return new Answer<>(request, answer, handler);
    }

    /** The bodies of this client are in memory, so all of one is there at once. */
    private static String text(HttpRequest.BodyPublisher publisher) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        publisher.subscribe(new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(ByteBuffer item) {
                byte[] some = new byte[item.remaining()];
                item.get(some);
                bytes.writeBytes(some);
            }

            @Override
            public void onError(Throwable failure) {
                throw new IllegalStateException(failure);
            }

            @Override
            public void onComplete() {}
        });
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static final class Answer<T> implements HttpResponse<T> {
        private final HttpRequest request;
        private final EgressResponse answer;
        private final T body;

        Answer(HttpRequest request, EgressResponse answer, BodyHandler<T> handler) {
            this.request = request;
            this.answer = answer;
            BodySubscriber<T> subscriber = handler.apply(new ResponseInfo() {
                @Override
                public int statusCode() {
                    return answer.status();
                }

                @Override
                public HttpHeaders headers() {
                    return Answer.this.headers();
                }

                @Override
                public Version version() {
                    return Version.HTTP_1_1;
                }
            });
            subscriber.onSubscribe(new Flow.Subscription() {
                @Override
                public void request(long more) {}

                @Override
                public void cancel() {}
            });
            subscriber.onNext(List.of(ByteBuffer.wrap(answer.body().getBytes(StandardCharsets.UTF_8))));
            subscriber.onComplete();
            this.body = subscriber.getBody().toCompletableFuture().join();
        }

        @Override
        public int statusCode() {
            return answer.status();
        }

        @Override
        public HttpRequest request() {
            return request;
        }

        @Override
        public Optional<HttpResponse<T>> previousResponse() {
            return Optional.empty();
        }

        @Override
        public HttpHeaders headers() {
            Map<String, List<String>> all = new HashMap<>();
            answer.headers().forEach((name, value) -> all.put(name, List.of(value)));
            return HttpHeaders.of(all, (_, _) -> true);
        }

        @Override
        public T body() {
            return body;
        }

        @Override
        public Optional<SSLSession> sslSession() {
            return Optional.empty();
        }

        @Override
        public URI uri() {
            return request.uri();
        }

        @Override
        public Version version() {
            return Version.HTTP_1_1;
        }
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        throw new UnsupportedOperationException("one after the other");
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
            HttpRequest request, HttpResponse.BodyHandler<T> handler, HttpResponse.PushPromiseHandler<T> pushes) {
        throw new UnsupportedOperationException("one after the other");
    }

    @Override
    public Optional<CookieHandler> cookieHandler() {
        return Optional.empty();
    }

    @Override
    public Optional<Duration> connectTimeout() {
        return Optional.empty();
    }

    @Override
    public Redirect followRedirects() {
        return Redirect.NEVER;
    }

    @Override
    public Optional<ProxySelector> proxy() {
        return Optional.empty();
    }

    @Override
    public SSLContext sslContext() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public SSLParameters sslParameters() {
        return new SSLParameters();
    }

    @Override
    public Optional<Authenticator> authenticator() {
        return Optional.empty();
    }

    @Override
    public Version version() {
        return Version.HTTP_1_1;
    }

    @Override
    public Optional<Executor> executor() {
        return Optional.empty();
    }
}
