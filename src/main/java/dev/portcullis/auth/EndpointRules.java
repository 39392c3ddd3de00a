package dev.portcullis.auth;

import jakarta.inject.Singleton;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.ext.Provider;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rule of every endpoint. Quarkus REST shows each resource method once, before the first request; a method without
 * a rule throws there, which stops the start.
 */
@Provider
@Singleton
public final class EndpointRules implements DynamicFeature {
    /** By identity: Quarkus REST has one object per resource method, so a look-up costs no hashing of names. */
    private volatile IdentityHashMap<ResourceInfo, EndpointRule> rules = new IdentityHashMap<>();

    @Override
    public synchronized void configure(ResourceInfo resource, FeatureContext context) {
        IdentityHashMap<ResourceInfo, EndpointRule> grown = new IdentityHashMap<>(rules);
        grown.put(resource, EndpointRule.of(resource.getResourceMethod()));
        rules = grown;
    }

    /** The rule of that endpoint. One that was never shown is refused: better a defect than an open door. */
    EndpointRule of(@Nullable ResourceInfo resource) {
        EndpointRule rule = rules.get(resource);
        if (rule == null) {
            throw new IllegalStateException("no rule for the endpoint " + resource);
        }
        return rule;
    }

    /** All endpoints with their rules, for the test that holds them against its table. */
    Map<Method, EndpointRule> all() {
        Map<Method, EndpointRule> all = new HashMap<>();
        rules.forEach((resource, rule) -> all.put(resource.getResourceMethod(), rule));
        return all;
    }
}
