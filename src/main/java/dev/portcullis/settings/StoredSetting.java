package dev.portcullis.settings;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/** A section as its row has it. */
record StoredSetting(String section, long version, ObjectNode value, Instant changedAt, String changedBy) {}
