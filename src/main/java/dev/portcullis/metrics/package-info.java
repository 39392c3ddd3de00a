/** What the registry tells of itself in figures, at {@code /metrics}. */
@NullMarked
package dev.portcullis.metrics;

import org.jspecify.annotations.NullMarked;
