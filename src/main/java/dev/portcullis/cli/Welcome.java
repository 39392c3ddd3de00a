package dev.portcullis.cli;

/** What the start prints for a person who tries it for the first time. */
final class Welcome {
    private Welcome() {}

    static String text(String address) {
        String registry = address.replaceFirst("^https?://", "").replaceFirst("/+$", "");
        return """

                Portcullis serves on %1$s
                Try it:
                  docker login %2$s
                  docker tag alpine %2$s/library/alpine && docker push %2$s/library/alpine
                  docker pull %2$s/library/alpine
                Stop it with Ctrl-C.
                """.formatted(address, registry);
    }
}
