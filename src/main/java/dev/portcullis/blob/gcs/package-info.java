/**
 * Objects in a bucket of Google Cloud Storage, by its JSON interface. An upload is a row of segments; a promotion composes them,
 * which moves no bytes through here.
 */
@NullMarked
package dev.portcullis.blob.gcs;

import org.jspecify.annotations.NullMarked;
