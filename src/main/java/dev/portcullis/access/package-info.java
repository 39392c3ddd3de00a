/**
 * What may you do: accounts, organizations, teams, grants, and the one place that decides.
 *
 * <p>A repository is public when a grant gives PULL to everyone, so this package needs no other feature.
 */
@NullMarked
package dev.portcullis.access;

import org.jspecify.annotations.NullMarked;
