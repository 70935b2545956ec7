#!/usr/bin/env bash
# Checks that the codec needs nothing but memory functions from outside.
#
#   ./ci/check_codec_symbols.sh LIBRARY
#
# LIBRARY is libmcspec_codec.a of a release build, which $NM or nm can read.
# Exit status: 0 it does not, 1 it does, 2 usage.
set -euo pipefail
export LC_ALL=C

# What the codec may call, and what a compiler calls on its own, as to divide or to count bits in 64
# of them where the machine has 32.
readonly allowed='memchr|memcmp|memcpy|memmove|memset|bcmp|strlen'
readonly allowed_to_compilers='_GLOBAL_OFFSET_TABLE_|__mem(cpy|move|set)_chk|__stack_chk_fail'
readonly allowed_on_32_bits='__u?(div|mod|divmod)di[34]|__c[tl]zdi2'

[ $# -eq 1 ] || { sed -n '2,7s/^# \{0,1\}//p' "$0" >&2; exit 2; }
library=$1
nm=${NM:-nm}
[ -f "$library" ] || { echo "there is no $library" >&2; exit 2; }

# What one object of the library lacks, another may have.
symbols=$("$nm" -C "$library")
defined=$(sed -nE 's/^[0-9a-f]+ [A-TV-Zuvw] (.*)$/\1/p' <<<"$symbols" | sort -u)
[ -n "$defined" ] || { echo "$library defines nothing" >&2; exit 2; }
wanted=$(sed -nE 's/^ +[Uvw] (.*)$/\1/p' <<<"$symbols" | sort -u)

foreign=$(comm -23 <(echo "$wanted") <(echo "$defined") |
  grep -vxE "$allowed|$allowed_to_compilers|$allowed_on_32_bits" || true)
[ -z "$foreign" ] && exit 0
echo "the codec needs more than memory functions:"
"$nm" -A -u -C "$library" | grep -wF -- "$foreign" | sed 's/^/  /'
exit 1
