package dev.portcullis.console;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** Where the bytes are. */
@MessageBundle("store")
public interface StorageWords {
    @Message("Where the bytes are")
    String now();

    @Message("The configuration of the server names the store, so it cannot be changed here.")
    String pinned();

    @Message("The bytes are moving")
    String moveTitle();

    @Message("Written too:")
    String writtenToo();

    @Message("every object is in both")
    String complete();

    @Message("pass {number}")
    String pass(int number);

    @Message("{seen} of {total} objects were looked at.")
    String seen(long seen, long total);

    @Message("Copied")
    String copied();

    @Message("Begun")
    String startedAt();

    @Message("Failed")
    String failed();

    @Message("Look again")
    String reload();

    @Message("The old store is no longer needed")
    String finish();

    @Message("Go back to the old store")
    String back();

    @Message("Use the new store")
    String switchOver();

    @Message("Cancel the move")
    String cancel();

    @Message(
            "Until then both are written, and you can go back. The bytes in the old store stay there for you to delete.")
    String finishHint();

    @Message(
            "Pushes and pulls go on. Once every object is in both stores, the new one can be used. Cancelling leaves the bytes in the new store for you to delete.")
    String switchHint();

    @Message("Move to another store")
    String toTitle();

    @Message(
            "Everything is copied and read back against its digest while pushes and pulls go on. You say when the new store is used, and until you say so there is a way back.")
    String toLead();

    @Message("Kind")
    String kind();

    @Message("S3, or a store that speaks its protocol")
    String kindS3();

    @Message("A container of Azure Blob Storage")
    String kindAzure();

    @Message("A bucket of Google Cloud Storage")
    String kindGcs();

    @Message("A folder that all servers share")
    String kindFolder();

    @Message("Folder (an absolute path)")
    String folder();

    @Message("Bucket, or container")
    String bucket();

    @Message("Prefix in front of every key, if any")
    String prefix();

    @Message("Endpoint, for another store than Amazon's, or than the public cloud of Azure or Google")
    String endpoint();

    @Message("Region (S3)")
    String region();

    @Message("The bucket stands in the path of the address, as for most stores of S3 but Amazon's")
    String pathStyle();

    @Message("Access key, or name of the storage account")
    String accessKey();

    @Message(
            "Of S3, and of Google without a key: without one the credentials of the surroundings are used: variables, service account, instance. Azure needs the account and its key.")
    String accessKeyHint();

    @Message("Secret key, key of the account, or JSON key of a service account")
    String secretKey();

    @Message("Certificate of the CA of the endpoint in PEM, where it is no public one")
    String ca();

    @Message("Encryption by the store (S3)")
    String encryption();

    @Message("as the bucket says")
    String encryptionNone();

    @Message("AES-256 with a key of the store")
    String encryptionAes();

    @Message("with a key of KMS")
    String encryptionKms();

    @Message("KMS key, if not the usual one")
    String kmsKeyId();

    @Message("Test")
    String test();

    @Message("Begin to move")
    String move();

    @Message("Open")
    String stepOpen();

    @Message("Write")
    String stepWrite();

    @Message("Read")
    String stepRead();

    @Message("List")
    String stepList();

    @Message("Delete")
    String stepDelete();
}
