/** The master key, which seals what must be read again, and its rotation; knows no feature. */
@NullMarked
package dev.portcullis.secret;

import org.jspecify.annotations.NullMarked;
