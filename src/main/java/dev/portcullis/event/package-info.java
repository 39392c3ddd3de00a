/** What happened, written in the transaction that made it happen. */
@NullMarked
package dev.portcullis.event;

import org.jspecify.annotations.NullMarked;
