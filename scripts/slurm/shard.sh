#!/usr/bin/env bash
# A task of the array: computes the shard of its index. submit.sh submits it.
set -euo pipefail

study=$1
count=$2
threads=${SLURM_CPUS_PER_TASK:-${SLURM_CPUS_ON_NODE:-1}}
echo "shard $SLURM_ARRAY_TASK_ID/$count on $(hostname), $threads threads, start ${SLURM_RESTART_COUNT:-0}"
# In place of the shell, so that signals of Slurm reach the command. It keeps its journal, and ends with 130.
# The command may have several words.
# shellcheck disable=SC2086
exec ${ALLORA_EPSILON:-allora-epsilon} run "$study" --shard "$SLURM_ARRAY_TASK_ID/$count" --out "$SHARDS" --threads "$threads" --quiet
