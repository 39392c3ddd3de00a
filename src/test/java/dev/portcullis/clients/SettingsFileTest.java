package dev.portcullis.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The settings as one file, beside a running server: taken out, compared, changed, put back. */
@ExtendWith(ClientsExtension.class)
class SettingsFileTest {

    @Test
    void whatIsExportedIsImportedAndTheDifferenceToldBefore(RegistryServer server, @TempDir Path folder)
            throws Exception {
        Api api = Api.as(server.port(), "admin", server.adminPassword);
        api.succeeds("PUT", "/api/v1/settings/general", "{\"value\":{\"message\":\"before\"}}");
        try {
            String exported = server.portcullis("settings", "export").succeeds().out();
            Path file = Files.writeString(folder.resolve("settings.json"), exported.replace("before", "after"));
            assertThat(exported).contains("\"before\"");
            server.portcullis("settings", "diff", file).fails().says("before", "after");
            server.portcullis("settings", "import", file).succeeds().says("Set general.");
            assertThat(api.get("/api/v1/settings/general").body()).contains("\"after\"");
            server.portcullis("settings", "diff", file).succeeds().says("Nothing would change.");
        } finally {
            api.succeeds("PUT", "/api/v1/settings/general", "{\"value\":{}}");
        }
    }
}
