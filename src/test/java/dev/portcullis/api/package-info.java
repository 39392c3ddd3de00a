@NullMarked
package dev.portcullis.api;

import org.jspecify.annotations.NullMarked;
