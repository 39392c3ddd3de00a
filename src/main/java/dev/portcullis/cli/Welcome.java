package dev.portcullis.cli;

import java.util.Optional;

/** What the start prints for a person who tries it for the first time. */
final class Welcome {
    private Welcome() {}

    static String text(String address, Optional<String> setupToken) {
        String registry = address.replaceFirst("^https?://", "");
        String setup = setupToken.map(token -> """
                        There is no administrator yet. Make one here, once and within 24 hours:
                          %s/setup/%s
                        """.formatted(address, token)).orElse("");
        return """

                Portcullis serves on %1$s
                %3$sTry it:
                  docker login %2$s
                  docker tag alpine %2$s/library/alpine && docker push %2$s/library/alpine
                  docker pull %2$s/library/alpine
                Stop it with Ctrl-C.
                """.formatted(address, registry, setup);
    }
}
