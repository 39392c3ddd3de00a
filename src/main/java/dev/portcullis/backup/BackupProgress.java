package dev.portcullis.backup;

/** Hears how far long work is. What it throws ends the work; nothing half done is left to be taken for whole. */
public interface BackupProgress {

    /** A step begins. {@code of} is how much there is to do, 0 where that is not known. */
    void step(String name, long of);

    /** How much of the step is done. */
    void done(long count);
}
