"""Workload P in NumPy, tuned.

usage: p_numpy.py PATHS [CHUNK]
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import workload as w  # noqa: E402


def simulate(paths: int, size: int) -> np.ndarray:
    rng = np.random.Generator(np.random.SFC64(1))
    products = len(w.VOLATILITY)
    total = np.empty((w.PERIODS, paths))
    for first in range(0, paths, size):
        here = slice(first, min(first + size, paths))
        level = np.zeros((products, here.stop - here.start))
        shock = np.empty_like(level)
        for t in range(w.PERIODS):
            rng.standard_normal(out=shock)
            shock *= w.VOLATILITY[:, None]
            level += shock
            level += w.GROWTH
            np.exp(level, out=shock)
            np.sum(shock, axis=0, out=total[t, here])
    total *= w.START
    return total


def main() -> None:
    paths = int(sys.argv[1])
    size = int(sys.argv[2]) if len(sys.argv) > 2 else 8192
    start = time.perf_counter()
    total = simulate(paths, size)
    mean = total.mean(axis=1)
    total.std(axis=1)
    found = [
        np.quantile(row, w.PROBABILITIES, overwrite_input=True).tolist()
        for row in total
    ]
    end = time.perf_counter()
    w.report(
        f"NumPy {np.__version__} sfc64, tuned", paths, (start, end), mean[-1], found[-1]
    )


if __name__ == "__main__":
    main()
