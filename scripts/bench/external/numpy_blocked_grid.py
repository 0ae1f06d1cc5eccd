"""Grid spread with blocks of draws (numpy_blocks.py)."""

import numpy as np

from numpy_blocks import BlockedSpreads, fastest_block
from harness import serve


def prepare(data):
    cells, draws, workers = data.regrets.shape
    epsilons = len(data.epsilons)

    def make_task(block):
        spreads = BlockedSpreads(data, block)
        squares = np.empty((2, draws * epsilons))
        result = np.empty((cells, 2, epsilons))

        def task():
            for cell, regrets in enumerate(data.regrets):
                spreads.squares(np.ascontiguousarray(regrets.T), regrets.std(axis=1), squares)
                np.sqrt(squares, out=squares)
                np.mean(squares.reshape(2, draws, epsilons), axis=1, out=result[cell])
            return result / (np.log(10) * np.sqrt(workers))

        return task

    return fastest_block(make_task, draws)


serve(prepare)
