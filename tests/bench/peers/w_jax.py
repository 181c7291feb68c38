"""Workload W in JAX on the processor, one thread, double precision; compiled,
chunk by chunk.

usage: w_jax.py PATHS [CHUNK]
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any

os.environ["XLA_FLAGS"] = (
    "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
)
os.environ["JAX_PLATFORMS"] = "cpu"

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import workload as w  # noqa: E402

jax.config.update("jax_enable_x64", True)

LOADING = w.LOADING.reshape(-1, w.FACTORS)


def simulate(key: Any, paths: int) -> tuple[Any, Any]:
    """Series (periods x series x paths) and the total of a chunk."""

    def step(factor: Any, key: Any) -> tuple[Any, Any]:
        normal = jax.random.normal(key, (w.FACTORS, paths))
        factor = w.KEPT[:, None] * factor + w.SPREAD @ normal + w.DRIFT[:, None]
        revenue = jnp.exp(LOADING @ factor + w.LEVEL.reshape(-1, 1))
        streams = revenue.reshape(w.STREAMS, w.MARKETS, paths).sum(axis=1)
        a, b = streams[0], streams[1]
        total = streams.sum(axis=0) + w.SYNERGY * a * b / (a + b)
        return factor, jnp.concatenate([streams, total[None]])

    factor = jnp.zeros((w.FACTORS, paths))
    _, series = jax.lax.scan(step, factor, jax.random.split(key, w.PERIODS))
    return series, series[:, -1].sum(axis=0)


def main() -> None:
    paths = int(sys.argv[1])
    size = min(int(sys.argv[2]) if len(sys.argv) > 2 else 4096, paths)
    chunk = jax.jit(lambda key: simulate(key, size))
    keys = jax.random.split(jax.random.key(1), paths // size)
    chunk(keys[0])[1].block_until_ready()  # compiles
    paths = len(keys) * size
    start = time.perf_counter()
    all_series = np.empty((w.PERIODS, w.STREAMS + 1, paths))
    total = np.empty(paths)
    for i, key in enumerate(keys):
        here = slice(i * size, (i + 1) * size)
        series, total[here] = chunk(key)
        all_series[:, :, here] = series
    all_series.mean(axis=2)
    all_series.std(axis=2)
    moments = time.perf_counter()
    for row in all_series.reshape(-1, paths):
        np.quantile(row, w.PROBABILITIES, overwrite_input=True)
    found = np.quantile(total, w.PROBABILITIES)
    end = time.perf_counter()
    w.report(
        f"JAX {jax.__version__}, processor",
        paths,
        (start, moments, end),
        total.mean(),
        found,
    )


if __name__ == "__main__":
    main()
