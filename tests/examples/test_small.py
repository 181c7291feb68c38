"""The two small examples print what is expected, and what they print is what
the independent reference computes from the same description as a document
(minimal.json, combine.json): every figure, to the last digit printed.

    test_small.py MINIMAL COMBINE

The figure of minimal, by hand: 170e6 users, half of them a day, one hour each,
366 days, 120 videos an hour, 12 % advertising at 4.50 USD a thousand:
170e6 * 0.5 * 1 * 366 * 120 * 0.12 * 4.50 / 1000 = 2,015,928,000 USD.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "headers"))

from reference_values import Values, reference_values  # noqa: E402
from tap import Tap  # noqa: E402


def run(program: str) -> str:
    done = subprocess.run([program], capture_output=True, text=True, check=False)
    return done.stdout if done.returncode == 0 else f"failed: {done.stderr}"


def check_text(tap: Tap, name: str, printed: str) -> None:
    expected = (HERE / f"{name}.expected").read_text(encoding="utf-8")
    details = f"expected:\n{expected}printed:\n{printed}"
    tap.point(printed == expected, f"{name} prints {name}.expected", details)


def check_minimal(tap: Tap, printed: str) -> None:
    values = reference_values(HERE / "minimal.json")
    usd = values["total/revenue", "US", "FY2020"]
    by_hand = 170e6 * 0.5 * 366 * 120 * 0.12 * 4.50 / 1000
    agree = abs(usd - by_hand) < 1 and printed == f"{usd / 1e9:.3f} billion USD\n"
    tap.point(agree, "minimal agrees with the reference and by hand", printed)


def table(printed: str) -> dict[str, list[float]]:
    rows = [line.split() for line in printed.splitlines()[1:]]
    return {name: [float(cell) for cell in cells] for name, *cells in rows}


def differences(rows: dict[str, list[float]], values: Values) -> list[str]:
    found = []
    for name, cells in rows.items():
        for year, cell in zip((2025, 2026, 2027), cells):
            millions = values[name, "World", f"FY{year}"] / 1e6
            if abs(millions - cell) > 0.005000001:
                found.append(f"{name} {year}: printed {cell}, reference {millions}")
    return found


def check_combine(tap: Tap, printed: str) -> None:
    rows = table(printed)
    found = differences(rows, reference_values(HERE / "combine.json"))
    tap.point(len(rows) == 11 and not found, "combine agrees with the reference", "\n".join(found))
    streams = [cells for name, cells in rows.items() if not name.startswith("total/")]
    sums = [sum(cells) for cells in zip(*streams)]
    gaps = [abs(a - b) for a, b in zip(sums, rows["total/revenue"])]
    tap.point(max(gaps) < 0.05, "the streams of combine add up to the total", str(gaps))
    parts = zip(rows["total/standalone_revenue"], rows["total/synergy"])
    gaps = [abs(sum(pair) - b) for pair, b in zip(parts, rows["total/revenue"])]
    tap.point(max(gaps) < 0.02, "alone and synergy add up to the total", str(gaps))
    tap.point(rows["total/synergy"][1] > 0, "the link of combine makes synergy")


def main() -> None:
    tap = Tap()
    minimal, combine = (run(program) for program in sys.argv[1:3])
    check_text(tap, "minimal", minimal)
    check_minimal(tap, minimal)
    check_text(tap, "combine", combine)
    check_combine(tap, combine)
    tap.finish()


if __name__ == "__main__":
    main()
