/**
 * Content-addressed bytes and the sessions that upload them; knows no repository.
 *
 * <p>The store, drawn once, here:
 *
 * <pre>
 * blobs/
 *   sha256/ab/&lt;64 hex digits&gt;.&lt;16 hex digits&gt;   an object: the digest, then a suffix that no other object ever had
 *   sha512/ab/&lt;128 hex digits&gt;.&lt;16 hex digits&gt;
 *   uploads/&lt;name&gt;                               the bytes of an unfinished upload
 * </pre>
 *
 * <p>An object is named by the row {@code blob.object_key}; a file that no row names is rubbish, whatever its digest.
 * Since the suffix is new each time, a delete can never hit a concurrent re-push of the same digest. Who may reach a
 * blob is not known here: see {@code repository.BlobLinks}.
 */
@NullMarked
package dev.portcullis.blob;

import org.jspecify.annotations.NullMarked;
