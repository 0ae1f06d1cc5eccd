"""
A grid study as a Python user would write it: whole-array numpy for each cell, both spreads, the same CSV tables as
`allora-epsilon run`, no figures and no manifest.

    numpy_study.py STUDY.json OUT [--processes N] [--regrets FILE]

`--regrets` reads the regrets, shape (cell, draw, worker), instead of drawing them, so that the tables can be compared.
The study has one scheme (population standard deviation, no bounds), one number of workers, one seed, and both mappings.
"""

import argparse
import csv
import json
import multiprocessing
import os

import numpy as np

KEY = ["scheme", "mapping", "workers", "seed", "mean", "std"]
SPREAD_COLUMNS = KEY + ["epsilon", "std_weights", "std_weights_se", "std_log10_weights", "std_log10_weights_se"]
CELL_COLUMNS = KEY + [
    "max_epsilon_std_weights",
    "max_std_weights",
    "max_std_weights_se",
    "max_epsilon_std_log10_weights",
    "max_std_log10_weights",
    "max_std_log10_weights_se",
    "max_epsilon_threshold",
    "min_epsilon_defined",
]


def axis_values(axis):
    if "linspace" in axis:
        return np.linspace(*axis["linspace"])
    return np.logspace(*axis["logspace"])


def cell_spreads(study, epsilons, regrets):
    """regrets (draw, worker) -> (mapping, epsilon, 4): mean and standard error of S_lin, then of S."""
    p, c = study["pNorm"], study["cNorm"]
    y = p * (regrets[:, :, None] / (regrets.std(axis=1)[:, None, None] + epsilons) - c)
    softplus = np.log1p(np.exp(y))
    gradient = np.log(p) + y - softplus, p * np.exp(y - softplus)
    potential = np.log(softplus), softplus
    estimates = []
    for logarithms, weights in (gradient, potential):
        for spreads in (weights.std(axis=1), logarithms.std(axis=1) / np.log(10)):
            estimates += [spreads.mean(axis=0), spreads.std(axis=0, ddof=1) / np.sqrt(len(regrets))]
    return np.array(estimates).reshape(2, 4, len(epsilons)).transpose(0, 2, 1)


def compute_cell(job):
    study, epsilons, index, mean, std, given = job
    if given is None:
        random = np.random.default_rng([study["seeds"][0], index])
        given = mean + std * random.standard_normal((study["draws"], study["workers"][0]))
    return cell_spreads(study, epsilons, given)


def cell_row(key, epsilons, spreads, threshold):
    """The row of one cell: both spreads at their largest, and the epsilons at which S reaches the threshold and is defined."""
    row = list(key)
    for column in (0, 2):
        best = spreads[:, column].argmax()
        row += [epsilons[best], spreads[best, column], spreads[best, column + 1]]
    reached = np.flatnonzero(spreads[:, 2] >= threshold)
    defined = np.flatnonzero(~np.isnan(spreads[:, 2]))
    return row + [epsilons[reached[-1]] if reached.size else "", epsilons[defined[0]] if defined.size else ""]


def write_table(path, columns, rows):
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("study")
    parser.add_argument("out")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--regrets")
    options = parser.parse_args()

    with open(options.study) as file:
        study = json.load(file)
    epsilons = axis_values(study["epsilon"])
    cells = [(mean, std) for mean in axis_values(study["mean"]).tolist() for std in axis_values(study["std"]).tolist()]
    workers, draws = study["workers"][0], study["draws"]
    given = [None] * len(cells)
    if options.regrets:
        given = np.fromfile(options.regrets).reshape(len(cells), draws, workers)
    jobs = [(study, epsilons, i, mean, std, given[i]) for i, (mean, std) in enumerate(cells)]
    if options.processes > 1:
        with multiprocessing.Pool(options.processes) as pool:
            results = pool.map(compute_cell, jobs)
    else:
        results = [compute_cell(job) for job in jobs]

    spread_rows, cell_rows = [], []
    threshold = np.log10(study["factor"])
    axis = epsilons.tolist()
    for m, mapping in enumerate(study["mappings"]):
        for (mean, std), result in zip(cells, results):
            key = (study["schemes"][0], mapping, workers, study["seeds"][0], mean, std)
            spread_rows += [(*key, epsilon, *values) for epsilon, values in zip(axis, result[m].tolist())]
            cell_rows.append(cell_row(key, axis, result[m], threshold))
    os.makedirs(options.out, exist_ok=True)
    write_table(f"{options.out}/spread.csv", SPREAD_COLUMNS, spread_rows)
    write_table(f"{options.out}/cells.csv", CELL_COLUMNS, cell_rows)


if __name__ == "__main__":
    main()
