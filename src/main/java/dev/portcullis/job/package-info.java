/** Background work; knows no feature. */
@NullMarked
package dev.portcullis.job;

import org.jspecify.annotations.NullMarked;
