@NullMarked
package dev.portcullis.access;

import org.jspecify.annotations.NullMarked;
