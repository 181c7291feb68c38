"""Workload W in NumPy, tuned: chunks that stay in the cache, results written in
place, both linear maps by BLAS.

usage: w_numpy.py PATHS [sfc64|pcg64] [CHUNK] [SEED]

Prints one JSON object, like every peer: seconds of the simulation with moments,
seconds with all quantiles, and what was found for the total of all periods.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np  # noqa: E402

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import workload as w  # noqa: E402

SERIES = w.STREAMS + 1
GENERATORS = {"sfc64": np.random.SFC64, "pcg64": np.random.PCG64}


class Chunk:
    """Arrays of `paths` paths, used again for each chunk."""

    def __init__(self, paths: int) -> None:
        self.normal = np.empty((w.FACTORS, paths))
        self.shock = np.empty((w.FACTORS, paths))
        self.factor = np.empty((w.FACTORS, paths))
        self.revenue = np.empty((w.STREAMS * w.MARKETS, paths))
        self.series = np.empty((SERIES, paths))
        self.product = np.empty(paths)
        self.sum = np.empty(paths)


def step(chunk: Chunk, rng: np.random.Generator) -> None:
    """One period: the series of all paths."""
    c, paths = chunk, chunk.sum.size
    rng.standard_normal(out=c.normal)
    np.matmul(w.SPREAD, c.normal, out=c.shock)
    c.factor *= w.KEPT[:, None]
    c.factor += c.shock
    c.factor += w.DRIFT[:, None]
    np.matmul(w.LOADING.reshape(-1, w.FACTORS), c.factor, out=c.revenue)
    c.revenue += w.LEVEL.reshape(-1, 1)
    np.exp(c.revenue, out=c.revenue)
    streams, total = c.series[: w.STREAMS], c.series[w.STREAMS]
    np.sum(c.revenue.reshape(w.STREAMS, w.MARKETS, paths), axis=1, out=streams)
    np.multiply(streams[0], streams[1], out=c.product)
    np.add(streams[0], streams[1], out=c.sum)
    c.product /= c.sum
    c.product *= w.SYNERGY
    np.sum(streams, axis=0, out=total)
    total += c.product


class Results:
    def __init__(self, paths: int) -> None:
        self.series = np.empty((w.PERIODS, SERIES, paths))
        self.total = np.zeros(paths)
        self.sums = np.zeros((w.PERIODS, SERIES))
        self.squares = np.zeros((w.PERIODS, SERIES))


def simulate(rng: np.random.Generator, paths: int, size: int) -> Results:
    results = Results(paths)
    for first in range(0, paths, size):
        here = slice(first, min(first + size, paths))
        chunk = Chunk(here.stop - here.start)
        chunk.factor[:] = 0.0
        for t in range(w.PERIODS):
            step(chunk, rng)
            results.total[here] += chunk.series[w.STREAMS]
            results.sums[t] += chunk.series.sum(axis=1)
            results.squares[t] += np.einsum("ij,ij->i", chunk.series, chunk.series)
            results.series[t, :, here] = chunk.series
    return results


def quantiles(results: Results) -> np.ndarray:
    """All of them; the total's are returned."""
    for t in range(w.PERIODS):
        for s in range(SERIES):
            np.quantile(results.series[t, s], w.PROBABILITIES, overwrite_input=True)
    return np.quantile(results.total, w.PROBABILITIES)


def main() -> None:
    paths = int(sys.argv[1])
    name = sys.argv[2] if len(sys.argv) > 2 else "sfc64"
    size = int(sys.argv[3]) if len(sys.argv) > 3 else 4096
    seed = int(sys.argv[4]) if len(sys.argv) > 4 else 1
    rng = np.random.Generator(GENERATORS[name](seed))
    start = time.perf_counter()
    results = simulate(rng, paths, size)
    moments = time.perf_counter()
    found = quantiles(results)
    end = time.perf_counter()
    w.report(
        f"NumPy {np.__version__} {name}, tuned",
        paths,
        (start, moments, end),
        results.total.mean(),
        found,
    )


if __name__ == "__main__":
    main()
