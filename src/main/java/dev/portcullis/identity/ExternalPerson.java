package dev.portcullis.identity;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Somebody as an identity source knows them.
 *
 * @param subject what never changes: entryUUID or objectGUID of a directory, {@code sub} of an OIDC provider
 * @param login what the source calls them now; the account's name is made from it
 * @param groups the names of their groups, or null where the source does not tell them at sign-in
 */
public record ExternalPerson(
        String subject,
        String login,
        String fullName,
        String email,
        @Nullable Set<String> groups) {}
