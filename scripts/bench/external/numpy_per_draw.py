"""Grid spread as in a simple script: a loop over cells, draws and epsilons, with numpy for the regrets of one draw."""

import numpy as np

from harness import serve


def get_log10_weights(regrets, epsilon, p, c):
    """log10 of gradient and potential, each of shape (worker)."""
    x = regrets / (np.std(regrets) + epsilon)
    y = p * (x - c)
    return np.log10(p / (1 + np.exp(-y))), np.log10(np.log1p(np.exp(y)))


def prepare(data):
    def task():
        regrets = data.regrets[:: data.every]
        spreads = np.zeros((len(regrets), 2, len(data.epsilons)))
        for i, cell in enumerate(regrets):
            for draw in cell:
                for e, epsilon in enumerate(data.epsilons):
                    gradient, potential = get_log10_weights(draw, epsilon, data.p, data.c)
                    spreads[i, 0, e] += np.std(gradient)
                    spreads[i, 1, e] += np.std(potential)
        return spreads / data.regrets.shape[1]

    return task, ""


serve(prepare)
