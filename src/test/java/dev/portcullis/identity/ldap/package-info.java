@NullMarked
package dev.portcullis.identity.ldap;

import org.jspecify.annotations.NullMarked;
