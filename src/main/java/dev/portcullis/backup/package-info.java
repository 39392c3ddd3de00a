/**
 * Backups: one snapshot of the tables, the blobs after it, each proved by loading it into a schema of its own; and the
 * restore onto an empty registry.
 *
 * <p>A folder of backups:
 *
 * <pre>
 * portcullis-backups                  the lock, and the mark of such a folder
 * blobs/sha256/ab/&lt;hex&gt;          bytes by their digest, shared by all backups in the folder
 * &lt;id&gt;/manifest.json             what is in it; the folder gets this name only when all is synced
 * &lt;id&gt;/blobs.gz                  digest, size and object key of each blob, in the order of digests
 * &lt;id&gt;/tables/&lt;name&gt;.gz      a table, as COPY writes it
 * &lt;id&gt;/verified.json             when it was last proved, and how
 * </pre>
 */
@NullMarked
package dev.portcullis.backup;

import org.jspecify.annotations.NullMarked;
