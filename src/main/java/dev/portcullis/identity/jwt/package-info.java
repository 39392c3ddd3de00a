/** Tokens that others sign: their keys, and how a signature is checked. */
@NullMarked
package dev.portcullis.identity.jwt;

import org.jspecify.annotations.NullMarked;
