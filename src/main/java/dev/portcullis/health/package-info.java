/** Is it well: the probes for load balancers, orchestrators and people. A door. */
@NullMarked
package dev.portcullis.health;

import org.jspecify.annotations.NullMarked;
