/**
 * Objects in a bucket of S3, or of a store that speaks its protocol.
 *
 * <pre>
 * &lt;prefix&gt;
 *   sha256/ab/&lt;64 hex digits&gt;.&lt;16 hex digits&gt;   an object, as in the folder store
 *   uploads/&lt;name&gt;/&lt;5 digits&gt;                    a segment of an unfinished upload, see {@link
 *                                               dev.portcullis.blob.s3.Segments}
 *   quarantine/&lt;64 hex digits&gt;.&lt;16 hex digits&gt;
 * </pre>
 *
 * <p>An upload is a row of plain objects whose names and lengths follow from how far it has come. So any node goes on with
 * what another wrote, nothing is remembered outside the bucket, and nothing is listed while somebody pushes. A promotion
 * joins the segments on the server's side; its multipart upload lives only that long.
 */
@NullMarked
package dev.portcullis.blob.s3;

import org.jspecify.annotations.NullMarked;
