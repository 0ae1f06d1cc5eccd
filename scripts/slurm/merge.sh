#!/usr/bin/env bash
# The job after the array: merges the shards. submit.sh submits it.
set -euo pipefail

study=$1
count=$2
# shellcheck disable=SC2086
${ALLORA_EPSILON:-allora-epsilon} merge "$study" "$SHARDS" --out "$OUT" --quiet && exit
status=$?
echo "Once the cause is mended, submit the shards that are named above again:"
echo "  scripts/slurm/submit.sh $study $count --array=<their numbers>"
exit "$status"
