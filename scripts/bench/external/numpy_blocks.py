"""
S of many draws with optimised numpy: blocks of draws that fit into the L2 cache, preallocated buffers, every operation
in place.

The worker is the first axis, so that sums over workers run along memory. Constants that are the same for all workers
of a draw are left out of the logarithms, because they do not change a standard deviation. The standard deviation is
the length of N - 1 orthonormal contrasts of the logarithms: one small matrix product instead of a mean and its
subtraction.
"""

import numpy as np

from harness import seconds

BLOCK_SIZES = (5, 10, 20, 40, 50, 100, 200)


def contrasts(workers):
    """N - 1 orthonormal rows, each orthogonal to the row of ones."""
    basis = np.eye(workers)
    basis[:, 0] = 1
    return np.ascontiguousarray(np.linalg.qr(basis)[0][:, 1:].T)


class BlockedSpreads:
    """N ln(10)^2 S^2, for `block` draws at a time."""

    def __init__(self, data, block):
        workers, epsilons = data.regrets.shape[-1], len(data.epsilons)
        self.p, self.c, self.epsilons, self.block = data.p, data.c, data.epsilons, block
        self.contrasts = contrasts(workers)
        self.factor = np.empty((block, epsilons))
        self.y = np.empty((workers, block * epsilons))
        self.u = np.empty_like(self.y)
        self.contrast = np.empty((workers - 1, block * epsilons))

    def squares(self, regrets, scale, out):
        """regrets (worker, draw), scale (draw), for a multiple of `block` draws -> out (mapping, draw * epsilon)."""
        y, u, block, width = self.y, self.u, self.block, self.y.shape[1]
        for start in range(0, len(scale), block):
            draws = slice(start, start + block)
            here = slice(start * len(self.epsilons), start * len(self.epsilons) + width)
            np.add(scale[draws, None], self.epsilons, out=self.factor)
            np.divide(self.p, self.factor, out=self.factor)
            np.multiply(regrets[:, draws, None], self.factor, out=y.reshape(len(regrets), block, -1))
            np.subtract(y, self.p * self.c, out=y)
            np.exp(y, out=u)
            np.log1p(u, out=u)
            np.subtract(y, u, out=y)
            np.log(u, out=u)
            for logarithms, squares in zip((y, u), out):
                np.matmul(self.contrasts, logarithms, out=self.contrast)
                np.einsum("wm,wm->m", self.contrast, self.contrast, out=squares[here])


def fastest_block(make_task, draws):
    """The task with the fastest block size that divides the number of draws, and a note about the size."""
    sizes = [size for size in BLOCK_SIZES if draws % size == 0] or [1]
    tasks = {size: make_task(size) for size in sizes}
    times = {size: min(seconds(task) for _ in range(2)) for size, task in tasks.items()}
    best = min(times, key=times.get)
    return tasks[best], f"blocks of {best} draws"
