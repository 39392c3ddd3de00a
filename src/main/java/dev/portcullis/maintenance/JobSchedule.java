package dev.portcullis.maintenance;

import java.time.Instant;
import java.util.List;

/**
 * When a job runs by itself.
 *
 * @param cron minute, hour, day of month, month, day of week, as crontab(5) has them, in UTC
 * @param nextAt when it runs next
 */
public record JobSchedule(
        String kind, String cron, List<String> flags, Instant nextAt, Instant changedAt, String changedBy) {
    public JobSchedule {
        flags = List.copyOf(flags);
    }
}
