"""Workload W in NumPy as an analyst writes it: arrays of all paths, temporaries,
loops over streams and markets.

usage: w_numpy_plain.py PATHS
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import workload as w  # noqa: E402


def simulate(paths: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(1)
    factor = np.zeros((paths, w.FACTORS))
    series = np.empty((w.PERIODS, w.STREAMS + 1, paths))
    total = np.zeros(paths)
    for t in range(w.PERIODS):
        normal = rng.standard_normal((paths, w.FACTORS))
        factor = w.KEPT * factor + w.DRIFT + normal @ w.SPREAD.T
        for s in range(w.STREAMS):
            revenue = np.zeros(paths)
            for m in range(w.MARKETS):
                level = np.full(paths, w.LEVEL[s, m])
                for k in np.flatnonzero(w.LOADING[s, m]):
                    level = level + w.LOADING[s, m, k] * factor[:, k]
                revenue = revenue + np.exp(level)
            series[t, s] = revenue
        a, b = series[t, 0], series[t, 1]
        series[t, -1] = series[t, :-1].sum(axis=0) + w.SYNERGY * a * b / (a + b)
        total += series[t, -1]
    return series, total


def main() -> None:
    paths = int(sys.argv[1])
    start = time.perf_counter()
    series, total = simulate(paths)
    series.mean(axis=2)
    series.std(axis=2)
    moments = time.perf_counter()
    np.quantile(series, w.PROBABILITIES, axis=2)
    found = np.quantile(total, w.PROBABILITIES)
    end = time.perf_counter()
    w.report(
        f"NumPy {np.__version__}, ordinary",
        paths,
        (start, moments, end),
        total.mean(),
        found,
    )


if __name__ == "__main__":
    main()
