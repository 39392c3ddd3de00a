/**
 * LDAP directories and Active Directory as an identity source: signing in, and making the accounts, teams and
 * administrators here what the directory says. Nothing else uses the LDAP library. Begin with {@link
 * dev.portcullis.identity.ldap.LdapSettings}, {@link dev.portcullis.identity.ldap.LdapSignIn} and {@link
 * dev.portcullis.identity.ldap.DirectorySync}.
 */
@NullMarked
package dev.portcullis.identity.ldap;

import org.jspecify.annotations.NullMarked;
