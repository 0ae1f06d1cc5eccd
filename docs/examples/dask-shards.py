"""Computes the shards of a study with Dask, and merges them: python3 dask-shards.py my-study.json 8"""
import subprocess
import sys

from dask.distributed import Client

study, count = sys.argv[1], int(sys.argv[2])


def shard(index: int) -> None:
    command = ["allora-epsilon", "run", study, "--shard", f"{index}/{count}", "--out", "shards/study", "--threads", "2"]
    subprocess.run(command + ["--quiet"], check=True)


if __name__ == "__main__":
    client = Client()
    client.gather(client.map(shard, range(1, count + 1), retries=3))
    subprocess.run(["allora-epsilon", "merge", study, "shards/study"], check=True)
