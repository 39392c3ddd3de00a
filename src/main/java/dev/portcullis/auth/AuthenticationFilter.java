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

/** Puts {@link Authentication} before every endpoint but the open ones, on the thread of the endpoint. */
@Provider
@Singleton
@Priority(Priorities.AUTHENTICATION)
public final class AuthenticationFilter implements ContainerRequestFilter {
    private final EndpointRules rules;
    private final Later<Authentication> check;

    AuthenticationFilter(EndpointRules rules, Instance<Authentication> check) {
        this.rules = rules;
        this.check = new Later<>(check);
    }

    @Override
    public void filter(ContainerRequestContext context) {
        var request = (ResteasyReactiveRequestContext)
                ((ResteasyReactiveContainerRequestContext) context).getServerRequestContext();
        EndpointRule rule = rules.of(request.getResteasyReactiveResourceInfo());
        if (!(rule instanceof EndpointRule.Open open) || open.ownFormsOnly()) {
            check.get().check(rule, request);
        }
    }
}
