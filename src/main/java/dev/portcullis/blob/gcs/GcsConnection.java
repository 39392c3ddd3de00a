package dev.portcullis.blob.gcs;

import com.google.api.client.http.HttpRequest;
import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.storage.Storage;
import com.google.api.services.storage.StorageScopes;
import com.google.auth.http.HttpCredentialsAdapter;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.ServiceAccountCredentials;
import dev.portcullis.egress.CaBundle;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The client of the store, with a limit on everything that may take long; {@link GcsRequests} repeats. */
final class GcsConnection {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** Without a byte. */
    private static final Duration SILENCE = Duration.ofSeconds(30);

    /** The body of one try. The longest segment takes that at 1.1 MB/s. */
    private static final Duration BODY = Duration.ofMinutes(2);

    /** The one more is for a token that has ended. */
    private static final int REPEATED_BY_THE_CLIENT = 1;

    private GcsConnection() {}

    static GoogleCredentials credentials(GcsSettings settings) throws IOException {
        String key = settings.key();
        try {
            GoogleCredentials found = key == null
                    ? GoogleCredentials.getApplicationDefault()
                    : ServiceAccountCredentials.fromStream(
                            new ByteArrayInputStream(key.getBytes(StandardCharsets.UTF_8)));
            return found.createScoped(List.of(StorageScopes.DEVSTORAGE_READ_WRITE));
        } catch (IOException e) {
            throw new IOException(
                    "There are no credentials for Google Cloud Storage (" + e.getMessage()
                            + "). Give the JSON key of a service account, or let the surroundings have credentials.",
                    e);
        }
    }

    static Storage client(GcsSettings settings, GoogleCredentials credentials) throws IOException {
        HttpCredentialsAdapter authorization = new HttpCredentialsAdapter(credentials);
        return new Storage.Builder(
                        transport(settings.caPem()), GsonFactory.getDefaultInstance(), (HttpRequest request) -> {
                            authorization.initialize(request);
                            request.setConnectTimeout(Math.toIntExact(CONNECT.toMillis()));
                            request.setReadTimeout(Math.toIntExact(SILENCE.toMillis()));
                            request.setWriteTimeout(Math.toIntExact(BODY.toMillis()));
                            request.setNumberOfRetries(REPEATED_BY_THE_CLIENT);
                        })
                .setRootUrl(settings.address() + "/")
                .setApplicationName("Portcullis")
                // Bodies are small or cannot be made smaller, and of what is not compressed the length is told before.
                .setGoogleClientRequestInitializer(request -> request.setDisableGZipContent(true))
                .build();
    }

    private static HttpTransport transport(@Nullable String caPem) throws IOException {
        NetHttpTransport.Builder transport = new NetHttpTransport.Builder();
        if (caPem != null) {
            transport.setSslSocketFactory(CaBundle.context(caPem).getSocketFactory());
        }
        return transport.build();
    }
}
