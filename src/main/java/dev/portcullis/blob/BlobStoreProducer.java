package dev.portcullis.blob;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The one store of the program. */
final class BlobStoreProducer {
    @Produces
    @Singleton
    BlobStore store(StorageConfig config, @ConfigProperty(name = "portcullis.home") Path home) throws IOException {
        return BlobStores.open(config, home);
    }
}
