"""The example's document agrees with the independent reference, which computes
it here and now: every output, in every region and the world, in every period
and year, in reporting and in constant currency.

    test_agreement.py OUTLOOK DOCUMENT

A number x agrees with the reference's v if |x - v| <= 1e-9 max(1, |v|). Sums
that may cancel (the ledger, synergy) are off by the rounding of what they are
made of: there v is the largest number of their component and region.
"""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "headers"))
sys.path.insert(0, str(HERE.parent / "reference"))

from generate import RELATIVE, is_difference, sizes_of  # noqa: E402
from reference.results import CONSTANT, REPORTING, WORLD, Results, Row  # noqa: E402
from tap import Tap  # noqa: E402

OUTLOOK = sys.argv[1]
DOCUMENT = Path(sys.argv[2])

Values = dict[tuple[str, str, str], float]  # output, region, step
Steps = dict[str, tuple[int, ...]]  # periods by name


def printed(document: Path, *options: str) -> Values:
    command = [OUTLOOK, str(document), "--csv", *options]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    rows = csv.DictReader(io.StringIO(done.stdout))
    return {(r["output"], r["region"], r["step"]): float(r["value"]) for r in rows}


def quarters(results: Results) -> Steps:
    return {
        f"{p.first.year}-Q{(p.first.month + 2) // 3}": (p.index,)
        for p in results.timeline.periods
    }


def years(results: Results) -> Steps:
    by_year = results.timeline.years(1, "")
    return {year.name: year.periods for year in by_year if year.complete}


def computed(results: Results, steps: Steps, currency: str) -> list[Row]:
    """The reference's rows, all money converted."""
    places = [(region, [region]) for region in results.regions]
    places.append((WORLD, results.regions))
    return [
        (name, place, output, step, results.value(name, output, members, periods, currency))
        for name in ["audience", *results.streams, "total", "ledger"]
        for output, declared in results.outputs(name).items()
        if not declared.hidden
        for place, members in places
        for step, periods in steps.items()
    ]


def differences(rows: list[Row], found: Values) -> dict[str, list[str]]:
    """What does not agree, by component."""
    sizes = sizes_of(rows)
    wrong: dict[str, list[str]] = {}
    for component, place, output, step, value in rows:
        x = found.get((f"{component}/{output}", place, step), float("nan"))
        large = sizes[component, place] if is_difference(component, output) else 0.0
        wrong.setdefault(component, [])
        if not abs(x - value) <= RELATIVE * max(1.0, large, abs(value)):
            wrong[component].append(f"{output} of {place} in {step}: {x}, not {value}")
    return wrong


def check_view(tap: Tap, name: str, rows: list[Row], found: Values) -> None:
    keys = {(f"{row[0]}/{row[2]}", row[1], row[3]) for row in rows}
    only = [" ".join(key) for key in sorted(keys ^ found.keys())]
    tap.point(not only, f"{name}: the same {len(keys)} numbers", "\n".join(only[:10]))
    for component, wrong in differences(rows, found).items():
        tap.point(not wrong, f"{name}: {component} agrees", "\n".join(wrong[:10]))


def disturbed(document: dict[str, Any], folder: Path) -> Path:
    """The document with a millionth of the users gone for a day."""
    event = {"name": "disturbance", "scope": "audience", "date": "2026-05-05"}
    event |= {"severity": 1e-6, "end": {"days": 1}}
    environment = document["environment"]
    events = [*environment.get("events", []), event]
    path = folder / "disturbed.json"
    changed = {**document, "environment": {**environment, "events": events}}
    path.write_text(json.dumps(changed), encoding="utf-8")
    return path


def check_disturbance(tap: Tap, document: dict[str, Any], rows: list[Row]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        found = printed(disturbed(document, Path(folder)), "--quarters")
    wrong = differences(rows, found)["audience"]
    noticed = any("2026-Q2" in line for line in wrong)
    tap.point(noticed, "a millionth of a day's users would be noticed", "\n".join(wrong[:10]))


def main() -> None:
    tap = Tap()
    document = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    results = Results(document)
    by_quarter = computed(results, quarters(results), REPORTING)
    check_view(tap, "quarters", by_quarter, printed(DOCUMENT, "--quarters"))
    by_year = computed(results, years(results), REPORTING)
    check_view(tap, "years", by_year, printed(DOCUMENT))
    constant = computed(results, years(results), CONSTANT)
    options = ("--currency", "constant")
    check_view(tap, "constant currency", constant, printed(DOCUMENT, *options))
    check_disturbance(tap, document, by_quarter)
    tap.finish()


if __name__ == "__main__":
    main()
