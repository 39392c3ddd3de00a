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
import org.jboss.resteasy.reactive.RestResponse;

/** The one stylesheet of all pages. Its hash stands in its name, so browsers may keep it for good. */
@Path("/assets")
@RunOnVirtualThread
public class Stylesheet {
    private static final int HASH_CHARACTERS = 16;
    private static final byte[] CONTENT = read();
    private static final String NAME = name(CONTENT);

    /** For the layout: where the stylesheet is. */
    @TemplateGlobal
    static String stylesheet() {
        return "/assets/" + NAME;
    }

    /** The stylesheet, under its present name only. */
    @GET
    @Path("/{file}")
    @Public("holds nothing but colours and distances")
    public RestResponse<byte[]> get(@PathParam("file") String file) {
        if (!file.equals(NAME)) {
            throw new RegistryException(ErrorCode.NOT_FOUND);
        }
        return RestResponse.ResponseBuilder.ok(CONTENT)
                .type("text/css;charset=UTF-8")
                .header("Cache-Control", "public, max-age=31536000, immutable")
                .header("X-Content-Type-Options", "nosniff")
                .build();
    }

    private static byte[] read() {
        try (InputStream in = Stylesheet.class.getResourceAsStream("/console/portcullis.css")) {
            if (in == null) {
                throw new IllegalStateException("the stylesheet was not packed");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String name(byte[] content) {
        String hash = HexFormat.of()
                .formatHex(Digest.Algorithm.SHA256.newHash().digest(content))
                .substring(0, HASH_CHARACTERS);
        return "portcullis-" + hash + ".css";
    }
}
