package dev.portcullis.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The chart of this project, rendered by helm itself as the release {@code registry} in a namespace of that name. */
record HelmChart(Path chart, Program helm) {
    static final Path CHART = Path.of("helm", "portcullis").toAbsolutePath();
    static final Path SETUPS = Path.of("src", "test", "resources", "helm").toAbsolutePath();
    /** Made out of source, helm takes itself for one of an old Kubernetes. */
    static final String NEWEST = "1.37.0";

    static HelmChart in(Path home) {
        return new HelmChart(CHART, Shell.in(home).program("helm"));
    }

    static Path values(String setup) {
        return SETUPS.resolve(setup + ".values.yaml");
    }

    Shell.Outcome lint(Object... more) {
        return helm.with("lint", "--strict", "--kube-version", NEWEST, chart).run(more);
    }

    Shell.Outcome template(String setup, Object... more) {
        return helm.with("template", "registry", chart, "-n", "registry", "--kube-version", NEWEST)
                .with("-f", values(setup))
                .run(more);
    }

    List<Map<String, Object>> objects(String setup, Object... more) {
        return parse(template(setup, more).succeeds().out());
    }

    static List<Map<String, Object>> parse(String text) {
        return StreamSupport.stream(yaml().loadAll(text).spliterator(), false)
                .filter(document -> document != null)
                .map(HelmChart::map)
                .toList();
    }

    /** Refuses a key that stands twice. */
    static Yaml yaml() {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        return new Yaml(new SafeConstructor(options));
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(Object node) {
        assertThat(node).isInstanceOf(Map.class);
        return (Map<String, Object>) node;
    }

    /** What is at that place, as in {@code at(deployment, "spec", "template")}; an empty map where nothing is. */
    static Object at(Object node, String... place) {
        Object found = node;
        for (String name : place) {
            found = map(found).getOrDefault(name, Map.of());
        }
        return found;
    }

    /** The list at that place; an empty one where nothing is. */
    static List<Map<String, Object>> list(Object node, String... place) {
        return at(node, place) instanceof Collection<?> found
                ? found.stream().map(HelmChart::map).toList()
                : List.of();
    }

    static String kind(Map<String, Object> object) {
        return String.valueOf(object.get("kind"));
    }

    static String name(Map<String, Object> object) {
        return String.valueOf(at(object, "metadata", "name"));
    }

    static Map<String, Object> one(List<Map<String, Object>> objects, String kind, String name) {
        return objects.stream()
                .filter(object -> kind(object).equals(kind) && name(object).equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no " + kind + " " + name));
    }

    /** The pods that these objects start. */
    static Stream<Map<String, Object>> pods(List<Map<String, Object>> objects) {
        return objects.stream()
                .filter(object -> List.of("Deployment", "StatefulSet", "Pod").contains(kind(object)))
                .map(object -> kind(object).equals("Pod") ? at(object, "spec") : at(object, "spec", "template", "spec"))
                .map(HelmChart::map);
    }

    static List<Map<String, Object>> containers(Map<String, Object> pod) {
        List<Map<String, Object>> all = new ArrayList<>(list(pod, "containers"));
        all.addAll(list(pod, "initContainers"));
        return all;
    }
}
