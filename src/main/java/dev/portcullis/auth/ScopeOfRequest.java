package dev.portcullis.auth;

import dev.portcullis.access.Action;
import dev.portcullis.error.RegistryException;
import dev.portcullis.reference.RepositoryName;
import java.util.ArrayList;
import java.util.List;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;

/** The scope that a challenge asks for. Holds only characters of repository names, so it may stand in a header. */
final class ScopeOfRequest {
    private ScopeOfRequest() {}

    /** The scope of this request; empty where any token will do, or where the name is not one. */
    static String of(EndpointRule rule, ResteasyReactiveRequestContext request) {
        return switch (rule) {
            case EndpointRule.OnRepository on -> onRepository(on.action(), request);
            case EndpointRule.Account account -> account.scope();
            case EndpointRule.OnPage _,
                    EndpointRule.Open _,
                    EndpointRule.Anyone _,
                    EndpointRule.Session _,
                    EndpointRule.Administrator _,
                    EndpointRule.Auditor _,
                    EndpointRule.Self _,
                    EndpointRule.Organization _ -> "";
        };
    }

    private static String onRepository(Action action, ResteasyReactiveRequestContext request) {
        String name = request.getPathParameter("name", false);
        if (!isName(name)) {
            return "";
        }
        String scope = "repository:" + name + ":" + actions(action);
        String from = mountSource(request);
        return action == Action.PUSH && isName(from) && !from.equals(name)
                ? scope + " repository:" + from + ":pull"
                : scope;
    }

    /** A mount reads from a second repository (end-11 of the distribution spec). */
    private static String mountSource(ResteasyReactiveRequestContext request) {
        List<String> from = new ArrayList<>();
        if (request.serverRequest().getQueryParam("mount") != null) {
            from.addAll(request.serverRequest().getAllQueryParams("from"));
        }
        return from.size() == 1 ? from.getFirst() : "";
    }

    private static String actions(Action action) {
        return switch (action) {
            case PULL -> "pull";
            case PUSH -> "pull,push";
            case DELETE -> "delete";
            case VIEW, SCAN, EDIT, VISIBILITY, GRANT, ACTIVITY, REMOVE, CREATE -> "*";
        };
    }

    private static boolean isName(String name) {
        try {
            RepositoryName.parse(name);
            return true;
        } catch (RegistryException e) {
            return false;
        }
    }
}
