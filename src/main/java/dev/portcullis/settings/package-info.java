/** What is kept for the whole registry, secrets sealed; knows no feature. */
@NullMarked
package dev.portcullis.settings;

import org.jspecify.annotations.NullMarked;
