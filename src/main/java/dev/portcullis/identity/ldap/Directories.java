package dev.portcullis.identity.ldap;

import dev.portcullis.identity.IdentitySource;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The directories of the sources, with their pools and breakers: made anew when a source's settings have changed. */
@Singleton
final class Directories {
    private record Opened(Instant updatedAt, List<Directory> directories) {
        void close() {
            directories.forEach(Directory::close);
        }
    }

    private final Map<Long, Opened> opened = new HashMap<>();

    /** Those of a source, the one for all other logins first. */
    synchronized List<Directory> of(IdentitySource source) throws DirectoryUnavailable {
        Opened known = opened.get(source.id());
        if (known != null && known.updatedAt().equals(source.updatedAt())) {
            return known.directories();
        }
        List<Directory> fresh = open(source);
        Opened before = opened.put(source.id(), new Opened(source.updatedAt(), fresh));
        if (before != null) {
            before.close();
        }
        return fresh;
    }

    /** Directories that are used once, for a test of settings; the caller closes them. */
    static List<Directory> open(IdentitySource source) throws DirectoryUnavailable {
        List<Directory> fresh = new ArrayList<>();
        try {
            for (Realm realm : Realm.all(source, LdapSettings.read(source.settings()))) {
                fresh.add(new Directory(realm));
            }
            return fresh;
        } catch (DirectoryUnavailable | RuntimeException e) {
            fresh.forEach(Directory::close);
            throw e;
        }
    }

    /** The directory of a login. */
    Directory of(IdentitySource source, String login) throws DirectoryUnavailable {
        return of(of(source), login);
    }

    static Directory of(List<Directory> directories, String login) {
        Realm realm =
                Realm.of(directories.stream().map(directory -> directory.realm).toList(), login);
        return directories.stream()
                .filter(directory -> directory.realm.equals(realm))
                .findFirst()
                .orElseThrow();
    }

    @PreDestroy
    synchronized void close() {
        opened.values().forEach(Opened::close);
        opened.clear();
    }
}
