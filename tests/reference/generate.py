"""Writes NAME.expected.csv beside every case in tests/data/cases.

usage: generate.py [--check] [NAME ...]

A computed x agrees with a row if |x - value| <= tolerance * max(1, |value|).
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
from pathlib import Path

from reference.results import Results, Row
from tiktokrev_reference import load

CASES = Path(__file__).resolve().parent.parent / "data" / "cases"
RELATIVE = 1e-9


def expected_csv(results: Results) -> str:
    rows = list(results.rows())
    sizes = sizes_of(rows)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["component", "region", "output", "period", "value", "tolerance"])
    for row in rows:
        component, region, output, period, value = row
        size = sizes[component, region] if is_difference(component, output) else 1.0
        allowed = RELATIVE * max(1.0, size) / max(1.0, abs(value))
        allowed = max(RELATIVE, allowed)
        writer.writerow(
            [component, region, output, period, repr(value), f"{allowed:.2g}"]
        )
    return text.getvalue()


def disagreements(results: Results, path: Path) -> list[str]:
    """Rows of the file that the reference does not reproduce."""
    with path.open(encoding="utf-8", newline="") as file:
        expected = list(csv.reader(file))[1:]
    computed = {row[:4]: row[4] for row in results.rows()}
    wrong = [] if len(expected) == len(computed) else ["number of rows"]
    for *key, text, tolerance in expected:
        value = float(text)
        found = computed.get((key[0], key[1], key[2], key[3]), float("nan"))
        if not abs(found - value) <= float(tolerance) * max(1.0, abs(value)):
            wrong.append("/".join(key))
    return wrong


def is_difference(component: str, output: str) -> bool:
    """Small differences of large numbers carry their rounding."""
    return component == "ledger" or output == "synergy"


def sizes_of(rows: list[Row]) -> dict[tuple[str, str], float]:
    """The largest figure of each component and region."""
    sizes: dict[tuple[str, str], float] = {}
    for component, region, _, _, value in rows:
        key = component, region
        sizes[key] = max(abs(value), sizes.get(key, 0.0))
    return sizes


def main() -> int:
    parser = argparse.ArgumentParser(description="Expected values of the cases.")
    parser.add_argument("names", nargs="*")
    parser.add_argument("--check", action="store_true", help="compare, do not write")
    options = parser.parse_args()
    stale = 0
    for case in sorted(CASES.glob("*.json")):
        if options.names and case.stem not in options.names:
            continue
        path = case.with_suffix(".expected.csv")
        if not options.check:
            path.write_text(expected_csv(load(case)), encoding="utf-8")
            continue
        wrong = disagreements(load(case), path)
        if wrong:
            print(f"{case.stem}: {len(wrong)} rows differ, first {wrong[0]}")
            stale += 1
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
