# shellcheck shell=bash
# Sourced by the programs here: builds bench/driver outside the checkout and sets tool, root.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
command -v go >/dev/null || { echo "bench: Go 1.25 or later is needed (https://go.dev/dl/)" >&2; exit 1; }
cache=${XDG_CACHE_HOME:-$HOME/.cache}/portcullis-bench
mkdir -p "$cache"
tool=$cache/bench
(cd "$root/bench/driver" && go build -o "$tool" .)

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
