package dev.portcullis.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Images to build on, made of the Debian packages and of the JDK of this machine: no registry is asked for them. */
final class ImageBases {
    static final String BASE = "localhost/portcullis-base:test";
    static final String JDK = "localhost/portcullis-jdk:test";

    /** What a slim Debian has, as far as it is needed: a C and a C++ library, a shell, and tools for the build's steps. */
    private static final String PACKAGES = "libc6 libgcc-s1 libstdc++6 zlib1g tzdata ca-certificates dash";

    private static final String TOOLS =
            "bash coreutils findutils grep libtinfo6 libselinux1 libpcre2-8-0 libacl1 libattr1 libgmp10";

    /** Paths are written as they really are: /lib and its like are links, which the first lines make. */
    private static final String SCRIPT = """
            set -euo pipefail
            pack() {
              local file=$1; shift
              { printf '/%s\\n' bin sbin lib lib64 usr usr/bin usr/sbin usr/lib usr/lib64 etc tmp var var/lib
                dpkg -L "$@" | sed -E 's#^/(bin|sbin|lib|lib64)/#/usr/\\1/#' | grep -vE '^/usr/share/(doc|man|locale|info)|^/[.]?$'
                printf '/etc/ssl/certs/ca-certificates.crt\\n'
              } | awk '!seen[$0]++' | while IFS= read -r path; do
                if [ -e "$path" ]; then printf '%s\\n' "$path"; fi
              done >"$file.list"
              tar -cf "$file" --no-recursion -P --transform 's#^/##S' --mtime @0 -T "$file.list"
            }
            pack base.tar PACKAGES
            pack jdk.tar PACKAGES TOOLS
            printf 'root:x:0:0:root:/root:/bin/bash\\n' >passwd
            tar -rf base.tar --owner 0 --group 0 --mtime @0 --transform 's#^#etc/#' passwd
            tar -rf jdk.tar --owner 0 --group 0 --mtime @0 --transform 's#^#etc/#' passwd
            tar -rhf jdk.tar --owner 0 --group 0 --mtime @0 --exclude src.zip --transform 's#^[.]#opt/java#S' -C "$JAVA_HOME" .
            """.replace("TOOLS", TOOLS).replace("PACKAGES", PACKAGES);

    private final Path folder;

    private ImageBases(Path folder) {
        this.folder = folder;
    }

    static ImageBases make() throws IOException {
        Path folder = Folders.fresh("image-bases");
        Shell.in(folder)
                .with("JAVA_HOME", System.getProperty("java.home"))
                .run("bash", "-c", SCRIPT)
                .succeeds();
        return new ImageBases(folder);
    }

    /** Into the store of a Docker Engine, or of podman, which buildah shares. */
    void importInto(Program engine) {
        engine.run("import", folder.resolve("base.tar"), BASE).succeeds();
        engine.run("import", "--change", "ENV PATH=/opt/java/bin:/usr/bin:/bin", folder.resolve("jdk.tar"), JDK)
                .succeeds();
    }

    void delete() throws IOException {
        Files.deleteIfExists(folder.resolve("base.tar"));
        Files.deleteIfExists(folder.resolve("jdk.tar"));
    }
}
