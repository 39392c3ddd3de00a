package dev.portcullis.event;

import org.jspecify.annotations.Nullable;

/** Something that happened and will be asked about. {@code by} is the name of the account that did it. */
public sealed interface RegistryEvent {
    /** The stable name of the kind, {@code noun.verb} in the past: {@code user.created}. */
    String kind();

    /** Who did it: an account's name, {@code anonymous}, or {@code system}. */
    String by();

    /** An account, organization, team or membership was changed; {@code subject} is the account's name. */
    record AccountChanged(
            String kind,
            String by,
            String subject,
            @Nullable String detail) implements RegistryEvent {}

    /** A repository was created, deleted, or its rights were changed. Name is the canonical one, or a namespace. */
    record RepositoryChanged(
            String kind,
            String by,
            String repository,
            @Nullable String detail) implements RegistryEvent {}

    /** Content of a repository came, moved or went. */
    record ContentChanged(
            String kind,
            String by,
            String repository,
            @Nullable String reference,
            @Nullable String digest) implements RegistryEvent {}

    /** The registry did something by itself, or somebody changed a setting of it. */
    record SystemActed(String kind, String by, @Nullable String detail) implements RegistryEvent {}
}
