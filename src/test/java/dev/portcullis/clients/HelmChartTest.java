package dev.portcullis.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * The chart as helm renders it for five set-ups. No cluster runs here: what an upgrade may not change is compared between
 * renderings.
 */
class HelmChartTest {
    private static final List<String> SETUPS =
            List.of("trial", "s3-ingress", "nfs-gateway", "azure-https", "gcs-openshift");
    private static final String OLDEST = "1.30";
    private static final Pattern SECRET =
            Pattern.compile("(?i)(password|passwd|secret|token|access_key|secret_key|account_key|api_key)$");
    private static final List<String> OWN_GROUPS =
            List.of("gateway.networking.k8s.io", "cert-manager.io", "monitoring.coreos.com");

    @TempDir
    Path home;

    private HelmChart chart = HelmChart.in(Path.of(""));

    @BeforeEach
    void here() {
        chart = HelmChart.in(home);
    }

    @ParameterizedTest
    @FieldSource("SETUPS")
    void rendersTheSetUpAsWritten(String setup) throws IOException {
        chart.lint("-f", HelmChart.values(setup)).succeeds();
        String rendered = chart.template(setup).succeeds().out();
        Path golden = HelmChart.SETUPS.resolve(setup + ".golden.yaml");
        if (Boolean.getBoolean("reference.write")) {
            Files.writeString(golden, rendered);
        }
        assertThat(rendered)
                .as("%s is not what the chart renders; write it anew: -Dreference.write=true", golden)
                .isEqualTo(Files.readString(golden));
    }

    @Test
    void isRestrictedEverywhereAndHoldsNoSecret() {
        for (String setup : SETUPS) {
            List<Map<String, Object>> objects = chart.objects(setup);
            assertThat(objects).noneMatch(object -> HelmChart.kind(object).equals("Secret"));
            assertThat(HelmChart.pods(objects)).hasSizeGreaterThanOrEqualTo(2).allSatisfy(pod -> {
                assertThat(HelmChart.at(pod, "securityContext", "runAsNonRoot")).isEqualTo(true);
                assertThat(HelmChart.at(pod, "securityContext", "seccompProfile", "type"))
                        .isEqualTo("RuntimeDefault");
                assertThat(pod).containsEntry("automountServiceAccountToken", false);
                assertThat(HelmChart.containers(pod)).isNotEmpty().allSatisfy(HelmChartTest::isRestricted);
                assertThat(HelmChart.list(pod, "volumes")).noneMatch(volume -> volume.containsKey("hostPath"));
            });
        }
    }

    private static void isRestricted(Map<String, Object> container) {
        assertThat(HelmChart.map(HelmChart.at(container, "securityContext")))
                .as("%s", container.get("name"))
                .containsEntry("allowPrivilegeEscalation", false)
                .containsEntry("readOnlyRootFilesystem", true)
                .containsEntry("runAsNonRoot", true)
                .containsEntry("privileged", false)
                .containsEntry("capabilities", Map.of("drop", List.of("ALL")))
                .containsEntry("seccompProfile", Map.of("type", "RuntimeDefault"));
        assertThat(HelmChart.list(container, "env"))
                .filteredOn(variable -> variable.containsKey("value"))
                .extracting(variable -> String.valueOf(variable.get("name")))
                .noneMatch(name -> SECRET.matcher(name).find());
    }

    /** Of the oldest and the newest Kubernetes that the chart is for. */
    @Test
    void isWhatKubernetesKnows() throws IOException {
        List<Path> files = new ArrayList<>();
        for (String setup : SETUPS) {
            files.add(Files.writeString(
                    home.resolve(setup + ".json"),
                    chart.objects(setup).stream()
                            .filter(object -> !isCustom(object))
                            .map(HelmChartTest::json)
                            .collect(Collectors.joining("\n---\n"))));
        }
        Program validate = new Program(
                Shell.in(home)
                        .with(
                                "PYTHONPATH",
                                Tools.folder("kubernetes-validate-1.37.0").toString()),
                List.of("python3", "-m", "kubernetes_validate", "--strict"));
        assertThat(Files.readString(HelmChart.CHART.resolve("Chart.yaml"))).contains(">=" + OLDEST + ".0-0");
        for (String release : List.of(OLDEST, "1.37")) {
            Shell.Outcome outcome =
                    validate.with("-k", release).run(files.toArray()).succeeds();
            assertThat(outcome.all())
                    .contains("passed for resource deployment/")
                    .doesNotContain("WARN");
        }
        Path wrong = Files.writeString(
                home.resolve("wrong.json"), Files.readString(files.getFirst()).replace("\"args\"", "\"argz\""));
        validate.run("-k", OLDEST, wrong).fails().says("argz");
    }

    @Test
    void isWhatTheOtherProjectsKnow() throws IOException {
        List<Map<String, Object>> custom = Stream.of("s3-ingress", "nfs-gateway", "azure-https")
                .flatMap(setup -> chart.objects(setup).stream())
                .filter(HelmChartTest::isCustom)
                .toList();
        assertThat(custom)
                .extracting(HelmChart::kind)
                .contains("HTTPRoute", "Certificate", "ServiceMonitor", "PrometheusRule");
        Path list = Files.writeString(home.resolve("custom.json"), json(custom));
        Shell shell = Shell.in(home);
        Path script = HelmChart.SETUPS.resolve("custom-resources.mjs");
        Path tools = Tools.folder("kubernetes-models-2");
        shell.run("node", script, tools, list).succeeds();
        Files.writeString(list, json(custom).replace("\"issuerRef\"", "\"issuer\""));
        shell.run("node", script, tools, list).fails().says("issuerRef");
    }

    /** A later chart and program, or other labels, must not touch what Kubernetes never lets be changed. */
    @Test
    void keepsWhatAnUpgradeCannotChange() throws IOException {
        List<Map<String, Object>> before = chart.objects("trial");
        Path next = copy("(version|appVersion): .*", "$1: 9.9.9");
        List<Map<String, Object>> after = new HelmChart(next, chart.helm())
                .objects("trial", "--set", "commonLabels.team=a", "--set", "podLabels.stage=b");
        assertThat(after.toString()).contains("9.9.9");
        assertThat(fixed(after)).isEqualTo(fixed(before));
        // Written by hand: -Dreference.write=true does not bring it in line.
        Object known = HelmChart.yaml().load(Files.readString(HelmChart.SETUPS.resolve("never-changes.yaml")));
        assertThat(fixed(before)).isEqualTo(known);
    }

    /** Names of all, and the fields that cannot be changed. */
    private static List<Object> fixed(List<Map<String, Object>> objects) {
        List<Object> fixed = new ArrayList<>();
        for (Map<String, Object> object : objects) {
            fixed.add(HelmChart.kind(object) + " " + HelmChart.name(object));
            switch (HelmChart.kind(object)) {
                case "Deployment" -> fixed.add(HelmChart.at(object, "spec", "selector"));
                case "StatefulSet" -> {
                    fixed.add(HelmChart.at(object, "spec", "selector"));
                    fixed.add(HelmChart.at(object, "spec", "serviceName"));
                    fixed.add(HelmChart.at(object, "spec", "volumeClaimTemplates"));
                }
                case "PersistentVolumeClaim" -> {
                    fixed.add(HelmChart.at(object, "metadata", "annotations"));
                    fixed.add(HelmChart.at(object, "spec", "accessModes"));
                }
                default -> {}
            }
        }
        return fixed;
    }

    @Test
    void updatesWithoutAPauseUnlessTheVolumeForbidsIt() {
        assertThat(strategy(chart.objects("nfs-gateway"), "registry-portcullis"))
                .isEqualTo(
                        Map.of("type", "RollingUpdate", "rollingUpdate", Map.of("maxUnavailable", 0, "maxSurge", 1)));
        assertThat(strategy(chart.objects("trial"), "registry-portcullis")).isEqualTo(Map.of("type", "Recreate"));
        assertThat(strategy(chart.objects("gcs-openshift"), "registry")).isNotEqualTo(Map.of("type", "Recreate"));
    }

    private static Object strategy(List<Map<String, Object>> objects, String name) {
        return HelmChart.at(HelmChart.one(objects, "Deployment", name), "spec", "strategy");
    }

    /** The server's own times, which the default has to leave room for. */
    @Test
    void waitsForTheServersStop() throws IOException {
        Properties properties = new Properties();
        try (var in = Files.newInputStream(Path.of("src", "main", "resources", "application.properties"))) {
            properties.load(in);
        }
        assertThat(properties)
                .containsEntry("quarkus.shutdown.delay", "1S")
                .containsEntry("quarkus.shutdown.timeout", "30S");
        Map<String, Object> pod = HelmChart.pods(chart.objects("nfs-gateway"))
                .filter(one -> !HelmChart.list(one, "topologySpreadConstraints").isEmpty())
                .findFirst()
                .orElseThrow();
        Object sleep = HelmChart.at(HelmChart.containers(pod).getFirst(), "lifecycle", "preStop", "sleep", "seconds");
        assertThat((Integer) HelmChart.at(pod, "terminationGracePeriodSeconds"))
                .isGreaterThan((Integer) sleep + 1 + 30);
    }

    /** A name that the program does not read would be a setting that does nothing. */
    @Test
    void setsOnlyVariablesThatThePagesTell() throws IOException {
        StringBuilder pages = new StringBuilder();
        for (String page : List.of("cli.md", "operations.md", "storage.md", "tls.md")) {
            pages.append(Files.readString(Path.of("docs", page)));
        }
        String told = pages.toString();
        assertThat(SETUPS.stream()
                        .flatMap(setup -> HelmChart.pods(chart.objects(setup, "--set", "storage.s3.existingSecret=s3")))
                        .flatMap(pod -> HelmChart.containers(pod).stream())
                        .flatMap(container -> HelmChart.list(container, "env").stream())
                        .map(variable -> String.valueOf(variable.get("name")))
                        .filter(name -> name.startsWith("PORTCULLIS_"))
                        .distinct())
                .hasSizeGreaterThan(20)
                .allMatch(name -> told.contains("`" + name) || told.contains("`..." + tail(name)), "is told");
    }

    /** As pages shorten them: {@code ..._SECRET_KEY_FILE}. */
    private static String tail(String name) {
        return name.replaceFirst("^PORTCULLIS_STORAGE_(S3|AZURE|GCS)", "");
    }

    @Test
    void tellsTheNextStep() throws IOException {
        // Without a cluster helm prints no notes; so they are rendered as an object.
        Path copy = copy("version: .*", "version: 9.9.9");
        Path notes = copy.resolve("templates/NOTES.txt");
        Files.writeString(
                copy.resolve("templates/_notes.tpl"), "{{ define \"notes\" }}" + Files.readString(notes) + "{{ end }}");
        Files.writeString(copy.resolve("templates/notes.yaml"), "notes: {{ include \"notes\" . | quote }}\n");
        Files.delete(notes);
        assertThat(notes(copy, "trial"))
                .contains("port-forward service/registry-portcullis 5000:80", "grep /setup/")
                .contains("WARNING: the bundled PostgreSQL is for a trial", "WARNING: no TLS");
        assertThat(notes(copy, "s3-ingress"))
                .contains("https://registry.example.com", "the Secret portcullis-admin (key password)")
                .doesNotContain("WARNING", "port-forward");
    }

    private String notes(Path copy, String setup) {
        return String.valueOf(new HelmChart(copy, chart.helm())
                .objects(setup, "--show-only", "templates/notes.yaml")
                .getFirst()
                .get("notes"));
    }

    /** The chart with this line changed in {@code Chart.yaml}. */
    private Path copy(String line, String with) throws IOException {
        Path copy = home.resolve("copy");
        new Shell(home, Map.of()).run("cp", "-r", HelmChart.CHART, copy).succeeds();
        Path file = copy.resolve("Chart.yaml");
        Files.writeString(file, Files.readString(file).replaceAll("(?m)^" + line, with));
        return copy;
    }

    private static boolean isCustom(Map<String, Object> object) {
        return OWN_GROUPS.stream()
                .anyMatch(group -> String.valueOf(object.get("apiVersion")).startsWith(group));
    }

    private static String json(Object value) {
        try {
            return new ObjectMapper().writeValueAsString(value);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
