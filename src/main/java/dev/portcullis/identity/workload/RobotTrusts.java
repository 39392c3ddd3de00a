package dev.portcullis.identity.workload;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.access.AccessChanges;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.event.Events;
import dev.portcullis.event.RegistryEvent;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Which tokens may act as which robot. {@code by} is who acts, as in {@link dev.portcullis.access.Accounts}. */
@Singleton
public final class RobotTrusts {
    private static final int MAX_AUDIENCE = 500;
    private static final int MAX_TRUSTS = 100;

    private final AccessChanges changes;
    private final ObjectMapper json;

    /** A trust as it stands in a list: a token of that issuer, for that audience, with these claims. */
    public record Trust(long id, String issuer, String audience, Map<String, String> claims, String createdBy) {}

    /** A robot that may be acted as, with its trusts in one issuer. */
    record Robot(long accountId, List<Trust> trusts) {}

    RobotTrusts(AccessChanges changes, ObjectMapper json) {
        this.changes = changes;
        this.json = json;
    }

    /**
     * Lets tokens act as a robot, and answers the trust's id. {@link ErrorCode#NOT_FOUND} where there is no such robot or
     * issuer, {@link ErrorCode#REQUEST_INVALID} when the claims would let in anyone at that issuer.
     */
    public long create(String by, String robot, String issuer, String audience, Map<String, String> claims) {
        if (audience.isBlank() || audience.length() > MAX_AUDIENCE) {
            throw IssuerSettings.invalid("audience is what the token is made for, such as this registry's address.");
        }
        ClaimRules rules = ClaimRules.check(claims);
        return changes.make(handle -> {
            long account = robotId(handle, robot);
            if (count(handle, account) >= MAX_TRUSTS) {
                throw new RegistryException(ErrorCode.CONFLICT, "A robot has at most " + MAX_TRUSTS + " trusts.");
            }
            long id = handle.createQuery("""
                            insert into robot_trust (account_id, issuer_id, audience, claims, created_by)
                            select :account, id, :audience, :claims::jsonb, :by from workload_issuer where name = :issuer
                            returning id""")
                    .bind("account", account)
                    .bind("audience", audience)
                    .bind("claims", json.valueToTree(rules.patterns()).toString())
                    .bind("by", by)
                    .bind("issuer", issuer)
                    .mapTo(Long.class)
                    .findOne()
                    .orElseThrow(() -> WorkloadIssuers.notFound(issuer));
            record(handle, "robot.trust_added", by, robot, issuer + " " + audience + " " + rules.patterns());
            return id;
        });
    }

    /** Takes a trust back; {@link ErrorCode#NOT_FOUND} where the robot has none of that id. */
    public void delete(String by, String robot, long id) {
        changes.make(handle -> {
            if (handle.execute("delete from robot_trust where id = ? and account_id = ?", id, robotId(handle, robot))
                    == 0) {
                throw new RegistryException(ErrorCode.NOT_FOUND, robot + " has no trust " + id + ".");
            }
            record(handle, "robot.trust_removed", by, robot, Long.toString(id));
            return id;
        });
    }

    /** The trusts of a robot in the order in which they were made; there are at most {@value #MAX_TRUSTS}. */
    public List<Trust> list(String robot) {
        return changes.read(handle -> handle.createQuery("""
                        select t.id, i.name, t.audience, t.claims::text, t.created_by
                        from robot_trust t join workload_issuer i on i.id = t.issuer_id
                        where t.account_id = :account order by t.id""")
                .bind("account", robotId(handle, robot))
                .map((row, _) -> trust(row))
                .list());
    }

    /** The robot of that name unless it is switched off or has expired, with what it trusts of that issuer. */
    Optional<Robot> usable(String robot, long issuerId) {
        return changes.read(handle -> handle.createQuery("""
                        select a.id from account a join robot r on r.account_id = a.id
                        where a.name = :name and a.active and (r.expires_at is null or r.expires_at > now())""")
                .bind("name", robot)
                .mapTo(Long.class)
                .findOne()
                .map(id -> new Robot(id, trusts(handle, id, issuerId))));
    }

    private List<Trust> trusts(Handle handle, long account, long issuerId) {
        return handle.createQuery("""
                        select t.id, i.name, t.audience, t.claims::text, t.created_by
                        from robot_trust t join workload_issuer i on i.id = t.issuer_id
                        where t.account_id = :account and t.issuer_id = :issuer order by t.id""")
                .bind("account", account)
                .bind("issuer", issuerId)
                .map((row, _) -> trust(row))
                .list();
    }

    private Trust trust(ResultSet row) throws SQLException {
        try {
            return new Trust(
                    row.getLong("id"),
                    row.getString("name"),
                    row.getString("audience"),
                    json.readValue(row.getString("claims"), new TypeReference<Map<String, String>>() {}),
                    row.getString("created_by"));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("claims of a robot's trust are no JSON", e);
        }
    }

    private static int count(Handle handle, long account) {
        return handle.select("select count(*) from robot_trust where account_id = ?", account)
                .mapTo(Integer.class)
                .one();
    }

    private static long robotId(Handle handle, String robot) {
        return handle.select("select a.id from account a join robot r on r.account_id = a.id where a.name = ?", robot)
                .mapTo(Long.class)
                .findOne()
                .orElseThrow(() -> new RegistryException(ErrorCode.NOT_FOUND, "There is no robot " + robot + "."));
    }

    private static void record(Handle handle, String kind, String by, String robot, String detail) {
        Events.record(handle, new RegistryEvent.AccountChanged(kind, by, robot, detail));
    }
}
