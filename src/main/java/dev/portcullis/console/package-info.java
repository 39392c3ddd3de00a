/** Pages for people, made on the server: plain HTML that works without a script. */
@NullMarked
package dev.portcullis.console;

import org.jspecify.annotations.NullMarked;
