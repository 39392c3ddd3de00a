/**
 * Objects in a bucket of S3, or of a store that speaks its protocol. An upload is a row of segments, which a promotion joins
 * on the server's side; its multipart upload lives only that long.
 */
@NullMarked
package dev.portcullis.blob.s3;

import org.jspecify.annotations.NullMarked;
