"""Writes workload W as a model document.

usage: w.py > W.json

A factor is a preference, its shocks are correlated; a revenue is a driver of a
custom stream which loads on four factors, its path the exponential of the
factors' means.
"""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import workload as w

Json = dict[str, Any]


def preference(k: int) -> Json:
    """Over a period d it keeps e^(-reversion d), and its shock has the variance
    volatility^2 (1 - e^(-2 reversion d)) / (2 reversion)."""
    d = 1.0 / w.PERIODS_PER_YEAR
    reversion = -math.log(w.KEPT[k]) / d + 0.0
    time = d
    if reversion > 0.0:
        time = (1.0 - w.KEPT[k] ** 2) / (2.0 * reversion)
    return {
        "name": f"factor {k}",
        "volatility": w.SHOCK[k] / math.sqrt(time),
        "reversion": reversion,
    }


def market(s: int, m: int, means: np.ndarray) -> Json:
    row = w.LOADING[s, m]
    return {
        "series": [math.exp(w.LEVEL[s, m] + row @ mean) for mean in means],
        "range": "none",
        "loadings": [
            {"factor": f"factor {k}", "loading": row[k]} for k in np.flatnonzero(row)
        ],
    }


def stream(s: int, means: np.ndarray) -> Json:
    keys = [f"market_{m}" for m in range(w.MARKETS)]
    return {
        "name": f"stream_{s}",
        "model": "custom",
        "declare": [
            {"key": key, "unit": "money", "support": "positive"} for key in keys
        ],
        "drivers": {key: market(s, m, means) for m, key in enumerate(keys)},
        "equations": {
            "revenue": {"formula": " + ".join(keys), "unit": "money", "kind": "flow"}
        },
    }


def synergy() -> Json:
    a, b = "stream_0.revenue", "stream_1.revenue"
    return {
        "name": "synergy",
        "model": "custom",
        "equations": {
            "revenue": {
                "formula": f"{w.SYNERGY} * {a} * {b} / ({a} + {b})",
                "unit": "money",
                "kind": "flow",
            }
        },
    }


def document() -> Json:
    means = w.factor_means()
    preferences = [preference(k) for k in range(w.FACTORS)]
    return {
        "tiktokrev": 1,
        "name": "Workload W",
        "calendar": {"start": "2025-01", "frequency": "quarter", "periods": w.PERIODS},
        "currency": "USD",
        "regions": [{"name": "all markets", "currency": "USD"}],
        "environment": {
            "preference": preferences,
            "correlations": [
                {
                    "kind": "innovation",
                    "drivers": [
                        f"environment/preferences/{p['name']}" for p in preferences
                    ],
                    "matrix": w.CORRELATION.tolist(),
                }
            ],
        },
        "streams": [*(stream(s, means) for s in range(w.STREAMS)), synergy()],
    }


if __name__ == "__main__":
    print(json.dumps(document(), indent=1))
