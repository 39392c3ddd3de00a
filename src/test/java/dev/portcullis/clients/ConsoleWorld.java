package dev.portcullis.clients;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;

/** A registry with something in it to look at: few and many, short names and the longest, plain and odd. */
final class ConsoleWorld {
    static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    static final String INDEX = "application/vnd.oci.image.index.v1+json";
    /** 255 characters: the longest name there can be. */
    static final String LONGEST = "console-org/" + "long-name-of-a-repository/".repeat(9) + "x".repeat(9);

    private final int port;
    private final Api api;

    ConsoleWorld(int port, String adminPassword) {
        this.port = port;
        this.api = Api.as(port, "admin", adminPassword);
    }

    void fill() {
        quietly("POST", "/api/v1/organizations", "{\"name\":\"console-org\",\"owner\":\"admin\"}");
        quietly("POST", "/api/v1/accounts", "{\"name\":\"console-ana\",\"password\":\"correct horse battery\"}");
        quietly("PUT", "/api/v1/organizations/console-org/members/console-ana", "{}");
        quietly("POST", "/api/v1/organizations/console-org/teams", "{\"name\":\"developers\"}");
        quietly("PUT", "/api/v1/organizations/console-org/teams/developers/members/console-ana", "");
        quietly(
                "POST",
                "/api/v1/robots/console-org+ci",
                "{\"description\":\"Builds\",\"permissions\":[{\"repositories\":\"console-org/*\",\"actions\":[\"pull\"]}]}");
        quietly(
                "POST",
                "/api/v1/identity-sources",
                "{\"name\":\"console-corp\",\"kind\":\"ldap\",\"settings\":{\"servers\":"
                        + "[\"ldap://localhost:1\"],\"encryption\":\"none\",\"users\":[{\"base\":\"ou=people,dc=example\"}]}}");
        // Off: nobody's sign-in should wait for it.
        quietly("PATCH", "/api/v1/identity-sources/console-corp", "{\"enabled\":false}");
        quietly("POST", "/api/v1/jobs/gc/runs", "{\"flags\":[\"untagged\"]}");
        quietly("POST", "/api/v1/repositories", "{\"name\":\"console-org/empty\"}");
        quietly("POST", "/api/v1/repositories", "{\"name\":\"" + LONGEST + "\"}");
        quietly(
                "POST",
                "/api/v1/repositories",
                "{\"name\":\"console-org/web\",\"isPublic\":true,\"description\":\"# Web\\n\\nThe **shop**. See"
                        + " [the site](https://example.com/).\\n\\n| a | b |\\n|---|---|\\n| 1 | 2 |\\n\\n```\\ndocker run"
                        + " web\\n```\\n\"}");
        quietly(
                "PUT",
                "/api/v1/repositories/console-org/web/grants",
                "{\"to\":\"team:console-org/developers\",\"role\":\"read-write\"}");
        image("console-org/web", "1.0", "one");
        image("console-org/web", "1.1", "two");
        index("console-org/web", "latest");
        image(LONGEST, "t".repeat(128), "three");
        for (int i = 0; i < 60; i++) {
            image("console-org/many", "build-" + (1000 + i), "one");
        }
    }

    private void quietly(String method, String path, String json) {
        api.send(method, path, json);
    }

    /** Pushes an image, and answers its descriptor. */
    String image(String repository, String tag, String layer) {
        String config = blob(repository, """
                {"os":"linux","architecture":"amd64","created":"2026-01-31T00:00:00Z","author":"Ana",
                "config":{"User":"app","WorkingDir":"/srv","Entrypoint":["/bin/web"],"Cmd":["--port","80"],
                "Env":["PATH=/usr/bin","LONG=%s"],"ExposedPorts":{"80/tcp":{}},"Labels":{"org.example.team":"shop"}},
                "history":[{"created_by":"/bin/sh -c #(nop) ADD file:abc in / "},
                {"created_by":"ENV PATH=/usr/bin","empty_layer":true}]}""".formatted("x".repeat(300)), "application/vnd.oci.image.config.v1+json");
        String content =
                "{\"schemaVersion\":2,\"mediaType\":\"" + MANIFEST + "\",\"config\":" + config + ",\"layers\":["
                        + blob(repository, "layer " + layer, "application/vnd.oci.image.layer.v1.tar") + "],"
                        + "\"annotations\":{\"org.opencontainers.image.source\":\"https://example.com/shop\"}}";
        return manifest(repository, tag, content, MANIFEST);
    }

    private void index(String repository, String tag) {
        String amd = image(repository, "amd", "one");
        String arm = image(repository, "arm", "two");
        String subject = manifest(
                repository,
                tag,
                "{\"schemaVersion\":2,\"mediaType\":\"" + INDEX + "\",\"manifests\":[" + with(amd, "amd64") + ","
                        + with(arm, "arm64") + "]}",
                INDEX);
        String empty = blob(repository, "{}", "application/vnd.oci.empty.v1+json");
        String signature = "{\"schemaVersion\":2,\"mediaType\":\"" + MANIFEST
                + "\",\"artifactType\":\"application/vnd.example.signature\",\"config\":" + empty + ",\"layers\":["
                + empty + "],\"subject\":" + subject + "}";
        manifest(repository, "signature", signature, MANIFEST);
    }

    private static String with(String descriptor, String architecture) {
        return descriptor.substring(0, descriptor.length() - 1) + ",\"platform\":{\"os\":\"linux\",\"architecture\":\""
                + architecture + "\"}}";
    }

    private String manifest(String repository, String tag, String content, String type) {
        send("PUT", "/v2/" + repository + "/manifests/" + tag, content, type);
        return descriptor(content, type);
    }

    private String blob(String repository, String content, String type) {
        send(
                "POST",
                "/v2/" + repository + "/blobs/uploads/?digest=" + Sha256.of(content.getBytes(StandardCharsets.UTF_8)),
                content,
                "application/octet-stream");
        return descriptor(content, type);
    }

    private static String descriptor(String content, String type) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        return "{\"mediaType\":\"" + type + "\",\"digest\":\"" + Sha256.of(bytes) + "\",\"size\":" + bytes.length + "}";
    }

    private void send(String method, String path, String body, String type) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .header("Authorization", api.authorization())
                .header("Content-Type", type)
                .method(method, BodyPublishers.ofString(body))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            var answer = client.send(request, BodyHandlers.ofString());
            if (answer.statusCode() != 201) {
                throw new AssertionError(method + " " + path + ": " + answer.statusCode() + " " + answer.body());
            }
        } catch (IOException e) {
            throw new AssertionError(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
