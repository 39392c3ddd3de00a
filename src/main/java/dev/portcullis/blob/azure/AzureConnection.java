package dev.portcullis.blob.azure;

import com.azure.core.http.HttpClient;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.storage.blob.BlobContainerAsyncClient;
import com.azure.storage.blob.BlobContainerClientBuilder;
import com.azure.storage.blob.BlobServiceVersion;
import com.azure.storage.common.StorageSharedKeyCredential;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import dev.portcullis.egress.CaBundle;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The client of a container, with a limit on everything that may take long. */
final class AzureConnection {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** Without a byte. */
    private static final Duration SILENCE = Duration.ofSeconds(30);

    /** One try. The longest segment takes that at 1.1 MB/s. */
    private static final Duration TRY = Duration.ofMinutes(2);

    /** For one request, all its tries and their pauses. */
    static final Duration ALL_TRIES = Duration.ofMinutes(5);

    private static final int MOST_TRIES = 6;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(20);

    private AzureConnection() {}

    static BlobContainerAsyncClient client(AzureSettings settings) throws IOException {
        return new BlobContainerClientBuilder()
                .endpoint(settings.address())
                .containerName(settings.container())
                .credential(new StorageSharedKeyCredential(settings.account(), settings.accountKey()))
                .httpClient(http(settings.caPem()))
                .retryOptions(new RequestRetryOptions(
                        RetryPolicyType.EXPONENTIAL, MOST_TRIES, TRY, FIRST_PAUSE, LONGEST_PAUSE, null))
                // Nothing newer is needed, and clouds of other countries get new versions later.
                .serviceVersion(BlobServiceVersion.V2024_11_04)
                .buildAsyncClient();
    }

    private static HttpClient http(@Nullable String caPem) throws IOException {
        java.net.http.HttpClient.Builder plain = java.net.http.HttpClient.newBuilder();
        if (caPem != null) {
            plain.sslContext(CaBundle.context(caPem));
        }
        return new JdkHttpClientBuilder(plain)
                .connectionTimeout(CONNECT)
                .writeTimeout(SILENCE)
                .responseTimeout(SILENCE)
                .readTimeout(SILENCE)
                .build();
    }
}
