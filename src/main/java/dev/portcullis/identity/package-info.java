/** Where people are known: the sources that prove who somebody is, and which account that somebody has here. */
@NullMarked
package dev.portcullis.identity;

import org.jspecify.annotations.NullMarked;
