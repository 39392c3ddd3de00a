package dev.portcullis.egress;

import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which proxy is between the registry and the world. Who sets it is no matter of this room. */
public interface WebProxy {

    /**
     * A forward proxy.
     *
     * @param address such as {@code http://proxy.example.com:3128}
     * @param user null where it asks for none
     * @param password of the user; empty where there is none
     */
    record Proxy(URI address, @Nullable String user, String password) {
        @Override
        public String toString() {
            return address.toString();
        }
    }

    /** The one that requests to this host take; empty for those that go there directly. */
    Optional<Proxy> towards(String host);
}
