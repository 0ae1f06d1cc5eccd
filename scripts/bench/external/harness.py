"""
Shared by the programs in Python: reads the data once, then answers requests from standard input (protocol:
../external-process.ts).
"""

import json
import sys
import time

import numpy as np


class Data:
    """Regrets of shape (cell, draw, worker), epsilons of shape (epsilon). `every`: compute every n-th item only."""

    def __init__(self, folder, every):
        with open(f"{folder}/shape.txt") as file:
            shape = {name: float(value) for name, value in (line.split() for line in file)}
        cells, draws, workers = (int(shape[name]) for name in ("cells", "draws", "workers"))
        self.p, self.c, self.threshold = shape["p"], shape["c"], shape["threshold"]
        self.regrets = np.fromfile(f"{folder}/regrets.f64").reshape(cells, draws, workers)
        self.epsilons = np.fromfile(f"{folder}/epsilons.f64")
        self.every = every


def seconds(task):
    start = time.perf_counter()
    task()
    return time.perf_counter() - start


def serve(prepare, read=Data):
    """`prepare(data)` returns the task to measure, which is a function that returns an array, and a note about it."""
    task, note = prepare(read(sys.argv[-2], int(sys.argv[-1])))
    print(json.dumps({"note": note}), flush=True)
    for line in sys.stdin:
        request, _, path = line.strip().partition(" ")
        if request == "save":
            np.asarray(task(), dtype=float).tofile(path)
        print(json.dumps(seconds(task) if request == "run" else 0), flush=True)
