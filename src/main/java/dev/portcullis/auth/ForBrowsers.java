package dev.portcullis.auth;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a class of pages: who asks is known by the session cookie of a browser and by nothing else, and what changes
 * something must come from our own pages, as {@link RequiresSession} says. Each endpoint still says with a rule of its
 * own what the signed-in visitor needs: {@link Requires}, {@link RequiresOwner}, {@link RequiresAdministrator}, {@link
 * RequiresAuditor}; {@link RequiresSession} where it needs no more.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface ForBrowsers {}
