@NullMarked
package dev.portcullis.event;

import org.jspecify.annotations.NullMarked;
