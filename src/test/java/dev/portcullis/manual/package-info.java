/** The pages that people read: complete, true to the program, and with links that lead somewhere. */
@NullMarked
package dev.portcullis.manual;

import org.jspecify.annotations.NullMarked;
