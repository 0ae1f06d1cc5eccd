#!/usr/bin/env bash
# Submits a study to Slurm: an array of N tasks, one for each shard, and a job that merges them.
set -euo pipefail

usage() {
  cat <<'END'
Usage: scripts/slurm/submit.sh STUDY N [sbatch options]

  STUDY           name of a study, or path of a study file that all nodes can read
  N               number of shards, from 1 to 100000: one task of the array each
  sbatch options  for the array, for example --cpus-per-task=8 --time=01:00:00 --array=1-100%10
                  --array=3,7 runs these shards again, and merges afterwards

Variables of the environment:
  SHARDS          folder of the shards on a file system that all nodes share (default shards/<study>)
  OUT             folder of the results (default results/<study>)
  ALLORA_EPSILON  the command on the nodes (default allora-epsilon)
  MERGE_OPTIONS   sbatch options of the merge, for example --time=02:00:00 --mem=2G

It prints the job of the array and the job of the merge. The threads of a task are those of its allocation.
A task that is requeued resumes from its journal. The merge names shards that are missing, and fails.
END
}

if [[ ${1:-} == --help || ${1:-} == -h ]]; then
  usage
  exit 0
fi
if (($# < 2)) || ! [[ $2 =~ ^[1-9][0-9]{0,5}$ ]] || (($2 > 100000)); then
  usage >&2
  exit 2
fi
study=$1
count=$2
shift 2

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
name=$(basename "$study" .json)
# Nodes start in the folder of the submission. Absolute paths also hold where a site changes that.
if [[ $study == *.json ]]; then study=$(realpath "$study"); fi
export SHARDS OUT ALLORA_EPSILON
SHARDS=$(realpath -m "${SHARDS:-shards/$name}")
OUT=$(realpath -m "${OUT:-results/$name}")
ALLORA_EPSILON=${ALLORA_EPSILON:-allora-epsilon}
logs=$SHARDS.logs
mkdir -p "$logs"

array=$(sbatch --parsable --job-name="$name" --array="1-$count" --requeue --open-mode=append \
  --output="$logs/shard-%a.log" --signal=TERM@60 "$@" "$here/shard.sh" "$study" "$count")
array=${array%%;*}
# After any end: the merge reports which shards are missing, where a dependency would wait for ever.
read -r -a options <<<"${MERGE_OPTIONS:-}"
merge=$(sbatch --parsable --job-name="$name-merge" --dependency="afterany:$array" --requeue --open-mode=append \
  --output="$logs/merge.log" "${options[@]}" "$here/merge.sh" "$study" "$count")
merge=${merge%%;*}

echo "array $array: shards of $count in $SHARDS"
echo "merge $merge: results in $OUT, messages in $logs/merge.log"
