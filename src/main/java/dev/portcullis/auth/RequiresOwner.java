package dev.portcullis.auth;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** An endpoint of the management API for owners of an organization and administrators; members and auditors may look.
 *
 * <p>The organization stands in the path parameter {@code org}, or in front of the plus of the robot in {@code robot};
 * robots of the whole registry are for administrators. To who is not in it, an organization that is there looks as one
 * that is not. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface RequiresOwner {
    /** Whether it changes nothing, so that members and auditors may call it too. */
    boolean lookOnly() default false;
}
