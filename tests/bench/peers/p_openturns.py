"""Workload P in OpenTURNS: a sample of the 240 shocks, mapped by NumPy (the
faster way) or by a symbolic function, then its own statistics.

usage: p_openturns.py PATHS [numpy|symbolic]
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import openturns as ot

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import workload as w  # noqa: E402

PRODUCTS = len(w.VOLATILITY)


def shocks(paths: int) -> Any:
    law = [
        ot.Normal(w.GROWTH, v) for _ in range(w.PERIODS) for v in w.VOLATILITY.tolist()
    ]
    joint = getattr(ot, "JointDistribution", None) or ot.ComposedDistribution
    return joint(law).getSample(paths)


def by_numpy(sample: Any) -> Any:
    steps = np.array(sample).reshape(-1, w.PERIODS, PRODUCTS)
    return ot.Sample(w.START * np.exp(np.cumsum(steps, axis=1)).sum(axis=2))


def by_symbols(sample: Any) -> Any:
    names = [f"z{t}_{s}" for t in range(w.PERIODS) for s in range(PRODUCTS)]
    totals = []
    for t in range(w.PERIODS):
        products = [
            "exp(" + "+".join(f"z{u}_{s}" for u in range(t + 1)) + ")"
            for s in range(PRODUCTS)
        ]
        totals.append(f"{w.START}*(" + "+".join(products) + ")")
    return ot.SymbolicFunction(names, totals)(sample)


def main() -> None:
    paths = int(sys.argv[1])
    way = sys.argv[2] if len(sys.argv) > 2 else "numpy"
    ot.TBB.Disable()
    start = time.perf_counter()
    sample = shocks(paths)
    total = by_numpy(sample) if way == "numpy" else by_symbols(sample)
    mean = total.computeMean()
    total.computeStandardDeviation()
    found = [total.computeQuantilePerComponent(p)[-1] for p in w.PROBABILITIES]
    end = time.perf_counter()
    w.report(f"OpenTURNS {ot.__version__}, {way}", paths, (start, end), mean[-1], found)


if __name__ == "__main__":
    main()
