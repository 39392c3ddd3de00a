package dev.portcullis.console;

import java.net.URI;

/** The commands that pages show to be copied, for this registry's own address. */
final class Commands {
    private final String host;

    /** For a registry at {@code https://registry.example.com}. */
    Commands(String publicAddress) {
        this.host = URI.create(publicAddress).getAuthority();
    }

    String login(String name) {
        return "docker login --username " + name + " " + host;
    }

    String tag(String local, String image) {
        return "docker tag " + local + " " + host + "/" + image;
    }

    String push(String image) {
        return "docker push " + host + "/" + image;
    }

    /** By tag or by digest. */
    String pull(String repository, String reference) {
        return "docker pull " + host + "/" + repository + (reference.indexOf(':') >= 0 ? "@" : ":") + reference;
    }
}
