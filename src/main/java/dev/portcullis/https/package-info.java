/** The https port, and what comes to the other one while there is it. */
@NullMarked
package dev.portcullis.https;

import org.jspecify.annotations.NullMarked;
