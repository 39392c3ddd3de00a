@NullMarked
package dev.portcullis.maintenance;

import org.jspecify.annotations.NullMarked;
