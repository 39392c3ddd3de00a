/**
 * What the stores over the network share: plain objects whose keys are used once, below a prefix.
 *
 * <pre>
 *   sha256/ab/&lt;64 hex digits&gt;.&lt;16 hex digits&gt;   an object, as in the folder store
 *   uploads/&lt;name&gt;...                           an unfinished upload, as each store keeps it
 *   quarantine/&lt;64 hex digits&gt;.&lt;16 hex digits&gt;
 * </pre>
 *
 * <p>Only {@link dev.portcullis.blob.remote.RemoteObjects} is written anew for each store, and how an upload that came in
 * pieces becomes one object.
 */
@NullMarked
package dev.portcullis.blob.remote;

import org.jspecify.annotations.NullMarked;
