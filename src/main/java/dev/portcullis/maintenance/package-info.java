/**
 * Work that administrators start or schedule and watch: runs with progress, a log and a way to cancel them, on one node
 * at a time. Knows no feature; each feature brings its own {@link dev.portcullis.maintenance.Job}.
 */
@NullMarked
package dev.portcullis.maintenance;

import org.jspecify.annotations.NullMarked;
