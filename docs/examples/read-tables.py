"""Read the table and the fit of a results folder, with the standard library only.

Usage: python3 read-tables.py results/mapping

With pandas, one line reads the table, and empty fields become NaN:
    pandas.read_csv("results/mapping/cells.csv", float_precision="round_trip")
"""

import csv
import json
import math
import sys
from pathlib import Path

folder = Path(sys.argv[1] if len(sys.argv) > 1 else "results/mapping")


def number(text):
    """Convert a field to float. An empty field is an undefined number."""
    return float(text) if text else math.nan


def is_shown(row):
    """Select today's formula, gradient mapping, and a factor of 10^0.5."""
    return (
        row["scheme"] == "chain-2026"
        and row["mapping"] == "gradient"
        and math.isclose(float(row["factor"]), math.sqrt(10))
    )


# The columns are those of the header; each row is one cell of the study.
with open(folder / "cells.csv", newline="", encoding="utf-8") as file:
    rows = [row for row in csv.DictReader(file) if is_shown(row)]

print("mean / std, median of the largest epsilon / std, where std = 1")
for row in rows:
    if float(row["std"]) == 1:
        print(f'{float(row["mean"]):g}, {number(row["epsilon_q50"]):.4f}')

# fit.json holds the fitted formulas with the covariance of their parameters.
with open(folder / "fit.json", encoding="utf-8") as file:
    fit = json.load(file)

for curve in fit["curves"]:
    if is_shown(curve) and curve["quantile"] == "q50":
        print(curve["formula"])
        for parameter in curve["parameters"]:
            print(f'{parameter["name"]} = {parameter["value"]:.5f} +- {parameter["standardError"]:.5f}')
