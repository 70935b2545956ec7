#!/usr/bin/env bash
# Runs the example on captures of each dialect, and compares what it prints.
#
#   ./codec/example/request_dump_test.sh COMMAND...
#
# COMMAND runs request_dump. Exit status: 0 as expected, 1 not so, 2 usage.
set -uo pipefail

[ $# -gt 0 ] || { sed -n '2,6s/^# \{0,1\}//p' "$0" >&2; exit 2; }
command=("$@")
failures=0

# prints STATUS OCTETS [OPTION...]: what the command makes of octets, in printf's notation, is what
# stands on standard input.
prints() {
  local expected_status=$1 octets=$2 expected actual status
  shift 2
  expected=$(cat)
  # shellcheck disable=SC2059
  actual=$(printf "$octets" | "${command[@]}" "$@")
  status=$?
  diff <(echo "$expected") <(echo "$actual") && [ $status -eq "$expected_status" ] && return
  echo "exit status $status where $expected_status is expected; given: $octets"
  failures=$((failures + 1))
}

# exits STATUS ARGUMENT...: the exit status of a run that reads nothing.
exits() {
  local expected_status=$1 status
  shift
  "${command[@]}" "$@" >/dev/null 2>&1 </dev/null
  status=$?
  [ $status -eq "$expected_status" ] && return
  echo "exit status $status where $expected_status is expected; arguments: $*"
  failures=$((failures + 1))
}

prints 0 'set k 0 60 5\r\nhello\r\ngets a b\r\ndecr n 7 noreply\r\nbogus\r\nstats items\r\nquit\r\n' <<'LINES'
       0  classic  set key="k" flags=0 exptime=60 size=5
      14  data     5 octets "hello"
      21  classic  gets key="a" key="b"
      31  classic  decr key="n" delta=7 noreply
      49  refused  classic unknown_command, the stream goes on
      56  classic  "stats items"
      69  classic  quit
LINES

prints 0 'ms "\\k 2 T60 I O1\r\n\x01\xff\r\nms k 2 !\r\nab\r\nmg k v t\r\nmn\r\n' <<'LINES'
       0  meta     ms key="\x22\x5ck" size=2 flags="T60 I O1"
      19  data     2 octets "\x01\xff"
      23  refused  meta bad_line_format, the stream goes on
      37  meta     mg key="k" flags="v t"
      47  meta     mn
LINES

zeros8='\0\0\0\0\0\0\0\0'
prints 0 "\x80\x01\0\1\x08\0\0\0\0\0\0\x0b\0\0\0\7$zeros8\0\0\0\5\0\0\0\x3ckhi\
\x80\x1c\0\1\4\0\0\0\0\0\0\7\0\0\0\0$zeros8\0\0\0\x3ckxy\
\x80\x99\0\1\0\0\0\0\0\0\0\1\0\0\0\0${zeros8}k\
\x80\x05\0\1\x14\0\0\0\0\0\0\x15\0\0\0\0$zeros8\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\2\0\0\0\0n" <<'LINES'
       0  binary   set key="k" flags=5 expiration=60 size=2 opaque=7
      33  data     2 octets "hi"
      35  binary   touch key="k" expiration=60 size=2
      66  refused  binary unknown_opcode, the stream goes on
      91  binary   increment key="n" delta=1 initial=2 expiration=0
LINES

# Longer than a read, both of them.
prints 0 "set k 0 0 9000\r\n$(printf '%09000d' 0)\r\nget $(printf '%0200d ' {1..40})\r\nmn\r\n" \
  < <(printf '%8d  classic  set key="k" flags=0 exptime=0 size=9000\n' 0
      printf '%8d  data     9000 octets "%040d"...\n' 16 0
      printf '%8d  classic  get%s\n' 9018 "$(printf ' key="%0200d"' {1..40})"
      printf '%8d  meta     mn\n' 17064)

prints 1 'set k 0 0 5\r\nhel' <<'LINES'
       0  classic  set key="k" flags=0 exptime=0 size=5
      16  end      within a message
LINES

prints 1 'GET / HTTP/1.1\r\nHost: x\r\n' <<'LINES'
       0  refused  classic http_request, the next request cannot be found
LINES

prints 0 'VALUE k 0 2\r\nhi\r\nEND\r\nVA 2 t-1\r\nhi\r\nSTORED\r\n7\r\n' --replies text <<'LINES'
       0  classic  "VALUE k 0 2"
      13  data     2 octets "hi"
      17  classic  "END"
      22  meta     "VA 2 t-1"
      32  data     2 octets "hi"
      36  classic  "STORED"
      44  classic  "7"
LINES

prints 1 "\x81\0\0\0\4\0\0\0\0\0\0\6\0\0\0\7$zeros8\0\0\0\5hi\x80" --replies binary <<'LINES'
       0  binary   get status=0 extras="\x00\x00\x00\x05" size=2 opaque=7
      28  data     2 octets "hi"
      31  end      within a message
LINES

exits 0
exits 0 --help
exits 2 --replies
exits 2 --replies meta
exits 2 one two
exits 3 /nonexistent
exits 3 /

[ $failures -eq 0 ]
