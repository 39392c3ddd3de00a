package dev.portcullis.health;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** {@code /health/ready}: may requests be sent here? Each part is told apart. */
@Readiness
class ReadyCheck implements HealthCheck {
    private final Wellbeing wellbeing;

    ReadyCheck(Wellbeing wellbeing) {
        this.wellbeing = wellbeing;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer =
                HealthCheckResponse.named("registry").up();
        try {
            for (Probe probe : wellbeing.probes()) {
                String wrong = probe.ask();
                answer.withData(probe.name(), wrong.isEmpty() ? "well" : wrong);
                if (!wrong.isEmpty()) {
                    answer.down();
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            answer.down();
        }
        return answer.build();
    }
}
