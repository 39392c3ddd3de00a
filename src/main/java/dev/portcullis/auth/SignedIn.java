package dev.portcullis.auth;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** An endpoint for any active account. Anyone else is asked to sign in. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface SignedIn {
    /** The scope that a token must hold, such as {@code registry:catalog:*}; empty where any token will do. */
    String scope() default "";
}
