/**
 * Objects in a container of Azure Blob Storage. An upload is one block blob, {@code uploads/<name>}: each of its segments is a
 * block, and what was synced is committed. A promotion copies it within the account, which moves no bytes through here.
 */
@NullMarked
package dev.portcullis.blob.azure;

import org.jspecify.annotations.NullMarked;
