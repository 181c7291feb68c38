"""Writes workload P as a model document.

usage: p.py [PERIODS [REGIONS]] > P.json     default 40 1

Each region has six walks of its own; so that cost against periods and regions
can be measured.
"""

from __future__ import annotations

import json
import math
import sys
from typing import Any

import workload as w


def product(volatility: float, periods: int) -> dict[str, Any]:
    path = [w.START * math.exp(w.GROWTH * (t + 1)) for t in range(periods)]
    return {
        "series": path,
        "range": "none",
        "noise": {
            "volatility": volatility * math.sqrt(w.PERIODS_PER_YEAR),
            "reversion": 0,
        },
    }


def document(periods: int, regions: int) -> dict[str, Any]:
    keys = [f"product_{i}" for i in range(len(w.VOLATILITY))]
    return {
        "tiktokrev": 1,
        "name": "Workload P",
        "calendar": {"start": "2025-01", "frequency": "quarter", "periods": periods},
        "currency": "USD",
        "regions": [{"name": f"region {i}", "currency": "USD"} for i in range(regions)],
        # Or a walk would be the sum of two: the world's and the region's.
        "environment": {"region_correlation": {"innovation": 0}},
        "streams": [
            {
                "name": "products",
                "model": "custom",
                "declare": [
                    {"key": key, "unit": "money", "support": "positive"} for key in keys
                ],
                "drivers": {
                    key: product(v, periods)
                    for key, v in zip(keys, w.VOLATILITY.tolist())
                },
                "equations": {
                    "revenue": {
                        "formula": " + ".join(keys),
                        "unit": "money",
                        "kind": "flow",
                    }
                },
            }
        ],
    }


if __name__ == "__main__":
    periods = int(sys.argv[1]) if len(sys.argv) > 1 else w.PERIODS
    regions = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    print(json.dumps(document(periods, regions), indent=1))
