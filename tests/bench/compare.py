"""Times the library beside the reference on the same document, one run.

usage: compare.py BENCH_RUN MODEL.json [REPETITIONS]

The peer is tests/reference: plain Python that computes the same central path
from the same equations, timed in this process, its imports and the reading of
the file left out. Prints both, their ratio, and whether the targets hold:
compile under 10 ms, run under 0.5 ms. A missed target is no failure: the
machine may be busy. Exit 1 only if one of them does not run.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "reference"))

from reference.results import Results  # noqa: E402

TARGETS = {"compile": 10.0, "run": 0.5}  # milliseconds
LINE = re.compile(r"(\w+)\s+median\s+(\S+) ms\s+min\s+(\S+) ms")


def time_library(command: list[str]) -> dict[str, tuple[float, float]]:
    """Median and minimum of each stage, in milliseconds."""
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    print(done.stdout, end="")
    return {
        name: (float(median), float(least))
        for name, median, least in LINE.findall(done.stdout)
    }


def time_reference(text: str, repetitions: int) -> tuple[float, float]:
    times = []
    for _ in range(repetitions):
        start = time.perf_counter()
        Results(json.loads(text))
        times.append(1e3 * (time.perf_counter() - start))
    times.sort()
    return times[len(times) // 2], times[0]


def main() -> int:
    program, model = sys.argv[1:3]
    library = time_library([program, model, *sys.argv[3:4]])
    median, least = time_reference(Path(model).read_text(encoding="utf-8"), 5)
    whole = sum(library[stage][0] for stage in ("load", "compile", "run"))
    print(f"{'python':8} median {median:9.2f} ms   min {least:9.2f} ms   n 5")
    print(f"one forecast from text: the reference takes {median / whole:,.0f} times")
    print(f"one more run: the reference takes {median / library['run'][0]:,.0f} times")
    for stage, target in TARGETS.items():
        verdict = "holds" if library[stage][0] < target else "MISSED"
        print(f"target {stage} under {target} ms: {verdict}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
