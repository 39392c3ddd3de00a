package dev.portcullis.identity.workload;

import dev.portcullis.identity.jwt.KeyPlace;

/**
 * An issuer whose tokens may be exchanged.
 *
 * @param issuer what its tokens say in {@code iss}, compared character by character
 */
public record WorkloadIssuer(long id, String name, String issuer, KeyPlace keys) {}
