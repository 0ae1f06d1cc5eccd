"""
Largest epsilon of each draw on a grid of epsilons, with blocks of draws (numpy_blocks.py): the largest one with S >= T,
or NaN if there is none.
"""

import numpy as np

from numpy_blocks import BlockedSpreads, fastest_block
from harness import serve


def prepare(data):
    cells, draws, workers = data.regrets.shape
    epsilons = len(data.epsilons)
    least = workers * (np.log(10) * data.threshold) ** 2
    choices = np.append(data.epsilons, np.nan)

    def make_task(block):
        spreads = BlockedSpreads(data, block)
        squares = np.empty((2, draws * epsilons))
        result = np.empty((cells, draws, 2))

        def task():
            for cell, regrets in enumerate(data.regrets):
                spreads.squares(np.ascontiguousarray(regrets.T), regrets.std(axis=1), squares)
                reached = (squares >= least).reshape(2, draws, epsilons)[..., ::-1]
                first = np.where(reached.any(axis=2), epsilons - 1 - reached.argmax(axis=2), epsilons)
                result[cell] = choices[first].T
            return result

        return task

    return fastest_block(make_task, draws)


serve(prepare)
