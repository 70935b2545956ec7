#!/usr/bin/env bash
# Checks what people get who have no clone: mcspec.pyz, and a wheel installed into an empty
# environment, with its manual page. Both must have every case, and test a server, from another
# folder. Nothing is fetched.
#
#   ./ci/check_distribution.sh
#
# Needs python3-pip, -setuptools, -wheel, -venv, memcached and mandoc. Exit status: 0 all is
# there, 1 something is not.
source "$(dirname "$0")/lib.sh"

readonly python=/usr/bin/python3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# check_program COMMAND...: it has what the clone has, and can use it.
check_program() {
  (cd / && "$@" list) | diff - "$work/cases" >/dev/null || die 1 "$1: lists other cases"
  (cd / && "$@" lint) || die 1 "$1: finds problems in its own data"
  (cd / && "$@" run --spawn 'memcached -u nobody -l 127.0.0.1 -p {port} {args}' \
    --case classic.cas --case classic.storage --framing whole) | tail -n 1 |
    grep -q '^CONFORMS  memcached' || die 1 "$1: Debian's memcached does not conform"
}

ci/mcspec list >"$work/cases"

say 'mcspec.pyz'
ci/pyz "$work/mcspec.pyz" >/dev/null
check_program $python -I "$work/mcspec.pyz"

say 'the wheel'
# setuptools leaves its traces beside its sources.
cp -R conformance "$work/conformance"
$python -m pip wheel --quiet --no-build-isolation --no-deps --no-index --wheel-dir "$work" \
  "$work/conformance"
$python -m venv "$work/environment"
"$work/environment/bin/pip" install --quiet --no-index "$work"/mcspec-*.whl
check_program "$work/environment/bin/mcspec"
[ -e "$work/environment/share/man/man1/mcspec.1" ] || die 1 'the wheel has no manual page'

say 'the manual'
mandoc -Tlint -Wwarning conformance/man/mcspec.1 || die 1 'conformance/man/mcspec.1: see above'
