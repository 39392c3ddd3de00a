package dev.portcullis.identity.workload;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.portcullis.access.AccessChanges;
import dev.portcullis.egress.EgressException;
import dev.portcullis.event.AccessLog;
import dev.portcullis.event.Events;
import dev.portcullis.event.RegistryEvent;
import dev.portcullis.identity.jwt.SignedTokens;
import dev.portcullis.identity.jwt.TokenRefusedException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Proves that a workload may act as a robot, by a token that its platform has signed: of an issuer that an administrator
 * has added, for the audience and with the claims that the robot trusts. Every token that is taken or refused is an
 * event, which names issuer and subject and never holds the token.
 */
@Singleton
public final class WorkloadExchange {
    private static final Logger LOG = Logger.getLogger(WorkloadExchange.class);

    /** How far clocks may differ. */
    private static final Duration LEEWAY = Duration.ofSeconds(60);
    /** An older token is not taken, however long its issuer made it last. */
    private static final Duration MAX_AGE = Duration.ofHours(24);
    /** {@code typ} of a token; that of an access token (RFC 9068) too, for client credentials. */
    private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

    private static final int MAX_TOLD = 200;

    private final WorkloadIssuers issuers;
    private final RobotTrusts trusts;
    private final SignedTokens tokens;
    private final AccessChanges changes;
    private final AccessLog accessLog;
    private final InstantSource clock;

    /**
     * A robot that a token has proved.
     *
     * @param subject the {@code sub} of the token
     * @param until when the token expires: what is given for it should not last longer
     */
    public record Proved(
            long robotAccountId, String robotName, long trustId, String issuer, String subject, Instant until) {}

    WorkloadExchange(
            WorkloadIssuers issuers,
            RobotTrusts trusts,
            SignedTokens tokens,
            AccessChanges changes,
            AccessLog accessLog) {
        this.issuers = issuers;
        this.trusts = trusts;
        this.tokens = tokens;
        this.changes = changes;
        this.accessLog = accessLog;
        this.clock = InstantSource.system();
    }

    /** Whether a password has the form of a signed token, so that it is to be tried as one. */
    public static boolean looksLikeToken(String password) {
        return password.startsWith("eyJ")
                && password.chars().filter(c -> c == '.').count() == 2;
    }

    /** Whether this token may act as the robot of that name; nothing where not, and the reason is in the event. */
    public Optional<Proved> prove(String robotName, String jwt) {
        @Nullable JWTClaimsSet told = null;
        try {
            told = SignedTokens.unverified(jwt);
            Proved proved = check(robotName, jwt, told);
            exchanged(proved, shown(told));
            return Optional.of(proved);
        } catch (TokenRefusedException e) {
            refused(robotName, told, e.why());
        } catch (EgressException e) {
            LOG.warnf("A workload token for %s cannot be checked: %s", robotName, e.getMessage());
            refused(robotName, told, "the keys of its issuer cannot be had just now");
        }
        return Optional.empty();
    }

    private Proved check(String robotName, String jwt, JWTClaimsSet told)
            throws TokenRefusedException, EgressException {
        String iss = told.getIssuer() == null ? "" : told.getIssuer();
        WorkloadIssuer issuer = issuers.byIssuer(iss)
                .orElseThrow(
                        () -> new TokenRefusedException("its issuer is not one of this registry's workload issuers"));
        RobotTrusts.Robot robot = trusts.usable(robotName, issuer.id())
                .orElseThrow(() -> new TokenRefusedException("there is no active robot of that name"));
        if (robot.trusts().isEmpty()) {
            throw new TokenRefusedException("the robot trusts no token of that issuer");
        }
        JWTClaimsSet claims = tokens.verify(jwt, issuer.keys(), TYPES);
        Instant until = checkTimes(claims);
        for (RobotTrusts.Trust trust : robot.trusts()) {
            if (claims.getAudience().contains(trust.audience())
                    && new ClaimRules(trust.claims()).match(claims.getClaims())) {
                String subject = claims.getSubject() == null ? "" : claims.getSubject();
                return new Proved(robot.accountId(), robotName, trust.id(), issuer.name(), subject, until);
            }
        }
        throw new TokenRefusedException("audience or claims are not those that the robot trusts");
    }

    private Instant checkTimes(JWTClaimsSet claims) throws TokenRefusedException {
        Date expires = claims.getExpirationTime();
        Date issued = claims.getIssueTime();
        Date notBefore = claims.getNotBeforeTime();
        Instant now = clock.instant();
        if (expires == null || issued == null) {
            throw new TokenRefusedException("it does not say when it was issued and when it expires");
        }
        if (!now.isBefore(expires.toInstant().plus(LEEWAY))) {
            throw new TokenRefusedException("it has expired");
        }
        if (now.isBefore(issued.toInstant().minus(LEEWAY))
                || (notBefore != null && now.isBefore(notBefore.toInstant().minus(LEEWAY)))) {
            throw new TokenRefusedException("it is not valid yet");
        }
        if (now.isAfter(issued.toInstant().plus(MAX_AGE))) {
            throw new TokenRefusedException("it is older than a day");
        }
        return expires.toInstant();
    }

    private void exchanged(Proved proved, String subject) {
        String robot = proved.robotName();
        String detail = "issuer " + proved.issuer() + ", subject " + subject;
        changes.read(handle -> {
            Events.record(handle, new RegistryEvent.AccountChanged("workload.exchanged", robot, robot, detail));
            return robot;
        });
    }

    /** Anyone can send tokens, so refusals are counted when there are many. */
    private void refused(String robotName, @Nullable JWTClaimsSet told, String why) {
        String whose = told == null
                ? ""
                : "issuer " + clean(String.valueOf(told.getIssuer())) + ", subject " + shown(told) + ": ";
        accessLog.workloadRefused(robotName, whose + why);
    }

    private static String shown(JWTClaimsSet claims) {
        return clean(String.valueOf(claims.getSubject()));
    }

    /** What a stranger wrote, fit for one line of a record. */
    private static String clean(String text) {
        String line = text.replaceAll("\\p{Cntrl}", "?");
        return line.length() <= MAX_TOLD ? line : line.substring(0, MAX_TOLD) + "...";
    }
}
