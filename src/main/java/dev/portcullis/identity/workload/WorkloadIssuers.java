package dev.portcullis.identity.workload;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.access.AccessChanges;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.event.Events;
import dev.portcullis.event.RegistryEvent;
import dev.portcullis.reference.RepositoryName;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The issuers of workload tokens that this registry listens to; administrators choose them. {@code by} is who acts, as
 * in {@link dev.portcullis.access.Accounts}.
 */
@Singleton
public final class WorkloadIssuers {
    private static final int MAX_NAME = 56;

    private final AccessChanges changes;
    private final ObjectMapper json;

    /** An issuer as it stands in a list. */
    public record Row(String name, String issuer, JsonNode settings) {}

    WorkloadIssuers(AccessChanges changes, ObjectMapper json) {
        this.changes = changes;
        this.json = json;
    }

    /**
     * Adds an issuer. {@code settings} say where its keys are: {@code {}} (it publishes them), {@code jwksUri} or {@code
     * jwks}. {@link ErrorCode#CONFLICT} when name or issuer are there already, {@link ErrorCode#REQUEST_INVALID} when
     * something will not do.
     */
    public void create(String by, String name, String issuer, JsonNode settings) {
        if (name.length() > MAX_NAME || !RepositoryName.isComponent(name)) {
            throw new RegistryException(
                    ErrorCode.NAME_INVALID, "An issuer's name is made of a-z, 0-9 and single . _ - between.");
        }
        JsonNode checked = IssuerSettings.check(json, settings);
        IssuerSettings.checkIssuer(issuer);
        changes.make(handle -> {
            int rows = handle.createUpdate("""
                            insert into workload_issuer (name, issuer, settings)
                            values (:name, :issuer, :settings::jsonb) on conflict do nothing""")
                    .bind("name", name)
                    .bind("issuer", issuer)
                    .bind("settings", checked.toString())
                    .execute();
            if (rows == 0) {
                throw new RegistryException(
                        ErrorCode.CONFLICT, "There is an issuer " + name + ", or one for " + issuer + ", already.");
            }
            record(handle, "workload_issuer.created", by, name, issuer);
            return rows;
        });
    }

    /** Removes an issuer and every trust in its tokens; {@link ErrorCode#NOT_FOUND} where there is none. */
    public void delete(String by, String name) {
        changes.make(handle -> {
            if (handle.execute("delete from workload_issuer where name = ?", name) == 0) {
                throw notFound(name);
            }
            record(handle, "workload_issuer.deleted", by, name, null);
            return name;
        });
    }

    /** Up to {@code limit} issuers in byte order whose names are after {@code last}. */
    public List<Row> list(@Nullable String last, int limit) {
        return changes.read(handle -> handle.createQuery("""
                        select name, issuer, settings::text from workload_issuer
                        where name > :last order by name limit :limit""")
                .bind("last", last == null ? "" : last)
                .bind("limit", limit)
                .map((row, _) -> new Row(row.getString("name"), row.getString("issuer"), settings(row)))
                .list());
    }

    /** The issuer of that name here; {@link ErrorCode#NOT_FOUND} where there is none. */
    public Row byName(String name) {
        return changes.read(handle -> handle.createQuery(
                        "select name, issuer, settings::text from workload_issuer where name = :name")
                .bind("name", name)
                .map((row, _) -> new Row(row.getString("name"), row.getString("issuer"), settings(row)))
                .findOne()
                .orElseThrow(() -> notFound(name)));
    }

    /** The issuer that calls itself so. */
    Optional<WorkloadIssuer> byIssuer(String issuer) {
        return changes.read(handle -> handle.createQuery(
                        "select id, name, issuer, settings::text from workload_issuer where issuer = :issuer")
                .bind("issuer", issuer)
                .map((row, _) -> new WorkloadIssuer(
                        row.getLong("id"),
                        row.getString("name"),
                        row.getString("issuer"),
                        IssuerSettings.keys(row.getString("issuer"), settings(row))))
                .findOne());
    }

    static RegistryException notFound(String name) {
        return new RegistryException(ErrorCode.NOT_FOUND, "There is no workload issuer " + name + ".");
    }

    private JsonNode settings(ResultSet row) throws SQLException {
        try {
            return json.readTree(row.getString("settings"));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("settings of a workload issuer are no JSON", e);
        }
    }

    private static void record(Handle handle, String kind, String by, String name, @Nullable String detail) {
        Events.record(handle, new RegistryEvent.AccountChanged(kind, by, name, detail));
    }
}
