"""Kuaishou's document: its central path is near the quarters that its drivers
are set on, nowhere far from later ones, and all of them are likely to it.

    test_kuaishou.py OUTLOOK EXAMPLES_DATA
"""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "headers"))

from page import Figure, figures, sections  # noqa: E402
from tap import Tap  # noqa: E402

OUTLOOK = sys.argv[1]
DATA = Path(sys.argv[2])
MODEL, PUBLISHED = DATA / "kuaishou.json", DATA / "kuaishou.csv"

#: Largest difference from the figures of 2021, and of later years, in percent:
#: nothing later has set a driver.
LIMITS = {
    "total_revenue": (5, 30),
    "online_marketing": (10, 40),
    "live_streaming": (10, 20),
    "other_services": (25, 50),
    "gmv": (12, 75),
    "dau": (8, 8),
    "mau": (8, 8),
    "hours": (12, 12),
}


def run(*arguments: str) -> str:
    command = [OUTLOOK, str(MODEL), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def check_near(tap: Tap, shown: list[Figure], series: str, years: list[str], limit: float) -> None:
    chosen = [f for f in shown if f.series == series and f.period[:4] in years]
    far = [f for f in chosen if not abs(f.difference) <= limit]
    details = "\n".join(f"{f.period}: {f.value}, model {f.model}" for f in far)
    name = f"{series} {years[0]} to {years[-1]} within {limit:g} %"
    tap.point(bool(chosen) and not far, name, details or "no such figures")


def check_sum(tap: Tap) -> None:
    """Streams add up to what is reported as the total."""
    rows = csv.DictReader(PUBLISHED.read_text(encoding="utf-8").splitlines())
    value = {(row["series"], row["period"]): float(row["value"]) for row in rows}
    parts = ("online_marketing", "live_streaming", "other_services")
    quarters = [period for series, period in value if series == "total_revenue"]
    gap = {
        period: sum(value[part, period] for part in parts) / value["total_revenue", period] - 1
        for period in quarters
    }
    off = [period for period in quarters if abs(gap[period]) > 0.003]
    tap.point(len(quarters) == 18 and not off, "streams add up to the total", " ".join(off))


def check_gross(tap: Tap) -> None:
    """Gifts are revenue of the creator stream, and nothing of them is lost."""
    rows = csv.DictReader(io.StringIO(run("--csv")))
    value = {(row["output"], row["region"], row["step"]): float(row["value"]) for row in rows}
    gifts, revenue, net = (
        value[f"creator/{key}", "China", "2021"] for key in ("gifts", "revenue", "revenue_net")
    )
    tap.point(gifts == revenue, "live streaming is gross of the streamers' part")
    tap.point(abs(net / revenue - 0.45) < 1e-9, "the streamers' part is a cost", f"{net} {revenue}")


def main() -> None:
    tap = Tap()
    page = run(str(PUBLISHED))
    shown = figures(sections(page)["Published figures, and what the model says"])
    with PUBLISHED.open(encoding="utf-8") as file:
        wanted = sum(1 for _ in file) - 1
    tap.point(len(shown) == wanted, "every published figure is on the page", str(len(shown)))
    for series, (near, far) in LIMITS.items():
        check_near(tap, shown, series, ["2021"], near)
        check_near(tap, shown, series, ["2022", "2023", "2024"], far)
    check_sum(tap)
    check_gross(tap)
    tap.finish()


if __name__ == "__main__":
    main()
