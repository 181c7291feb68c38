"""Independent reference for libtiktokrev: the central path of a document.

usage: tiktokrev_reference.py MODEL.json [--csv]

Prints component,region,output,period,value: regions in local currency, World
in reporting currency, years as FY2024 (fiscal) or CY2024 (calendar).
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from pathlib import Path

from reference.results import Results


def load(path: Path) -> Results:
    return Results(json.loads(path.read_text(encoding="utf-8")))


def print_csv(results: Results) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["component", "region", "output", "period", "value"])
    for component, region, output, period, value in results.rows():
        writer.writerow([component, region, output, period, repr(value)])


def print_table(results: Results) -> None:
    for component, region, output, period, value in results.rows():
        address = f"{component}/{region}/{output}"
        print(f"{address:60} {period:>8} {value:20.8g}")


def main() -> None:
    parser = argparse.ArgumentParser(description="Central path of a model document.")
    parser.add_argument("model", type=Path)
    parser.add_argument("--csv", action="store_true", help="comma-separated, exact")
    options = parser.parse_args()
    results = load(options.model)
    if options.csv:
        print_csv(results)
    else:
        print_table(results)


if __name__ == "__main__":
    main()
