"""Grid spread with whole-array numpy: one broadcast over (draws, workers, epsilons) for each cell, or one over the cells too; the faster is measured."""

import numpy as np

from harness import seconds, serve


def spreads_of(regrets, epsilons, p, c):
    """Mean over draws of S; regrets of shape (..., draw, worker), result of shape (..., mapping, epsilon)."""
    scale = regrets.std(axis=-1)
    y = p * (regrets[..., None] / (scale[..., None, None] + epsilons) - c)
    softplus = np.log1p(np.exp(y))
    gradient, potential = y - softplus, np.log(softplus)
    return np.stack([log.std(axis=-2).mean(axis=-2) for log in (gradient, potential)], axis=-2) / np.log(10)


def prepare(data):
    def at_once():
        return spreads_of(data.regrets, data.epsilons, data.p, data.c)

    def by_cell():
        return np.array([spreads_of(cell, data.epsilons, data.p, data.c) for cell in data.regrets])

    # In turns: the allocator keeps memory of the large arrays, from which the small ones profit too.
    times = [(seconds(at_once), seconds(by_cell)) for _ in range(3)]
    per_cell_is_faster = min(cell for _, cell in times) < min(once for once, _ in times)
    return (by_cell, "a cell at a time") if per_cell_is_faster else (at_once, "all cells at once")


serve(prepare)
