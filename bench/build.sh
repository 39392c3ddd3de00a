# shellcheck shell=bash
# Sourced by the programs here: builds bench/driver outside the checkout and sets tool, root.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
go=$(command -v go || command -v /usr/local/go/bin/go) || {
  echo "bench: Go 1.25 or newer is needed, in PATH or /usr/local/go (https://go.dev/doc/install)" >&2
  exit 1
}
cache=${XDG_CACHE_HOME:-$HOME/.cache}/portcullis-bench
mkdir -p "$cache"
tool=$cache/bench
(cd "$root/bench/driver" && "$go" build -o "$tool" .)

# needs PROGRAM...: says which Debian package is missing.
needs() {
  local program missing=()
  for program in "$@"; do
    command -v "$program" >/dev/null || missing+=("$program")
  done
  if ((${#missing[@]})); then
    echo "bench: missing: ${missing[*]} (Debian: apt-get install docker-registry wrk strace e2fsprogs postgresql)" >&2
    exit 1
  fi
}
