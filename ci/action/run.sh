#!/usr/bin/env bash
# Runs the suite as action.yml was told to, and shows what came of it on the page of the workflow.
# Exit status: that of mcspec run, or 5 where Python 3.11 is missing.
set -uo pipefail
program=$(dirname "$0")/../mcspec

arguments=(--junit "$MCSPEC_JUNIT")
[ -n "$MCSPEC_SPAWN" ] && arguments+=(--spawn "$MCSPEC_SPAWN")
[ -n "$MCSPEC_TARGET" ] && arguments+=("$MCSPEC_TARGET")
# Options are written as in a shell, quotes included; xargs reads those and runs nothing.
while IFS= read -r word; do
  [ -n "$word" ] && arguments+=("$word")
done < <(printf '%s' "$MCSPEC_OPTIONS" | xargs printf '%s\n')

report=$(mktemp)
trap 'rm -f "$report"' EXIT
"$program" run "${arguments[@]}" | tee "$report"
status=${PIPESTATUS[0]}
{
  printf '### %s\n' "$(tail -n 1 "$report")"
  # shellcheck disable=SC2016
  printf '```\n%s\n```\n' "$(head -n 200 "$report")"
} >>"${GITHUB_STEP_SUMMARY:-/dev/null}"
exit "$status"
