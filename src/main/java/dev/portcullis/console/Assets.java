package dev.portcullis.console;

import dev.portcullis.auth.Public;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.reference.Digest;
import io.quarkus.qute.TemplateGlobal;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.RestResponse;

/** The few files that all pages share. Each has its hash in its name, so browsers may keep it for good. */
@Path("/assets")
@RunOnVirtualThread
public class Assets {
    private static final int HASH_CHARACTERS = 16;
    private static final Asset STYLESHEET = read("portcullis.css", "text/css;charset=UTF-8");
    private static final Asset SCRIPT = read("portcullis.js", "text/javascript;charset=UTF-8");
    private static final Asset ICON = read("portcullis.svg", "image/svg+xml");
    private static final Map<String, Asset> ALL =
            Stream.of(STYLESHEET, SCRIPT, ICON).collect(Collectors.toMap(Asset::name, Function.identity()));

    @SuppressWarnings("ArrayRecordComponent") // compared nowhere
    private record Asset(String name, String type, byte[] content) {
        String address() {
            return "/assets/" + name;
        }
    }

    /** For the layout: where the stylesheet is. */
    @TemplateGlobal
    static String stylesheet() {
        return STYLESHEET.address();
    }

    /** For the layout: where the script is. Everything works without it. */
    @TemplateGlobal
    static String script() {
        return SCRIPT.address();
    }

    /** For the layout: where the icon is. */
    @TemplateGlobal
    static String icon() {
        return ICON.address();
    }

    /** One of them, under its present name only. */
    @GET
    @Path("/{file}")
    @Public("the same for everyone: colours, distances, and a script that knows nothing")
    public RestResponse<byte[]> get(@PathParam("file") String file) {
        Asset asset = ALL.get(file);
        if (asset == null) {
            throw new RegistryException(ErrorCode.NOT_FOUND);
        }
        return RestResponse.ResponseBuilder.ok(asset.content)
                .type(asset.type)
                .header("Cache-Control", "public, max-age=31536000, immutable")
                .header("X-Content-Type-Options", "nosniff")
                // An image that somebody opens by itself must not become a page that runs something.
                .header("Content-Security-Policy", "default-src 'none'; sandbox")
                .build();
    }

    private static Asset read(String file, String type) {
        try (InputStream in = Assets.class.getResourceAsStream("/console/" + file)) {
            if (in == null) {
                throw new IllegalStateException(file + " was not packed");
            }
            byte[] content = in.readAllBytes();
            String hash = HexFormat.of()
                    .formatHex(Digest.Algorithm.SHA256.newHash().digest(content))
                    .substring(0, HASH_CHARACTERS);
            int dot = file.lastIndexOf('.');
            return new Asset(file.substring(0, dot) + "-" + hash + file.substring(dot), type, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
