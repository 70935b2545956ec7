#!/usr/bin/env bash
# Checks that other projects can use the codec: installs a build, and builds the codec's example
# outside this tree in three ways: with the CMake package, with pkg-config, and with this tree as
# a part of another. Tries what comes of each.
#
#   ./ci/check_package.sh BUILD_FOLDER CXX
#
# Exit status: 0 they can, 1 they cannot, 2 usage, 5 pkg-config is not installed.
set -euo pipefail

[ $# -eq 2 ] || { sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2; }
command -v pkg-config >/dev/null || { echo 'not installed: pkg-config' >&2; exit 5; }
source_tree=$(cd "$(dirname "$0")/.." && pwd)
build=$(cd "$1" && pwd)
cxx=$2
example=$source_tree/codec/example

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# quietly COMMAND...: shows its output only if it fails.
quietly() { "$@" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }; }

quietly cmake --install "$build" --prefix "$work/first" --component codec
# Nothing may depend on where it was installed.
mv "$work/first" "$work/installed"
prefix=$work/installed

# Every header but those that only this tree's own sources use, and no other.
headers() { (cd "$1" && find codec -name '*.h' "${@:2}" | sort); }
diff <(headers "$source_tree" -not -path '*/testing/*' -not -path '*/bench/*' \
         -not -path '*/example/*' -not -name 'short_*.h' -not -name 'decode_line.h' \
         -not -name 'argument.h') <(headers "$prefix/include/mcspec") ||
  { echo 'codec/CMakeLists.txt does not list the headers that there are'; exit 1; }

libraries=$(dirname "$(find "$prefix" -name libmcspec_codec.a)")
if grep -rIn -e "$source_tree" -e "$build" -e "$work/first" -e '-W' "$libraries"; then
  echo 'the package names a folder of this machine, or options of this build'
  exit 1
fi

cp -r "$example" "$work/example"
quietly cmake -S "$work/example" -B "$work/by-cmake" -DCMAKE_CXX_COMPILER="$cxx" \
  -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_BUILD_TYPE=Release
quietly cmake --build "$work/by-cmake"
"$example/request_dump_test.sh" "$work/by-cmake/request_dump"

export PKG_CONFIG_PATH=$libraries/pkgconfig
# shellcheck disable=SC2046
quietly "$cxx" -std=c++20 $(pkg-config --cflags mcspec-codec) "$work/example/request_dump.cc" \
  $(pkg-config --libs mcspec-codec) -o "$work/by-pkg-config"
"$example/request_dump_test.sh" "$work/by-pkg-config"

cat >"$work/CMakeLists.txt" <<PROJECT
cmake_minimum_required(VERSION 3.25)
project(embedder LANGUAGES CXX)
include(CTest)
add_subdirectory("$source_tree" mcspec)
add_executable(request_dump example/request_dump.cc)
target_link_libraries(request_dump PRIVATE mcspec::codec)
PROJECT
quietly cmake -S "$work" -B "$work/by-tree" -DCMAKE_CXX_COMPILER="$cxx"
quietly cmake --build "$work/by-tree"
"$example/request_dump_test.sh" "$work/by-tree/request_dump"
if (cd "$work/by-tree" && ctest -N | grep -q 'Test  *#'); then
  echo 'the tests of this tree became those of the project that it is a part of'
  exit 1
fi
