package dev.portcullis.auth;

import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestContext;

/** Puts {@link Authorization} before every endpoint but the open ones, on the thread of the endpoint. */
@Provider
@Singleton
@Priority(Priorities.AUTHORIZATION)
public final class AuthorizationFilter implements ContainerRequestFilter {
    private final EndpointRules rules;
    private final Later<Authorization> check;

    AuthorizationFilter(EndpointRules rules, Instance<Authorization> check) {
        this.rules = rules;
        this.check = new Later<>(check);
    }

    @Override
    public void filter(ContainerRequestContext context) {
        var request = (ResteasyReactiveRequestContext)
                ((ResteasyReactiveContainerRequestContext) context).getServerRequestContext();
        EndpointRule rule = rules.of(request.getResteasyReactiveResourceInfo());
        if (!(rule instanceof EndpointRule.Open)) {
            check.get().check(rule, request);
        }
    }
}
