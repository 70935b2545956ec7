# What the scripts of this folder share. Sourced, never run; expects bash.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Exit statuses that the scripts document.
readonly EXIT_NOT_INSTALLED=5

jobs_count=$(nproc)
readonly jobs_count

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
  bold=$'\e[1m' red=$'\e[31m' green=$'\e[32m' plain=$'\e[0m'
else
  bold='' red='' green='' plain=''
fi

# say TEXT: what happens next.
say() { printf '%s== %s%s\n' "$bold" "$1" "$plain"; }

# die STATUS TEXT: the one line that says why this is the end.
die() {
  printf '%s%s%s\n' "$red" "$2" "$plain" >&2
  exit "$1"
}

# need_packages NAME...: installs the Debian packages that are missing, or says how to.
need_packages() {
  local missing=() name
  for name in "$@"; do
    dpkg-query -W -f='${Status}' "$name" 2>/dev/null | grep -q 'ok installed' || missing+=("$name")
  done
  [ ${#missing[@]} -eq 0 ] && return
  local line="apt-get install -y --no-install-recommends ${missing[*]}"
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || die $EXIT_NOT_INSTALLED "not installed, run: sudo $line"
    as_root=(sudo)
  fi
  say "installing ${missing[*]}"
  "${as_root[@]}" apt-get update -qq
  # shellcheck disable=SC2086
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive $line >/dev/null
}

# build PRESET [cmake --build arguments]: configures and builds, quietly unless it fails.
build() {
  local preset=$1
  shift
  local log="build/$preset.log"
  mkdir -p build
  if ! { cmake --preset "$preset" && cmake --build --preset "$preset" -j "$jobs_count" "$@"; } \
      >"$log" 2>&1; then
    tail -n 60 "$log"
    die 1 "the $preset build failed; all of its output is in $log"
  fi
}
