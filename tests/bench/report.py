"""Writes what measure.py found into doc/performance.md, between its markers.

usage: report.py RESULTS.json PAGE
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

#: Least ratios that are asked for, and the peers' names in the tables.
GOALS = {
    "NumPy, tuned, SFC64": 6,
    "NumPy, tuned, PCG64": 8,
    "NumPy, ordinary": 20,
    "C, scalar, GSL": 20,
    "NumPy, the export": 8,
    "QuantLib": 12,
    "R": 20,
    "OpenTURNS": 50,
    "Squiggle": 100,
}
GOALS_OF_TIME = {"mean": 250, "P50": 50, "P95": 40}
GOALS_OF_SLOPES = {"W": 1.6, "TikTok": 2.5}
MARKED = re.compile(r"(<!-- figures (\w+) -->\n).*?(<!-- end -->)", re.S)

Found = dict[str, Any]


def table(header: list[str], rows: list[list[str]]) -> str:
    lines = [header, ["---", *["---:"] * (len(header) - 1)], *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def number(value: float) -> str:
    """Three digits, thousands apart."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def race(found: Found) -> str:
    rows = []
    for name, row in found.items():
        title = row["title"] if row["title"] != name else name
        rows.append(
            [
                title,
                f"{row['paths']:,}",
                f"{number(row['ns'])} ({number(row['least'])} to {number(row['most'])})",
                number(row["ratio"]),
                str(GOALS.get(name, "")),
            ]
        )
    header = ["", "paths", "ns per path and period", "times ours", "asked for"]
    return table(header, rows)


def race_w(found: Found) -> str:
    return race(found["race_w"])


def race_p(found: Found) -> str:
    return race(found["race_p"])


def race_tiktok(found: Found) -> str:
    start = found["start"]
    return race(found["race_tiktok"]) + (
        f"\nOne path draws {start['dimensions']:,} numbers. A first result, the "
        f"total of each year at 1,024\npaths, is there {start['one_ms']:.1f} ms after "
        f"the file was opened, on {start['threads']} threads after "
        f"{start['one_threads_ms']:.1f} ms\n(asked for: below 20); all "
        f"{start['variables']} variables after {start['ms']:.1f} ms, on "
        f"{start['threads']} threads after {start['threads_ms']:.1f} ms.\n"
        f"{start['prepare_ms']:.1f} ms of that read, compile and prepare.\n"
    )


def floor(found: Found) -> str:
    part = found["floor"]
    ours = found["race_w"]["library"]["ns"]
    names = {
        "uniforms": "uniform (Threefry, 13 rounds)",
        "normals": "normal (Threefry, Box and Muller)",
        "points": "Sobol' point, scrambled",
        "quantiles": "normal quantile",
        "exp_two": "2^x",
        "moments": "sums for the moments",
        "counts": "counts for the quantiles",
    }
    rows = [[title, f"{part[name]:.2f}"] for name, title in names.items()]
    text = table([f"kernel, {part['level']}", "ns per number"], rows)
    return text + (
        f"\nW's 12 normals and 36 exponentials take {part['ns']:.1f} ns per path and "
        f"period: a run,\nwith moments and all quantiles, is at "
        f"{ours / part['ns']:.2f} times that floor. Of the rest, sums and\ncounts of "
        f"281 variables in 40 periods take "
        f"{281 / 40 * (part['moments'] + part['counts']):.1f} ns at their least.\n"
    )


def levels(found: Found) -> str:
    rows = [[name, number(cost)] for name, cost in found["levels"]["table"].items()]
    text = table(["instruction set", "ns per path and period of W"], rows)
    return f"{text}\nDifferent digests of the results: {found['levels']['digests']}.\n"


def threads(found: Found) -> str:
    rows = []
    for name, costs in found["threads"]["table"].items():
        one = costs["1"]
        rows += [
            [name, count, number(cost), f"{one / cost:.2f}"]
            for count, cost in costs.items()
        ]
    text = table(["", "threads", "ns per path and period", "speed"], rows)
    digests = max(found["threads"]["digests"].values())
    return f"{text}\nDifferent digests of the results: {digests}.\n"


def growth(found: Found) -> str:
    rows = []
    for name, costs in found["growth"].items():
        numbers = ", ".join(f"{n:,}" for n, _ in costs)
        rows.append([name, numbers, ", ".join(number(c) for _, c in costs)])
    return table(["", "number", "ns per path and period"], rows)


def slopes(found: Found) -> str:
    rows = [
        [
            name,
            f"{row['drivers']:,}",
            f"{row['ratio']:.2f} ({row['least']:.2f} to {row['most']:.2f})",
            str(GOALS_OF_SLOPES[name]),
        ]
        for name, row in found["slopes"].items()
    ]
    return table(["", "shifts", "times the value", "at most asked for"], rows)


def memory(found: Found) -> str:
    rows = [
        [f"{paths:,}", f"{peak:,}", f"{stated / 1024:,.0f}"]
        for paths, peak, stated in found["memory"]
    ]
    return table(["paths of W", "peak of the process, KiB", "stated, KiB"], rows)


def python(found: Found) -> str:
    part = found["python"]
    rows = [
        [
            f"TikTok, {part['paths']:,} paths, driven from Python / from C",
            f"{part['seconds']['Python']:.3f} s / {part['seconds']['C']:.3f} s",
            f"{100 * (part['ratio'] - 1):+.1f} %",
            "at most 2 %",
        ],
        [
            f"reading {part['numbers']:,} quantiles",
            f"{part['values_ms']:.2f} ms",
            "",
            "below 1 ms",
        ],
        ["the same with their errors", f"{part['errors_ms']:.2f} ms", "", ""],
    ]
    text = table(["", "time", "overhead", "asked for"], rows)
    return f"{text}\nDifferent digests of the results: {part['digests']}.\n"


def accuracy(found: Found) -> str:
    part = found["accuracy"]
    rows = []
    for name, goal in GOALS_OF_TIME.items():
        one = part[name]
        sign = "at least " if one["bound"] else ""
        rows.append(
            [
                name,
                f"{'at most ' if one['bound'] else ''}{1e3 * one['seconds']:.2f}",
                f"{1e3 * one['numpy_seconds']:,.0f}" if "ratio" in one else "",
                f"{sign}{one['ratio']:,.0f}" if "ratio" in one else "",
                f"{sign}{one['later_ratio']:,.0f}" if "ratio" in one else "",
                str(goal),
            ]
        )
    header = ["to 0.1 %", "ours, ms", "NumPy, ms", "times", "later runs", "asked for"]
    text = table(header, rows)
    rows = [
        [
            f"{row['paths']:,.0f}",
            f"{1e3 * row['seconds']:.2f}",
            *(f"{row[name]:.1e}" for name in GOALS_OF_TIME),
        ]
        for row in part["library"]
    ]
    return f"{text}\n" + table(["paths", "ms", "mean", "P50", "P95"], rows)


def machine(found: Found) -> str:
    note = f" Note: {found['busy']}." if found.get("busy") else ""
    return f"Measured on: {found['machine']}.{note}\n"


WRITERS: dict[str, Callable[[Found], str]] = {
    "race_w": race_w,
    "race_p": race_p,
    "race_tiktok": race_tiktok,
    "floor": floor,
    "levels": levels,
    "threads": threads,
    "growth": growth,
    "slopes": slopes,
    "memory": memory,
    "python": python,
    "accuracy": accuracy,
    "machine": machine,
}


def main() -> int:
    results, page = map(Path, sys.argv[1:3])
    found = json.loads(results.read_text(encoding="utf-8"))

    def write(match: re.Match[str]) -> str:
        name = match.group(2)
        if name not in found:
            print(f"{name}: not measured, left as it is")
            return match.group(0)
        return f"{match.group(1)}\n{WRITERS[name](found)}\n{match.group(3)}"

    text = page.read_text(encoding="utf-8")
    page.write_text(MARKED.sub(write, text), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
