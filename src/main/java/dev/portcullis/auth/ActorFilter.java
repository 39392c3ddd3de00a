package dev.portcullis.auth;

import dev.portcullis.error.RequestId;
import dev.portcullis.event.Actor;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.ext.Provider;
import org.jboss.logging.MDC;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestContext;
import org.jboss.resteasy.reactive.server.spi.ServerHttpRequest;

/**
 * Says who acts on the thread of a request, as long as it lasts: at first nobody, from some address. Before every other
 * filter, so that what they refuse has an address too.
 */
@Provider
@Singleton
@Priority(Priorities.AUTHENTICATION - 100)
public final class ActorFilter implements ContainerRequestFilter, ContainerResponseFilter {
    /** What each line of the log that a request causes says of it. */
    private static final String LOGGED_ID = "requestId";

    private final Later<SourceAddress> source;

    ActorFilter(Instance<SourceAddress> source) {
        this.source = new Later<>(source);
    }

    @Override
    public void filter(ContainerRequestContext context) {
        ServerHttpRequest request = ((ResteasyReactiveRequestContext)
                        ((ResteasyReactiveContainerRequestContext) context).getServerRequestContext())
                .serverRequest();
        RequestId id = RequestIds.of(request.unwrap(RoutingContext.class));
        id.begin();
        MDC.put(LOGGED_ID, id.toString());
        Actor.set(Actor.anonymous(
                source.get().of(request.unwrap(HttpServerRequest.class)), request.getRequestHeader("User-Agent"), id));
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        Actor.clear();
        RequestId.end();
        MDC.remove(LOGGED_ID);
    }
}
