package dev.portcullis.auth;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** An endpoint that needs no right on a repository. The reason is told, since it is read in every review. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Public {
    /** Why this may be reached by anyone, or how it guards itself. */
    String value();

    /** Whether a form is taken from our own pages only: for those that sign somebody in or out. */
    boolean ownFormsOnly() default false;
}
