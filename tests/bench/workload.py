"""The two workloads that the library and its peers are timed on.

W: 12 factors, first-order autoregressions or random walks with correlated
shocks, over 40 quarters; 36 revenues in 6 streams of 6 markets, each the
exponential of four factors; a synergy of the first two streams; the total.
P: 6 lognormal random walks over 40 quarters, and their sum.

Both are stated here once: the model documents (w.py, p.py) and the peers in
Python read it, the peers in other languages repeat it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np

PERIODS = 40
PERIODS_PER_YEAR = 4
PROBABILITIES = (0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99)

# ---- W ----

FACTORS = 12
STREAMS = 6
MARKETS = 6
SYNERGY = 0.1

#: Standard deviation of each factor's shock in a period.
SHOCK = np.array(
    [0.03, 0.02, 0.06, 0.03, 0.05, 0.04, 0.05, 0.05, 0.06, 0.06, 0.07, 0.08]
)
#: What a factor keeps from one period to the next: all of it in a random walk.
KEPT = np.array([1.0 if k == 0 or k >= 6 else 0.9 for k in range(FACTORS)])
DRIFT = np.array([0.015 if k == 0 else 0.002 for k in range(FACTORS)])
CORRELATION = 0.3 ** np.abs(np.subtract.outer(np.arange(FACTORS), np.arange(FACTORS)))


def loading_table() -> np.ndarray:
    """Streams x markets x factors: four of each row are not 0."""
    table = np.zeros((STREAMS, MARKETS, FACTORS))
    for s in range(STREAMS):
        for m in range(MARKETS):
            table[s, m, 0] = 1.0
            table[s, m, 1 + s % 5] = 0.8 + 0.05 * s - 0.02 * m
            table[s, m, 1 + (s + 2) % 5] = 0.3 + 0.03 * m
            table[s, m, 6 + m] = 0.9 - 0.05 * s
    return table


LOADING = loading_table()
#: Logarithm of a revenue where all factors are 0: streams x markets.
LEVEL = np.array(
    [[3.0 - 0.4 * m - 0.5 * s for m in range(MARKETS)] for s in range(STREAMS)]
)
#: Takes independent normals to the shocks.
SPREAD = SHOCK[:, None] * np.linalg.cholesky(CORRELATION)


def factor_means() -> np.ndarray:
    """Means of the factors: periods x factors."""
    means = np.empty((PERIODS, FACTORS))
    mean = np.zeros(FACTORS)
    for t in range(PERIODS):
        mean = KEPT * mean + DRIFT
        means[t] = mean
    return means


# ---- P ----

VOLATILITY = np.array([0.03, 0.05, 0.06, 0.08, 0.1, 0.12])  # per period
GROWTH = 0.01  # of the logarithm, per period
START = 100.0


# ---- what a peer prints ----


def report(
    peer: str,
    paths: int,
    times: Sequence[float],
    mean: float,
    quantiles: Sequence[float],
) -> None:
    """Times: when it began, when its paths and their moments were there if that
    is told apart, and when it ended."""
    simulation = {"simulation": times[1] - times[0]} if len(times) > 2 else {}
    print(
        json.dumps(
            {
                "peer": peer,
                "paths": paths,
                "periods": PERIODS,
                **simulation,
                "seconds": times[-1] - times[0],
                "mean": float(mean),
                "quantiles": [float(quantile) for quantile in quantiles],
            }
        )
    )
