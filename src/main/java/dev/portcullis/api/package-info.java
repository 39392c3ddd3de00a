/** The management API: JSON under {@code /api/v1}, for consoles, scripts and operators. */
@NullMarked
package dev.portcullis.api;

import org.jspecify.annotations.NullMarked;
