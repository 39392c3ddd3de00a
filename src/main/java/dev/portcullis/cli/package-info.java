/** The command line: {@code bin/portcullis}. A door; every command's work is done by the house. */
@NullMarked
package dev.portcullis.cli;

import org.jspecify.annotations.NullMarked;
