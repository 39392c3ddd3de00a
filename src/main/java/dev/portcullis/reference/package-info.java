/** Value types of the distribution and image specifications that parse themselves and cannot exist wrong. */
@NullMarked
package dev.portcullis.reference;

import org.jspecify.annotations.NullMarked;
