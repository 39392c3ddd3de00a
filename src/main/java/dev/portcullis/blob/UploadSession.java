package dev.portcullis.blob;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An open upload as its row tells it. It belongs to one repository and one account.
 *
 * @param received bytes that are synced
 * @param partial the name of the partial content that holds them
 */
public record UploadSession(
        UUID id, long repositoryId, @Nullable Long accountId, long received, String partial) {}
