/** What administrators set at run time, in sections, secrets sealed; knows no feature. */
@NullMarked
package dev.portcullis.settings;

import org.jspecify.annotations.NullMarked;
