/** The registry's own certificate: read, checked, made, renewed, and put before clients without a restart. */
@NullMarked
package dev.portcullis.tls;

import org.jspecify.annotations.NullMarked;
