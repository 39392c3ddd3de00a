/** One vocabulary of failure: every code, status and sentence that a client can meet. */
@NullMarked
package dev.portcullis.error;

import org.jspecify.annotations.NullMarked;
