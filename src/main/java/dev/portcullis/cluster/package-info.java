/** The nodes over one database, and how each of them is. */
@NullMarked
package dev.portcullis.cluster;

import org.jspecify.annotations.NullMarked;
