"""
Largest epsilon of each draw with SciPy: Brent's method on log epsilon. NaN if there is none.

The search starts at the upper bound epsilon <= p sigma / (T ln 10) - sigma. S is not always monotonic in epsilon.
Therefore the bracket is the first of a few steps down from the bound, evenly spaced in sigma / (sigma + epsilon), at
which S >= T.
"""

import math

import numpy as np
from scipy.optimize import brentq

from harness import seconds, serve

STEPS = 16
#: Stands for epsilon = 0, in units of sigma.
SMALLEST = 1e-9


def gradient_log(y):
    return y - np.log1p(np.exp(y))


def potential_log(y):
    return np.log(np.log1p(np.exp(y)))


def scalar_spread(regrets, sigma, p, c, is_gradient):
    """S as a function of log epsilon, with Python numbers: faster than numpy for ten workers."""
    workers = len(regrets)
    exp, log, log1p = math.exp, math.log, math.log1p

    def spread(log_epsilon):
        factor = p / (sigma + exp(log_epsilon))
        logs = []
        for regret in regrets:
            y = regret * factor - p * c
            softplus = log1p(exp(y))
            logs.append(y - softplus if is_gradient else log(softplus))
        mean = sum(logs) / workers
        return math.sqrt(sum([(each - mean) ** 2 for each in logs]) / workers) / math.log(10)

    return spread


def numpy_spread(regrets, sigma, p, c, is_gradient):
    """The same with numpy."""
    regrets = np.array(regrets)
    log_of = gradient_log if is_gradient else potential_log

    def spread(log_epsilon):
        return log_of(regrets * (p / (sigma + math.exp(log_epsilon))) - p * c).std() / math.log(10)

    return spread


def solver(data, make_spread):
    p, c, threshold = data.p, data.c, data.threshold
    largest = p / (threshold * math.log(10)) - 1
    k = np.linspace(1 / (1 + largest), 1 / (1 + SMALLEST), STEPS)
    log_steps = np.log((1 - k) / k)

    def solve(regrets):
        """Both mappings of one draw."""
        sigma = regrets.std()
        y = regrets[:, None] * (p * k / sigma) - p * c
        values, answers = regrets.tolist(), []
        for log_of in (gradient_log, potential_log):
            reached = log_of(y).std(axis=0) / math.log(10) >= threshold
            first = int(reached.argmax())
            if not reached[first]:
                answers.append(math.nan)
                continue
            spread = make_spread(values, sigma, p, c, log_of is gradient_log)
            low, high = (math.log(sigma) + log_steps[step] for step in (first, max(first - 1, 0)))
            root = brentq(lambda x: spread(x) - threshold, low, high, xtol=1e-13, rtol=1e-14) if low < high else high
            answers.append(math.exp(root))
        return answers

    def task():
        draws = data.regrets.reshape(-1, data.regrets.shape[-1])[:: data.every]
        return [solve(draw) for draw in draws]

    return task


def prepare(data):
    tasks = {"Python numbers": solver(data, scalar_spread), "numpy": solver(data, numpy_spread)}
    times = {name: min(seconds(task) for _ in range(2)) for name, task in tasks.items()}
    best = min(times, key=times.get)
    return tasks[best], f"S with {best}"


serve(prepare)
