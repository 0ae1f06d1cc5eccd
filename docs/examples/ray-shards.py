"""Computes the shards of a study with Ray, and merges them: python3 ray-shards.py my-study.json 8"""
import subprocess
import sys

import ray

study, count = sys.argv[1], int(sys.argv[2])


@ray.remote(num_cpus=2, max_retries=3, retry_exceptions=True)
def shard(index: int) -> None:
    command = ["allora-epsilon", "run", study, "--shard", f"{index}/{count}", "--out", "shards/study", "--threads", "2"]
    subprocess.run(command + ["--quiet"], check=True)


ray.init()
ray.get([shard.remote(index) for index in range(1, count + 1)])
subprocess.run(["allora-epsilon", "merge", study, "shards/study"], check=True)
