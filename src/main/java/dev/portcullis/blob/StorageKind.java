package dev.portcullis.blob;

/** What keeps the bytes. */
public enum StorageKind {
    /** A folder, shared by all nodes. */
    FILESYSTEM,
    /** A bucket of S3, or of a store that speaks its protocol. */
    S3,
    /** A container of Azure Blob Storage. */
    AZURE,
    /** A bucket of Google Cloud Storage. */
    GCS
}
