/** The OCI Distribution and Docker Registry protocols under {@code /v2}: nothing but protocol. */
@NullMarked
package dev.portcullis.oci;

import org.jspecify.annotations.NullMarked;
