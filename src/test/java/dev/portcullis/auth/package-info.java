@NullMarked
package dev.portcullis.auth;

import org.jspecify.annotations.NullMarked;
