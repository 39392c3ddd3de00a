package dev.portcullis.clients;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobContainerClientBuilder;
import com.azure.storage.blob.BlobServiceVersion;
import com.azure.storage.common.StorageSharedKeyCredential;
import dev.portcullis.testing.Ports;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;

/** Microsoft's own emulator of Azure Blob Storage, with one container. What it keeps is in its memory. */
final class Azurite implements AutoCloseable {
    static final String CONTAINER = "registry";
    static final String ACCOUNT = "acme";
    static final String KEY = Base64.getEncoder().encodeToString("canary-account-key-of-the-tests".getBytes(US_ASCII));

    private final int port = Ports.free();
    private final Path log;
    private final Process process;

    /** @param folder for its log */
    Azurite(Path folder) throws Exception {
        log = folder.resolve("azurite.log");
        ProcessBuilder builder = new ProcessBuilder(
                        Tools.tool("node").toString(),
                        Tools.folder("azurite-3.35.0")
                                .resolve("node_modules/azurite/dist/src/blob/main.js")
                                .toString(),
                        "--blobPort",
                        String.valueOf(port),
                        "--inMemoryPersistence",
                        "--disableTelemetry",
                        // The client asks by a version that it knows, but signs addresses by its own newest.
                        "--skipApiVersionCheck")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("AZURITE_ACCOUNTS", ACCOUNT + ":" + KEY);
        process = builder.start();
        Ports.await(port, process, Duration.ofSeconds(60), log);
        container().create();
    }

    int port() {
        return port;
    }

    String endpoint() {
        return "http://127.0.0.1:" + port + "/" + ACCOUNT;
    }

    /** Asked past the store under test. */
    BlobContainerClient container() {
        return new BlobContainerClientBuilder()
                .endpoint(endpoint())
                .containerName(CONTAINER)
                .credential(new StorageSharedKeyCredential(ACCOUNT, KEY))
                .httpClient(new JdkHttpClientBuilder().build())
                .serviceVersion(BlobServiceVersion.V2024_11_04)
                .buildClient();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
