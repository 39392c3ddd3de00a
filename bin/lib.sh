# Shared by the programs in bin/. Source it; it defines functions and nothing else.
# shellcheck shell=bash

# Says on stderr what is wrong, then ends with status 1.
die() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

# The Java version of a folder that holds this program (javac: a JDK; java: a runtime), such as 25, or nothing.
java_feature_version() {
  local release="$1/release"
  [ -x "$1/bin/$2" ] && [ -r "$release" ] || return 0
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$release"
}

# Every folder that may hold a Java with this program, best first.
java_candidates() {
  local program
  [ -z "${JAVA_HOME:-}" ] || printf '%s\n' "$JAVA_HOME"
  if program=$(command -v "$1"); then
    dirname "$(dirname "$(readlink -f "$program")")"
  fi
  printf '%s\n' /usr/lib/jvm/* /opt/java/* /opt/jdk* /usr/local/java/* /usr/java/* \
    "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home
}

# find_java25 [runtime]: prints the folder of a JDK 25, or of any Java 25 that runs programs, for JAVA_HOME.
# Or says how to get one and fails.
find_java25() {
  local folder program=javac
  [ "${1:-jdk}" = jdk ] || program=java
  while IFS= read -r folder; do
    if [ "$(java_feature_version "$folder" $program)" = 25 ]; then
      printf '%s\n' "$folder"
      return 0
    fi
  done < <(java_candidates $program)
  if [ $program = java ]; then
    cat >&2 <<'WAY'
No Java 25 was found (looked at JAVA_HOME, PATH, /usr/lib/jvm and the other usual folders).
Install a runtime: openjdk-25-jre-headless where the distribution has it (Debian 13 or newer), else Eclipse Temurin 25
(package temurin-25-jre, or its archive unpacked below /opt/java). Then run this again, or set JAVA_HOME to its folder.
WAY
    return 1
  fi
  cat >&2 <<'WAY'
No JDK 25 was found (looked at JAVA_HOME, PATH, /usr/lib/jvm and the other usual folders).
Install Eclipse Temurin 25 (package temurin-25-jdk) or another build of JDK 25,
then run this again, or set JAVA_HOME to its folder.
WAY
  return 1
}

# Prints the path of Maven 3.8 or newer, or says how to get it and fails.
find_maven() {
  local maven
  for maven in "${MAVEN_HOME:+$MAVEN_HOME/bin/mvn}" "$(command -v mvn || true)" /usr/share/maven/bin/mvn /opt/maven/bin/mvn; do
    if [ -n "$maven" ] && [ -x "$maven" ]; then
      printf '%s\n' "$maven"
      return 0
    fi
  done
  cat >&2 <<'WAY'
Maven was not found (looked at MAVEN_HOME, PATH, /usr/share/maven and /opt/maven).
Install it (Debian: apt-get install maven), then run this again.
WAY
  return 1
}

# Where the programs that the tests drive are kept, outside of the checkout.
tools_folder() {
  printf '%s/portcullis/tools\n' "${XDG_CACHE_HOME:-$HOME/.cache}"
}

# find_go NAME: prints the path of Go, or says that NAME needs it and fails.
find_go() {
  command -v go || command -v /usr/local/go/bin/go || {
    printf '%s is built from source and needs Go 1.26 or newer (https://go.dev/doc/install), in PATH or /usr/local/go.\n' \
      "$1" >&2
    return 1
  }
}

# go_tool NAME PACKAGE@VERSION: installs that program once, at that version; its path is "$(tools_folder)/NAME".
go_tool() {
  local name=$1 package=$2 folder stamp go
  folder=$(tools_folder)
  stamp="$folder/.$name.version"
  if [ -x "$folder/$name" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$package" ]; then
    return 0
  fi
  go=$(find_go "$name") || return 1
  mkdir -p "$folder"
  GOBIN="$folder" GOFLAGS='' "$go" install "$package" || {
    printf 'go install %s failed.\n' "$package" >&2
    return 1
  }
  printf '%s\n' "$package" >"$stamp"
}

# go_built_tool NAME PACKAGE VERSION: builds that program once, as a dependency of an empty module: its own module says
# "exclude" or "replace" for what nothing here needs, and "go install" refuses that.
go_built_tool() {
  local name=$1 package=$2 version=$3 folder module go
  folder=$(tools_folder)
  if [ -x "$folder/$name" ] && [ "$(cat "$folder/.$name.version" 2>/dev/null)" = "$version" ]; then
    return 0
  fi
  go=$(find_go "$name") || return 1
  mkdir -p "$folder"
  module=$(mktemp -d)
  (cd "$module" && export GOFLAGS='' && "$go" mod init tools && "$go" get "$package@$version" &&
    "$go" build -o "$folder/$name" "$package") >"$module/log" 2>&1 || {
    printf '%s could not be built: %s\n' "$name" "$(tail -n 3 "$module/log")" >&2
    return 1
  }
  rm -rf "$module"
  printf '%s\n' "$version" >"$folder/.$name.version"
}

# Docker Compose, of which only the reading of files is needed.
compose_tool() {
  go_built_tool docker-compose github.com/docker/compose/v2/cmd v2.40.3
}

# The public conformance program of the OCI distribution specification.
conformance_tool() {
  go_tool conformance github.com/opencontainers/distribution-spec/conformance@v0.0.0-20260831232431-97274622c111
}

# npm_tool NAME VERSION: installs that package of npm's with what it needs into "$(tools_folder)/NAME-VERSION", once.
npm_tool() {
  local name=$1 version=$2 folder fresh
  folder=$(tools_folder)
  if [ -d "$folder/$name-$version" ]; then
    return 0
  fi
  command -v npm >/dev/null || {
    printf '%s comes from npm: install Node.js 20 or newer, with npm.\n' "$name" >&2
    return 1
  }
  mkdir -p "$folder"
  fresh=$(mktemp -d "$folder/.unpacking.XXXXXX")
  npm install --prefix "$fresh" --omit=dev --ignore-scripts --no-audit --no-fund --loglevel=error "$name@$version" || {
    printf 'npm could not install %s %s.\n' "$name" "$version" >&2
    return 1
  }
  mv -T "$fresh" "$folder/$name-$version"
}

# maven_zip_tool NAME GROUP:ARTIFACT:VERSION: unpacks that zip of Maven's into "$(tools_folder)/NAME", once.
maven_zip_tool() {
  local name=$1 coordinates=$2 folder fresh
  folder=$(tools_folder)
  if [ -d "$folder/$name" ]; then
    return 0
  fi
  mkdir -p "$folder"
  fresh=$(mktemp -d "$folder/.unpacking.XXXXXX")
  "$(find_maven)" -B -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy -Dartifact="$coordinates:zip" \
    -DoutputDirectory="$fresh/zip" 2>/dev/null || {
    printf 'Maven could not get %s.\n' "$coordinates" >&2
    return 1
  }
  (cd "$fresh" && "$JAVA_HOME/bin/jar" xf zip/*.zip)
  # What is being prepared is no tool yet: it is moved to its place whole.
  "${@:3}" "$fresh/$name" || return 1
  mv -T "$fresh/$name" "$folder/$name"
  rm -rf "$fresh"
}

# The emulator of Azure Blob Storage. This version is the newest for Node.js 20.
azurite_tool() {
  npm_tool azurite 3.35.0
}

# The OpenID Connect provider of the tests, built once for a database in memory so that each start takes seconds less.
keycloak_tool() {
  maven_zip_tool keycloak-26.7.3 org.keycloak:keycloak-quarkus-dist:26.7.3 build_keycloak
}

build_keycloak() {
  sh "$1/bin/kc.sh" build --db=dev-mem >"$1/build.log" 2>&1 || {
    printf 'Keycloak could not be built: %s\n' "$(tail -n 3 "$1/build.log")" >&2
    return 1
  }
}

# What manifests for Kubernetes are checked with: schemas of each of its releases, and of the custom resources of others.
kubernetes_tool() {
  local folder fresh
  folder=$(tools_folder)
  if [ ! -d "$folder/kubernetes-validate-1.37.0" ]; then
    mkdir -p "$folder"
    fresh=$(mktemp -d "$folder/.unpacking.XXXXXX")
    python3 -m pip install --quiet --disable-pip-version-check --no-compile --target "$fresh" kubernetes-validate==1.37.0 || {
      printf 'pip could not install kubernetes-validate: install Python 3 with pip.\n' >&2
      return 1
    }
    mv -T "$fresh" "$folder/kubernetes-validate-1.37.0"
  fi
  if [ ! -d "$folder/kubernetes-models-2" ]; then
    fresh=$(mktemp -d "$folder/.unpacking.XXXXXX")
    npm install --prefix "$fresh" --omit=dev --ignore-scripts --no-audit --no-fund --loglevel=error \
      @kubernetes-models/gateway-api@2.0.0 @kubernetes-models/cert-manager@6.0.0 \
      @kubernetes-models/prometheus-operator@6.0.0 || {
      printf 'npm could not install the schemas of custom resources.\n' >&2
      return 1
    }
    mv -T "$fresh" "$folder/kubernetes-models-2"
  fi
}
