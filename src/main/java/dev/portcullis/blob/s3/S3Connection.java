package dev.portcullis.blob.s3;

import dev.portcullis.egress.CaBundle;
import java.io.IOException;
import java.time.Duration;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Clients of the store, with a limit on everything that may take long. */
final class S3Connection {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** Without a byte. Stores answer a copy of one part within seconds. */
    private static final Duration SILENCE = Duration.ofSeconds(30);

    /** One try. The longest segment takes that at 1.1 MB/s. */
    private static final Duration TRY = Duration.ofMinutes(2);

    private static final Duration ALL_TRIES = Duration.ofMinutes(5);
    private static final int MOST_TRIES = 6;
    private static final int CONNECTIONS = 256;

    private S3Connection() {}

    static S3Client client(S3Settings settings) throws IOException {
        return S3Client.builder()
                .httpClient(http(settings.caPem()))
                .region(Region.of(settings.region()))
                .credentialsProvider(credentials(settings))
                .endpointOverride(settings.endpoint())
                .forcePathStyle(settings.pathStyle())
                // A signed body needs no trailer, which many stores do not know. Each segment carries its SHA-256.
                .serviceConfiguration(
                        S3Configuration.builder().chunkedEncodingEnabled(false).build())
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .overrideConfiguration(ClientOverrideConfiguration.builder()
                        .apiCallAttemptTimeout(TRY)
                        .apiCallTimeout(ALL_TRIES)
                        .retryStrategy(AwsRetryStrategy.forRetryMode(RetryMode.STANDARD).toBuilder()
                                .maxAttempts(MOST_TRIES)
                                .build())
                        .build())
                .build();
    }

    static S3Presigner presigner(S3Settings settings) {
        return S3Presigner.builder()
                .region(Region.of(settings.region()))
                .credentialsProvider(credentials(settings))
                .endpointOverride(settings.endpoint())
                .serviceConfiguration(S3Configuration.builder()
                        .pathStyleAccessEnabled(settings.pathStyle())
                        .build())
                .build();
    }

    private static SdkHttpClient http(@Nullable String caPem) throws IOException {
        Apache5HttpClient.Builder http = Apache5HttpClient.builder()
                .maxConnections(CONNECTIONS)
                .connectionTimeout(CONNECT)
                .connectionAcquisitionTimeout(SILENCE)
                .socketTimeout(SILENCE)
                .connectionMaxIdleTime(Duration.ofSeconds(20));
        if (caPem != null) {
            TrustManager[] trusted = CaBundle.trustManagers(caPem);
            http.tlsTrustManagersProvider(() -> trusted);
        }
        return http.build();
    }

    private static AwsCredentialsProvider credentials(S3Settings settings) {
        String accessKey = settings.accessKey();
        String secretKey = settings.secretKey();
        return accessKey == null || secretKey == null
                ? DefaultCredentialsProvider.builder().build()
                : StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey));
    }
}
