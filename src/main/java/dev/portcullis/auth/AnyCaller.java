package dev.portcullis.auth;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * An endpoint that answers everyone with what that caller may see: credentials are checked when there are some, and
 * {@link CurrentAccess#caller()} tells the result.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface AnyCaller {
    /** How the endpoint keeps from the caller what is not theirs to see. */
    String value();
}
