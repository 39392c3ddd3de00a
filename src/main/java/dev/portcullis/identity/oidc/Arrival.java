package dev.portcullis.identity.oidc;

import dev.portcullis.identity.ExternalPerson;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who has come back from the provider and was proved.
 *
 * @param providerSession {@code sid}: the session at the provider, for its log-out; null where it told none
 * @param returnTo where the person wanted to go; null: nowhere in particular
 */
public record Arrival(
        ExternalPerson person,
        @Nullable String providerSession,
        @Nullable String returnTo) {}
