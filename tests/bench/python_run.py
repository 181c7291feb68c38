"""Times what bench_simulation times, driven from Python.

usage: python_run.py LIBRARY MODEL.json run FIGURES PATHS
       python_run.py LIBRARY MODEL.json table PATHS

`run` prints what bench_simulation does: seconds of the run, on one thread, of
reading its results, and of a processor for both. `table` prints milliseconds,
the least of many readings, of five quantiles of 7 streams x 7 regions x 44
quarters, without and with their errors.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ["TIKTOKREV_LIBRARY"] = sys.argv[1]
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "lib" / "python"))

import tiktokrev as ttr  # noqa: E402

LEVELS = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99]
TABLE = [0.05, 0.25, 0.5, 0.75, 0.95]
READINGS = 101


def time_run(model: str, figures: str, paths: int) -> dict[str, Any]:
    start = time.perf_counter()
    program = ttr.open(model).compile()
    simulation = program.simulation()
    for figure in figures.split(","):
        output, step = figure.split(":")
        simulation.watch(output, step=step)  # type: ignore[arg-type]
    prepared, worked = time.perf_counter(), time.process_time()
    result = simulation.run(paths, threads=1)
    done = time.perf_counter()
    means, deviations = result.means(), result.deviations()
    quantiles = result.quantiles(LEVELS)
    end, processor = time.perf_counter(), time.process_time() - worked
    return {
        "paths": result.paths,
        "periods": program.calendar.periods,
        "prepare": prepared - start,
        "run": [done - prepared],
        "read": [end - done],
        "processor": [processor],
        "digest": result.digest,
        "mean": means.values[-1],
        "deviation": deviations.values[-1],
        "quantiles": list(quantiles.values[-1]),
    }


def milliseconds(call: Callable[[], object]) -> float:
    times = []
    for _ in range(READINGS):
        start = time.perf_counter()
        call()
        times.append(1e3 * (time.perf_counter() - start))
    return min(times)


def time_table(model: str, paths: int) -> dict[str, Any]:
    program = ttr.open(model).compile()
    simulation = program.simulation()
    for stream in ["total", *program.streams]:
        for region in program.regions[:7]:
            simulation.watch(f"{stream}/revenue", region, step="period")
    result = simulation.run(paths, threads=1)
    return {
        "numbers": len(result) * len(TABLE),
        "values_ms": milliseconds(lambda: result.quantiles(TABLE, errors=False)),
        "errors_ms": milliseconds(lambda: result.quantiles(TABLE)),
    }


def main() -> int:
    model, what, *words = sys.argv[2:]
    found = (
        time_run(model, words[0], int(words[1]))
        if what == "run"
        else time_table(model, int(words[0]))
    )
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
