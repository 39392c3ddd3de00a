package dev.portcullis.auth;

import dev.portcullis.access.Action;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What an endpoint needs on the repository that its path parameter {@code name} names. An endpoint with neither this
 * nor {@link Public} stops the start.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Requires {
    /** The action that must be allowed. */
    Action value();
}
