package dev.portcullis.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.access.AccessControl;
import dev.portcullis.access.AccessTokens;
import dev.portcullis.access.AccountLifecycle;
import dev.portcullis.access.Accounts;
import dev.portcullis.access.DefaultGrants;
import dev.portcullis.access.Grants;
import dev.portcullis.access.Organizations;
import dev.portcullis.access.RobotList;
import dev.portcullis.access.Robots;
import dev.portcullis.access.Roles;
import dev.portcullis.access.Teams;
import dev.portcullis.auth.SecondFactors;
import dev.portcullis.backup.BackupSettings;
import dev.portcullis.backup.Backups;
import dev.portcullis.backup.Extraction;
import dev.portcullis.backup.Restores;
import dev.portcullis.blob.OpenStores;
import dev.portcullis.blob.StorageMoves;
import dev.portcullis.cluster.Cluster;
import dev.portcullis.error.CannotStartException;
import dev.portcullis.identity.workload.RobotTrusts;
import dev.portcullis.identity.workload.WorkloadIssuers;
import dev.portcullis.maintenance.Jobs;
import dev.portcullis.repository.Checker;
import dev.portcullis.repository.GarbageCollector;
import dev.portcullis.repository.RepositoryRegister;
import dev.portcullis.secret.KeyRotation;
import dev.portcullis.settings.Settings;
import dev.portcullis.tls.ServerCertificates;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;

/** The parts of the house that verbs use. */
@Singleton
final class House {
    final Accounts accounts;
    final SecondFactors secondFactors;
    final Organizations organizations;
    final Teams teams;
    final Grants grants;
    final RepositoryRegister repositories;
    final GarbageCollector collector;
    final Checker checker;
    final AccessControl control;
    final AccessTokens tokens;
    final Robots robots;
    final RobotList robotList;
    final Roles roles;
    final AccountLifecycle lifecycle;
    final DefaultGrants defaultGrants;
    final AuditHouse audit;
    final WorkloadIssuers workloadIssuers;
    final RobotTrusts robotTrusts;
    final KeyRotation keyRotation;
    final IdentityHouse identity;
    final Settings settings;
    final ServerCertificates certificates;
    final StorageMoves storage;
    final OpenStores stores;
    final Jobs jobs;
    final SurroundingsHouse surroundings;
    final Cluster cluster;
    final Backups backups;
    final BackupSettings.Section backupSettings;
    final Restores restores;
    final Extraction extraction;
    private final ObjectMapper json;

    House(
            Accounts accounts,
            SecondFactors secondFactors,
            Organizations organizations,
            Teams teams,
            Grants grants,
            RepositoryRegister repositories,
            GarbageCollector collector,
            Checker checker,
            AccessControl control,
            AccessTokens tokens,
            Robots robots,
            RobotList robotList,
            Roles roles,
            AccountLifecycle lifecycle,
            DefaultGrants defaultGrants,
            AuditHouse audit,
            WorkloadIssuers workloadIssuers,
            RobotTrusts robotTrusts,
            KeyRotation keyRotation,
            IdentityHouse identity,
            Settings settings,
            ServerCertificates certificates,
            StorageMoves storage,
            OpenStores stores,
            Jobs jobs,
            SurroundingsHouse surroundings,
            Cluster cluster,
            Backups backups,
            BackupSettings.Section backupSettings,
            Restores restores,
            Extraction extraction,
            ObjectMapper json) {
        this.storage = storage;
        this.stores = stores;
        this.jobs = jobs;
        this.surroundings = surroundings;
        this.cluster = cluster;
        this.backups = backups;
        this.backupSettings = backupSettings;
        this.restores = restores;
        this.extraction = extraction;
        this.certificates = certificates;
        this.settings = settings;
        this.accounts = accounts;
        this.secondFactors = secondFactors;
        this.organizations = organizations;
        this.teams = teams;
        this.grants = grants;
        this.repositories = repositories;
        this.collector = collector;
        this.checker = checker;
        this.control = control;
        this.tokens = tokens;
        this.robots = robots;
        this.robotList = robotList;
        this.roles = roles;
        this.lifecycle = lifecycle;
        this.defaultGrants = defaultGrants;
        this.audit = audit;
        this.workloadIssuers = workloadIssuers;
        this.robotTrusts = robotTrusts;
        this.keyRotation = keyRotation;
        this.identity = identity;
        this.json = json;
    }

    String json(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** For files that people read. */
    String prettyJson(Object value) {
        try {
            return json.writerWithDefaultPrettyPrinter().writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** {@link CannotStartException} where the text is no JSON. */
    JsonNode parse(String text) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException e) {
            throw new CannotStartException("The file holds no JSON. Correct it.");
        }
    }

    /** The JSON of a file that an operator wrote. */
    JsonNode read(Path file) {
        try {
            return json.readTree(file.toFile());
        } catch (IOException failure) {
            throw new CannotStartException(
                    "The file " + file + " cannot be read as JSON: " + failure.getMessage(), failure);
        }
    }
}
