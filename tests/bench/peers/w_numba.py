"""Workload W in Numba: path after path, compiled; NumPy's generator (PCG64) and
its normals inside.

usage: w_numba.py PATHS
"""

from __future__ import annotations

import math
import sys
import time
from pathlib import Path

import numba
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import workload as w  # noqa: E402

FIRST = np.array([[1 + s % 5, 1 + (s + 2) % 5] for s in range(w.STREAMS)])
LOADINGS = np.array(
    [
        [
            [w.LOADING[s, m, k] for k in (0, 1 + s % 5, 1 + (s + 2) % 5, 6 + m)]
            for m in range(w.MARKETS)
        ]
        for s in range(w.STREAMS)
    ]
)


@numba.njit(error_model="numpy")
def simulate(
    rng: np.random.Generator,
    paths: int,
    spread: np.ndarray,
    kept: np.ndarray,
    drift: np.ndarray,
    level: np.ndarray,
    loadings: np.ndarray,
    first: np.ndarray,
    series: np.ndarray,
    total: np.ndarray,
    sums: np.ndarray,
) -> None:
    periods, count = series.shape[0], kept.size
    streams, markets = level.shape
    factor = np.empty(count)
    normal = np.empty(count)
    now = np.empty(streams + 1)
    for path in range(paths):
        factor[:] = 0.0
        total[path] = 0.0
        for t in range(periods):
            for k in range(count):
                normal[k] = rng.standard_normal()
            for i in range(count):
                shock = drift[i]
                for j in range(i + 1):
                    shock += spread[i, j] * normal[j]
                factor[i] = kept[i] * factor[i] + shock
            whole = 0.0
            for s in range(streams):
                revenue = 0.0
                for m in range(markets):
                    row = loadings[s, m]
                    revenue += math.exp(
                        level[s, m]
                        + row[0] * factor[0]
                        + row[1] * factor[first[s, 0]]
                        + row[2] * factor[first[s, 1]]
                        + row[3] * factor[6 + m]
                    )
                now[s] = revenue
                whole += revenue
            now[streams] = whole + 0.1 * now[0] * now[1] / (now[0] + now[1])
            total[path] += now[streams]
            for s in range(streams + 1):
                series[t, s, path] = now[s]
                sums[0, t, s] += now[s]
                sums[1, t, s] += now[s] * now[s]


def run(paths: int) -> tuple[np.ndarray, np.ndarray]:
    series = np.empty((w.PERIODS, w.STREAMS + 1, paths))
    total = np.empty(paths)
    sums = np.zeros((2, w.PERIODS, w.STREAMS + 1))
    rng = np.random.default_rng(1)
    simulate(
        rng,
        paths,
        w.SPREAD,
        w.KEPT,
        w.DRIFT,
        w.LEVEL,
        LOADINGS,
        FIRST,
        series,
        total,
        sums,
    )
    return series, total


def main() -> None:
    paths = int(sys.argv[1])
    run(16)  # compiles
    start = time.perf_counter()
    series, total = run(paths)
    moments = time.perf_counter()
    for row in series.reshape(-1, paths):
        np.quantile(row, w.PROBABILITIES, overwrite_input=True)
    found = np.quantile(total, w.PROBABILITIES)
    end = time.perf_counter()
    w.report(
        f"Numba {numba.__version__}", paths, (start, moments, end), total.mean(), found
    )


if __name__ == "__main__":
    main()
