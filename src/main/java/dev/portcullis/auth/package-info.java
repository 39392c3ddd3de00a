/** Who are you: authentication, tokens, and the filters that stand before every endpoint. */
@NullMarked
package dev.portcullis.auth;

import org.jspecify.annotations.NullMarked;
