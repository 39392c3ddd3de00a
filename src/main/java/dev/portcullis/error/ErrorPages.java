package dev.portcullis.error;

import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Tells failures to people, who read pages, as {@link ErrorMapper} tells them to programs. */
public interface ErrorPages {
    /**
     * The failure as a page; null where a program is to be told.
     *
     * @param path what was asked for
     * @param accept what the client says it reads
     * @param sentence what to do, without secrets
     */
    @Nullable
    RestResponse<?> page(String path, @Nullable String accept, ErrorCode code, String sentence, String requestId);
}
