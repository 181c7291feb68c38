"""How long until W's total of all periods is known to 0.1 %: its mean, median
and 95 % quantile, by root mean square errors over seeds.

The peer is tuned NumPy with independent paths, whose error falls with the
square root of their number.
"""

from __future__ import annotations

import json
import math
import statistics
from typing import TYPE_CHECKING, Any

from peers import SOURCES, run

if TYPE_CHECKING:
    from measure import Bench

GOAL = 1e-3
FIGURE = "total/revenue:horizon"
#: What is found: its place among mean and quantiles 1, 5, 10, 25, 50, ... %.
ANSWERS = {"mean": None, "P50": 4, "P95": 7}


def answer(result: Any, name: str) -> float:
    place = ANSWERS[name]
    return float(result["mean"] if place is None else result["quantiles"][place])


def relative_error(results: list[Any], truth: dict[str, float], name: str) -> float:
    """Root mean square over the results."""
    squares = [(answer(r, name) / truth[name] - 1.0) ** 2 for r in results]
    return math.sqrt(statistics.fmean(squares))


def seconds(results: list[Any]) -> float:
    """Median over processes of the first run, which finds its direction too."""
    return statistics.median(float(r["run"][0] + r["read"][0]) for r in results)


def later_seconds(results: list[Any]) -> float:
    """Of the second run: another seed of the same simulation."""
    return statistics.median(float(r["run"][1] + r["read"][1]) for r in results)


def find_truth(bench: Bench, document: str) -> dict[str, float]:
    """Of many scrambled points: far nearer than what is measured."""
    paths = bench.paths(1 << 20)
    runs = [
        bench.simulate(
            document, figures=FIGURE, paths=paths, seed=seed, direction="gradient"
        )
        for seed in range(1001, 1002 if bench.quick else 1005)
    ]
    return {name: statistics.fmean(answer(r, name) for r in runs) for name in ANSWERS}


def library_table(
    bench: Bench, document: str, truth: dict[str, float]
) -> list[dict[str, float]]:
    """Errors and seconds by number of paths."""
    table = []
    seeds = 4 if bench.quick else 48
    for power in range(8, 11 if bench.quick else 17):
        results = [
            bench.simulate(
                document,
                figures=FIGURE,
                paths=1 << power,
                # few paths are too few for eight repetitions
                replicates=2 if power < 10 else 8,
                seed=seed,
                direction="gradient",
                repeats=2,
            )
            for seed in range(1, seeds + 1)
        ]
        row: dict[str, float] = {"paths": 1 << power, "seconds": seconds(results)}
        row["later"] = later_seconds(results)
        row |= {name: relative_error(results, truth, name) for name in ANSWERS}
        table.append(row)
        print(f"  library {row}", flush=True)
    return table


def numpy_row(bench: Bench, truth: dict[str, float]) -> dict[str, float] | None:
    python = bench.shop.python("numpy")
    if python is None:
        return None
    script, paths = str(SOURCES / "w_numpy.py"), bench.paths(16384)
    results = [
        json.loads(run([python, script, str(paths), "sfc64", "4096", str(seed)]))
        for seed in range(1, 5 if bench.quick else 49)
    ]
    # Only the total's quantiles are wanted: the others' time does not count.
    time = statistics.median(r["simulation"] for r in results)
    row = {"paths": float(paths), "seconds": time}
    row |= {name: relative_error(results, truth, name) for name in ANSWERS}
    print(f"  NumPy {row}", flush=True)
    return row


def time_to_goal(table: list[dict[str, float]], name: str, of: str) -> tuple[float, bool]:
    """Seconds, by straight lines between logarithms; is it only a bound, because
    the fewest paths already do?"""
    before = table[0]
    if before[name] <= GOAL:
        return before[of], True
    for row in table[1:]:
        if row[name] <= GOAL:
            part = math.log(before[name] / GOAL) / math.log(before[name] / row[name])
            ratio = row[of] / before[of]
            return before[of] * ratio**part, False
        before = row
    # not reached: with the square root of the number
    return before[of] * (before[name] / GOAL) ** 2, False


def measure_accuracy(bench: Bench) -> dict[str, Any]:
    document = bench.document("w.py")
    truth = find_truth(bench, document)
    table = library_table(bench, document, truth)
    numpy = numpy_row(bench, truth)
    found: dict[str, Any] = {"truth": truth, "library": table, "numpy": numpy}
    for name in ANSWERS:
        own, bound = time_to_goal(table, name, "seconds")
        later, _ = time_to_goal(table, name, "later")
        found[name] = {"seconds": own, "later": later, "bound": bound}
        if numpy is not None:
            theirs = numpy["seconds"] * (numpy[name] / GOAL) ** 2
            found[name] |= {"numpy_seconds": theirs, "ratio": theirs / own}
            found[name]["later_ratio"] = theirs / later
            sign = "at least " if bound else ""
            print(f"{name} to 0.1 %: {sign}{theirs / own:.0f} times", flush=True)
    return found
