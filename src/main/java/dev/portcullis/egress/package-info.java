/** The one way out: every request that the registry makes leaves here, behind one guard (SSRF). Knows no feature. */
@NullMarked
package dev.portcullis.egress;

import org.jspecify.annotations.NullMarked;
