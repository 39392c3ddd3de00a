package dev.portcullis.access;

import dev.portcullis.reference.RepositoryName;

/** That somebody has a level on something. */
public record Grant(Subject subject, Target target, Level level) {

    /** Who is granted. */
    public sealed interface Subject {
        /** Anyone, signed in or not; read-only at most. This is what makes a repository public. */
        record Everyone() implements Subject {}

        /** One user. */
        record User(String name) implements Subject {}

        /** Every member of a team of an organization. */
        record Team(String organization, String name) implements Subject {}

        /** As it is written in commands and events. */
        default String text() {
            return switch (this) {
                case Everyone _ -> "everyone";
                case User user -> "user " + user.name();
                case Team team -> "team " + team.organization() + "/" + team.name();
            };
        }
    }

    /** What is granted. */
    public sealed interface Target {
        /** All repositories of a user or an organization, those to come included. */
        record Namespace(String name) implements Target {}

        /** One repository. */
        record Repository(RepositoryName name) implements Target {}

        /** As it is written in commands and events. */
        default String text() {
            return switch (this) {
                case Namespace namespace -> namespace.name();
                case Repository repository -> repository.name().toString();
            };
        }
    }
}
