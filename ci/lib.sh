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

# What building mcspecd needs besides a compiler; its tests need the mechanisms of SASL as well.
readonly SERVER_PACKAGES=(cmake ninja-build pkg-config libxxhash-dev libssl-dev libsasl2-dev
  libsasl2-modules)

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
    printf '%sthe %s build failed; all of its output is in %s%s\n' "$red" "$preset" "$log" "$plain" >&2
    return 1
  fi
}

# A script of steps names them in `steps`, and its command line chooses some or all of them.
chosen='' passed=() failed=()

# choose_steps [STEP...]: all of `steps` without one.
choose_steps() {
  local name
  chosen="${*:-${steps[*]}}"
  for name in $chosen; do
    case " ${steps[*]} " in
      *" $name "*) ;;
      *) die 2 "no step '$name'; there are: ${steps[*]}" ;;
    esac
  done
}

# step NAME TEXT COMMAND...: runs one step if it is chosen, and goes on whatever comes of it.
step() {
  local name=$1 text=$2
  shift 2
  case " $chosen " in *" $name "*) ;; *) return 0 ;; esac
  say "$text"
  local begin=$SECONDS
  if "$@"; then
    passed+=("$name")
    printf '%s   passed in %d s%s\n' "$green" $((SECONDS - begin)) "$plain"
  else
    failed+=("$name")
    printf '%s   FAILED after %d s%s\n' "$red" $((SECONDS - begin)) "$plain"
  fi
}

# report_steps: what came of them; its status is the script's.
report_steps() {
  local name
  for name in "${failed[@]}"; do printf '%sfailed: %s%s\n' "$red" "$name" "$plain"; done
  printf '%d passed, %d failed\n' ${#passed[@]} ${#failed[@]}
  [ ${#failed[@]} -eq 0 ]
}
