"""The main job's bands come from a fit to published figures: narrower than the
document's own, around the same numbers, and said so.

    test_fit.py OUTLOOK EXAMPLES_DATA
"""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "headers"))

from page import sections  # noqa: E402
from tap import Tap  # noqa: E402

HEADER = "series,period,value,unit,low,high,kind,confidence,source"

OUTLOOK = sys.argv[1]
DATA = Path(sys.argv[2])
MODEL, PUBLISHED = str(DATA / "tiktok.json"), str(DATA / "published.csv")
Bands = dict[str, tuple[float, float, float]]  # by year


def run(*arguments: str) -> str:
    command = [OUTLOOK, *arguments, "--paths", "4096"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def bands(*arguments: str) -> Bands:
    """Of total revenue in the world."""
    found: Bands = {}
    for row in csv.DictReader(io.StringIO(run(*arguments, "--bands-csv"))):
        key = row["name"], row["region"], row["unit"]
        if key[:2] == ("total/revenue", "World") and row["step"] not in found:
            found[row["step"]] = float(row["p10"]), float(row["p50"]), float(row["p90"])
    return found


def width(band: tuple[float, float, float]) -> float:
    return band[2] / band[0]


def check_bands(tap: Tap) -> None:
    prior, fitted = bands(MODEL), bands(MODEL, PUBLISHED)
    tap.point(prior == bands(MODEL, PUBLISHED, "--prior"), "--prior is the document's own doubt")
    for year, most in (("2021", 1.3), ("2023", 1.3), ("2025", 1.5)):
        detail = f"{width(fitted[year]):.3f}, before {width(prior[year]):.3f}"
        tap.point(width(fitted[year]) < most, f"P90 / P10 of {year} below {most}", detail)
    narrower = [year for year in prior if width(fitted[year]) < width(prior[year])]
    tap.point(len(narrower) == 11, "figures widen no year", " ".join(narrower))
    outside = [year for year in prior if not prior[year][0] < fitted[year][1] < prior[year][2]]
    tap.point(not outside, "medians stay where the document thought them likely", str(outside))
    # published: 9.4 to 16 billion in 2022, 23 to 39 in 2024
    tap.point(9.4e9 < fitted["2022"][1] < 16e9, "2022 is what is published", str(fitted["2022"]))
    tap.point(23e9 < fitted["2024"][1] < 39e9, "2024 is what is published", str(fitted["2024"]))


def check_page(tap: Tap) -> None:
    page = run(MODEL, PUBLISHED, "--threads", "1")
    tap.point(page == run(MODEL, PUBLISHED, "--threads", "3"), "1 and 3 threads print the same")
    told = " ".join(" ".join(sections(page)["What published figures tell"]).split())
    count = re.search(r"what (\d+) of the (\d+) published figures tell", told)
    tap.point(count is not None and int(count[1]) > 70, "tells how many figures it took", told)
    worst = re.search(r"Farthest off, by ([\d.]+) standard deviations", told)
    tap.point(
        worst is not None and 1 < float(worst[1]) < 4,
        "it converged, and tells what is farthest off",
        told,
    )
    alone = run(MODEL)
    tap.point("What published figures tell" not in alone, "no fit without figures")


def check_unfit(tap: Tap, work: Path) -> None:
    """Figures that nothing can be fitted to are told, and no failure."""
    for row, reason in (
        ("", "history must have a figure that can be used"),
        ("\nlikes,2023,1,,,,reported,3,x", "report likes is not known"),
        ("\ntotal_revenue,2050,1e9,USD,,,reported,3,x", "figure that can be used"),
        ("\ntotal_revenue,2023,1e300,USD,,,reported,3,x", "did not converge"),
    ):
        history = work / "history.csv"
        history.write_text(f"{HEADER}{row}\n", encoding="utf-8")
        told = " ".join(sections(run(MODEL, str(history)))["What published figures tell"])
        good = told.startswith("Nothing") and reason in " ".join(told.split())
        tap.point(good, f"no fit: {reason}", told)


def check_far_off(tap: Tap, work: Path) -> None:
    """Figures far off are fitted, if anything can be; what is impossible is not."""
    history = work / "history.csv"
    for value, error, reason in (
        ("9e9", "1e-3", "what 2 of the 2 published figures tell"),
        ("9e12", "1e-9", "did not converge"),
    ):
        row = "\nuk_group_turnover,{},{},USD,,,reported,3,x,{}"
        rows = row.format(2022, "2.6e9", error) + row.format(2023, value, error)
        history.write_text(f"{HEADER},error{rows}\n", encoding="utf-8")
        told = " ".join(sections(run(MODEL, str(history)))["What published figures tell"])
        tap.point(reason in " ".join(told.split()), f"from 2.6e9 to {value}: {reason}", told)


def main() -> None:
    tap = Tap()
    check_bands(tap)
    check_page(tap)
    with tempfile.TemporaryDirectory() as work:
        check_unfit(tap, Path(work))
        check_far_off(tap, Path(work))
    tap.finish()


if __name__ == "__main__":
    main()
