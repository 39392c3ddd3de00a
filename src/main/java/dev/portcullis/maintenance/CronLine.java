package dev.portcullis.maintenance;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/** Five fields of crontab(5), in UTC. */
final class CronLine {
    private static final int LONGEST = 100;
    private static final String FIELD = "cron";

    private final Cron cron;

    private CronLine(Cron cron) {
        this.cron = cron;
    }

    /** {@link ErrorCode#REQUEST_INVALID} where it is no such line, or never comes true. */
    static CronLine parse(String text) {
        String line = text.strip();
        if (line.length() > LONGEST) {
            throw refused("It is too long.");
        }
        try {
            CronParser parser = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
            return new CronLine(parser.parse(line).validate());
        } catch (IllegalArgumentException wrong) {
            throw refused(String.valueOf(wrong.getMessage()));
        }
    }

    private static RegistryException refused(String why) {
        return new RegistryException(
                        ErrorCode.REQUEST_INVALID,
                        "A schedule has five fields: minute, hour, day of month, month, day of week, such as 30 2 * * 6."
                                + " This one will not do: " + why)
                .at(FIELD);
    }

    /** The next moment after this one. */
    Instant after(Instant moment) {
        Optional<Instant> next = ExecutionTime.forCron(cron)
                .nextExecution(moment.atZone(ZoneOffset.UTC))
                .map(time -> time.toInstant());
        return next.orElseThrow(() -> refused("That moment never comes."));
    }

    @Override
    public String toString() {
        return cron.asString();
    }
}
