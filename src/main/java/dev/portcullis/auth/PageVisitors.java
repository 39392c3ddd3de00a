package dev.portcullis.auth;

import dev.portcullis.access.Caller;
import dev.portcullis.event.Actor;
import dev.portcullis.reference.ReturnPath;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;

/** Finds out who asks for a page, from the session cookie alone, and keeps other sites from sending our forms. */
@Singleton
final class PageVisitors {
    private final SameOrigin sameOrigin;
    private final SessionCookies cookies;
    private final Sessions sessions;
    private final CurrentAccess current;

    PageVisitors(SameOrigin sameOrigin, SessionCookies cookies, Sessions sessions, CurrentAccess current) {
        this.sameOrigin = sameOrigin;
        this.cookies = cookies;
        this.sessions = sessions;
        this.current = current;
    }

    /** Fills {@link CurrentAccess} where the rule asks for a session; {@link PageRefusal} for who may not go on. */
    void check(EndpointRule rule, HttpServerRequest request) {
        sameOrigin.check(request);
        if (!rule.bySession()) {
            return;
        }
        BrowserSession session = sessions.find(cookies.session(request));
        if (session == null) {
            boolean reading = SameOrigin.isReading(request);
            throw new PageRefusal.NotSignedIn(reading ? ReturnPath.orHome(request.uri()) : ReturnPath.HOME, reading);
        }
        String told = "session " + session.id();
        Actor.set(Actor.current().provedToBe(session.accountId(), session.account(), told));
        Credential credential = new Credential("session:" + session.id(), told, null, null);
        current.identity(new Identity(new Caller.SignedIn(session.accountId(), session.account()), credential));
        current.session(session);
    }
}
