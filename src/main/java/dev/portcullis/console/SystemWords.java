package dev.portcullis.console;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** What administrators manage and auditors see. */
@MessageBundle("sys")
public interface SystemWords {
    @Message("System")
    String title();

    @Message("System")
    String tabs();

    @Message("General")
    String tabGeneral();

    @Message("Certificate")
    String tabTls();

    @Message("Storage")
    String tabStorage();

    @Message("Sign-in")
    String tabSignIn();

    @Message("Health")
    String tabHealth();

    @Message("Garbage collection")
    String tabGarbage();

    @Message("Backup")
    String tabBackup();

    @Message("Jobs")
    String tabJobs();

    @Message("Audit log")
    String tabAudit();

    @Message("Nodes")
    String nodes();

    @Message("Address")
    String address();

    @Message("Version")
    String version();

    @Message("Started")
    String startedAt();

    @Message("Last heartbeat")
    String seenAt();

    @Message("Host")
    String host();

    @Message("Clock ahead of the database")
    String nodeClock();

    @Message("Certificate ends")
    String certificateUntil();

    @Message("Database")
    String database();

    @Message("PostgreSQL")
    String databaseVersion();

    @Message("Size on disk")
    String databaseSize();

    @Message("Answers in")
    String databaseTime();

    @Message("Clock ahead of this node")
    String clock();

    @Message("{count} ms")
    String milliseconds(long count);

    @Message("Storage")
    String storage();

    @Message("takes writes")
    String storageWell();

    @Message("does not take writes")
    String storageBroken();

    @Message("What it holds")
    String holds();

    @Message("About, as the database estimates")
    String about();

    @Message("Repositories")
    String repositories();

    @Message("Manifests")
    String manifests();

    @Message("Tags")
    String tagsCount();

    @Message("Blobs")
    String blobs();

    @Message("Waiting to be looked at")
    String queues();

    @Message("Manifests without a tag")
    String queueManifests();

    @Message("Links that no manifest uses")
    String queueLinks();

    @Message("Blobs that no repository uses")
    String queueBlobs();

    @Message("Objects to delete")
    String queueObjects();

    @Message("What would go now")
    String forecast();

    @Message(
            "What has been unused for longer than the grace period of {grace}. The collector works by itself, all the time; pushes and pulls go on.")
    String forecastLead(String grace);

    @Message("So much waits that counting it takes a while.")
    String muchWaits();

    @Message("Count it")
    String countIt();

    @Message("Freed so far")
    String freed();

    @Message("Bytes")
    String freedBytes();

    @Message("Last freed something")
    String freedAt();

    @Message("Next run")
    String nextRun();

    @Message("within {interval}, on each node")
    String nextRunEach(String interval);

    @Message("Collect now")
    String collectNow();

    @Message("Would be freed")
    String freeable();

    @Message("Unused, but kept")
    String kept();

    @Message("Nothing.")
    String nothingKept();

    @Message("Why is this still here?")
    String whyTitle();

    @Message("Digest of a blob or an image")
    String whyDigest();

    @Message("Explain")
    String whyAsk();

    @Message("Nothing of that digest is here.")
    String whyNothing();

    @Message("Without the grace period")
    String now();

    @Message("With the grace period")
    String withGrace();

    @Message("Audit log")
    String audit();

    @Message("Kind begins with")
    String kind();

    @Message("Repository")
    String repository();

    @Message("Result")
    String result();

    @Message("Any")
    String anyResult();

    @Message("From")
    String from();

    @Message("Until")
    String until();

    @Message("UTC, such as 2026-01-31T00:00:00Z")
    String timeHint();

    @Message("Address")
    String sourceAddress();

    @Message("Request id")
    String request();

    @Message("Export as CSV")
    String csv();

    @Message("Export as JSON lines")
    String jsonl();

    @Message("Nothing fits these filters.")
    String nothing();

    @Message("The list goes on, but nothing fits in this part of it.")
    String going();

    @Message("with {credential}")
    String by(String credential);
}
