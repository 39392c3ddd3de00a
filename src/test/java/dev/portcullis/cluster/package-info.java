@NullMarked
package dev.portcullis.cluster;

import org.jspecify.annotations.NullMarked;
