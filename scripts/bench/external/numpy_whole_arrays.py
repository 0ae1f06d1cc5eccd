"""
Grid spread with whole-array numpy: one broadcast over all axes, or one over (draws, workers, epsilons) for each cell.
"""

import sys

import numpy as np

from harness import serve


def spreads_of(regrets, epsilons, p, c):
    """Mean over draws of S; regrets of shape (..., draw, worker), result of shape (..., mapping, epsilon)."""
    scale = regrets.std(axis=-1)
    y = p * (regrets[..., None] / (scale[..., None, None] + epsilons) - c)
    softplus = np.log1p(np.exp(y))
    gradient, potential = y - softplus, np.log(softplus)
    return np.stack([log.std(axis=-2).mean(axis=-2) for log in (gradient, potential)], axis=-2) / np.log(10)


def prepare(data):
    regrets = np.ascontiguousarray(data.regrets[:: data.every])

    def at_once():
        return spreads_of(regrets, data.epsilons, data.p, data.c)

    def by_cell():
        return np.array([spreads_of(cell, data.epsilons, data.p, data.c) for cell in regrets])

    variant = sys.argv[1]
    if variant == "by-cell-memory-kept":
        # After large arrays have been freed, the allocator keeps memory and need not map it again for each small one.
        at_once()
        return by_cell, "after larger arrays in the same process"
    return (at_once, "at once") if variant == "at-once" else (by_cell, "a cell at a time")


serve(prepare)
