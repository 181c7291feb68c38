"""A simulation as its NumPy export: chunk after chunk, results kept for the
quantiles.

usage: export_numpy.py MODULE.py PATHS [CHUNK]

Prints one JSON object; mean and quantiles are those of the last variable.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from workload import PROBABILITIES  # noqa: E402


def load(file: Path) -> Any:
    module = ModuleType("exported")
    exec(compile(file.read_text(encoding="utf-8"), file, "exec"), module.__dict__)
    return module


def simulate(module: Any, paths: int, chunk: int) -> np.ndarray:
    rng = np.random.Generator(np.random.SFC64(1))
    values = np.empty((len(module.VARIABLES), paths))
    for first in range(0, paths, chunk):
        here = slice(first, min(first + chunk, paths))
        found = module.simulate(module.draw(rng, here.stop - here.start))
        for row, variable in zip(values, module.VARIABLES):
            row[here] = found[variable]
    return values


def main() -> None:
    module = load(Path(sys.argv[1]))
    paths = int(sys.argv[2])
    chunk = int(sys.argv[3]) if len(sys.argv) > 3 else 512
    simulate(module, min(paths, chunk), chunk)  # touches everything once
    start = time.perf_counter()
    values = simulate(module, paths, chunk)
    values.mean(axis=1)
    values.std(axis=1)
    moments = time.perf_counter()
    found = [np.quantile(row, PROBABILITIES, overwrite_input=True) for row in values]
    end = time.perf_counter()
    print(
        json.dumps(
            {
                "peer": f"NumPy {np.__version__}, the export, chunks of {chunk}",
                "paths": paths,
                "periods": module.PERIODS,
                "simulation": moments - start,
                "seconds": end - start,
                "mean": float(values[-1].mean()),
                "quantiles": found[-1].tolist(),
            }
        )
    )


if __name__ == "__main__":
    main()
