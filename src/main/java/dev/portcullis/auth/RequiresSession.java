package dev.portcullis.auth;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A page for whoever is signed in with a browser: by the session cookie and by nothing else. Who is not is led to the
 * sign-in page and back; a request that changes something must come from our own pages.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface RequiresSession {}
