package dev.portcullis.access;

import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.reference.RepositoryName;
import java.util.Optional;

/**
 * That somebody has a role on something.
 *
 * @param role the name of a {@link Level}, or of a role of one's own
 */
public record Grant(Subject subject, Target target, String role) {

    /** A grant of one of the roles that are always there. */
    public Grant(Subject subject, Target target, Level level) {
        this(subject, target, level.wireName());
    }

    /** Who is granted. */
    public sealed interface Subject {
        /** How {@link #parse} knows everyone. */
        String EVERYONE = "everyone";

        /** What stands in front of a user's name. */
        String USER = "user:";

        /** What stands in front of organization and team. */
        String TEAM = "team:";

        /** Anyone, signed in or not; read-only at most. This is what makes a repository public. */
        record Everyone() implements Subject {}

        /** One user. */
        record User(String name) implements Subject {}

        /** Every member of a team of an organization. */
        record Team(String organization, String name) implements Subject {}

        /** As {@link #parse} reads it. */
        default String notation() {
            return switch (this) {
                case Everyone _ -> EVERYONE;
                case User user -> USER + user.name();
                case Team team -> TEAM + team.organization() + "/" + team.name();
            };
        }

        /** {@code everyone}, {@code user:ana} or {@code team:acme/developers}; nothing for any other text. */
        static Optional<Subject> parse(String text) {
            int slash = text.indexOf('/');
            if (text.equals(EVERYONE)) {
                return Optional.of(new Everyone());
            }
            if (text.startsWith(USER)) {
                return Optional.of(new User(text.substring(USER.length())));
            }
            return text.startsWith(TEAM) && slash > 0
                    ? Optional.of(new Team(text.substring(TEAM.length(), slash), text.substring(slash + 1)))
                    : Optional.empty();
        }

        /** As it is written in events. */
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

        /** All repositories below a name within a namespace: {@code acme/web/*}, where the stem is acme/web/. */
        record Below(NamePattern pattern) implements Target {
            public Below {
                if (!pattern.isPrefix() || pattern.stem().indexOf('/') < 0) {
                    throw new RegistryException(ErrorCode.NAME_INVALID, "Name a prefix such as acme/web/*.");
                }
            }
        }

        /** One repository. */
        record Repository(RepositoryName name) implements Target {}

        /** As it is written in commands and events. */
        default String text() {
            return switch (this) {
                case Namespace namespace -> namespace.name();
                case Below below -> below.pattern().text();
                case Repository repository -> repository.name().toString();
            };
        }

        /** The target that is written so: {@code acme/web}, {@code acme/web/*}, or {@code acme/*} for a namespace. */
        static Target parse(String text) {
            NamePattern pattern = NamePattern.parse(text);
            if (!pattern.isPrefix()) {
                return new Repository(RepositoryName.parse(pattern.text()));
            }
            String stem = pattern.stem();
            if (stem.isEmpty()) {
                throw new RegistryException(
                        ErrorCode.NAME_INVALID, "Nobody is granted all repositories. Name a namespace such as acme/*.");
            }
            return stem.indexOf('/') == stem.length() - 1
                    ? new Namespace(stem.substring(0, stem.length() - 1))
                    : new Below(pattern);
        }

        /** The first component of what is granted. */
        default String namespaceName() {
            return switch (this) {
                case Namespace namespace -> namespace.name();
                case Below below -> {
                    String stem = below.pattern().stem();
                    yield stem.substring(0, stem.indexOf('/'));
                }
                case Repository repository -> repository.name().namespace();
            };
        }
    }
}
