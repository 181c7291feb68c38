"""outlook's bands and replay: the numbers that are printed are those that are
exported, the same for any threads, and they hang together.

    test_bands.py OUTLOOK REPLAY MODEL
"""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "headers"))

from page import number, sections, table  # noqa: E402
from tap import Tap  # noqa: E402

OUTLOOK, REPLAY, MODEL = sys.argv[1:4]
PATHS = ("--paths", "4096")
Rows = dict[tuple[str, str, str], dict[str, str]]  # name, region, step


def run(program: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [program, MODEL, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def export(*arguments: object) -> Rows:
    text = run(OUTLOOK, "--bands-csv", *PATHS, *arguments).stdout
    rows = csv.DictReader(io.StringIO(text))
    return {(row["name"], row["region"], row["step"]): row for row in rows}


def check_page(tap: Tap, rows: Rows) -> None:
    done = run(OUTLOOK, *PATHS, "--threads", 1)
    other = run(OUTLOOK, *PATHS, "--threads", 3)
    tap.point(done.returncode == 0 and done.stderr == "", "no bar in a pipe", done.stderr)
    tap.point(done.stdout == other.stdout, "1 and 3 threads print the same")
    page = sections(done.stdout)
    shown = table(page["How sure: total revenue"])
    years = list(shown["P50"])
    tap.point(len(years) == 11, "eleven years", str(years))
    for level in ("P10", "P50", "P90"):
        wrong = []
        for year in years:
            exact = float(rows["total/revenue", "World", year][level.lower()])
            if abs(number(shown[level][year]) - exact) > 0.006 * abs(exact):
                wrong.append(f"{year}: {shown[level][year]} {exact}")
        tap.point(not wrong, f"{level} is what is exported, to three digits", "\n".join(wrong))
    central = [number(shown["central path"][year]) for year in years]
    inside = all(
        number(shown["P10"][year]) < value < number(shown["P90"][year])
        for year, value in zip(years, central)
    )
    tap.point(inside, "the central path lies between P10 and P90", str(central))
    known = [float(shown["not knowing, %"][year]) for year in years]
    history = [share for year, share in zip(years, known) if year < "2025"]
    tap.point(
        all(share == 100 for share in history) and known[-1] < 95,
        "before the as-of date there is no chance, later there is",
        str(known),
    )
    worst = all(
        number(shown["mean of worst 5 %"][year]) < number(shown["P10"][year]) for year in years
    )
    tap.point(worst, "the worst twentieth lies below P10")


def check_export(tap: Tap, rows: Rows) -> None:
    ordered = all(
        float(row["p10"]) <= float(row["p50"]) <= float(row["p90"]) for row in rows.values()
    )
    tap.point(len(rows) > 150 and ordered, "quantiles are in order", str(len(rows)))
    text = run(OUTLOOK, "--bands-json", *PATHS).stdout
    variables = json.loads(text)["variables"]
    same = all(
        float(rows[v["name"], v["region"], v["step"]]["mean"]) == v["mean"] for v in variables
    )
    tap.point(len(variables) == len(rows) and same, "JSON and CSV hold the same")
    again = export("--seed", 2)
    far = [
        key
        for key, row in rows.items()
        if abs(float(row["mean"]) - float(again[key]["mean"]))
        > 8 * (float(row["mean_error"]) + float(again[key]["mean_error"]))
    ]
    tap.point(again != rows and len(far) <= 1, "another seed agrees within its errors", str(far))


def check_options(tap: Tap) -> None:
    none = run(OUTLOOK, "--paths", 0)
    tap.point(
        none.returncode == 0 and "How sure" not in none.stdout,
        "--paths 0 is the central path alone",
        none.stderr,
    )
    for words in (["--paths", "many"], ["--threads", "257"], ["--paths", "0", "--bands-csv"]):
        done = run(OUTLOOK, *words)
        good = done.returncode == 2 and "usage:" in done.stderr
        tap.point(good, f"{' '.join(words)}: exit 2 and the usage", done.stderr)


def check_replay(tap: Tap) -> None:
    done = run(REPLAY, "total/revenue", "World", "2030")
    place = re.search(r"^([\d.]+) % of \d+ paths lie below it$", done.stdout, re.M)
    tap.point(
        done.returncode == 0 and place is not None and 9 <= float(place[1]) <= 11,
        "replay picks a path near P10",
        done.stdout[:300] + done.stderr,
    )
    line = r"^  +([+-][\d.]+)  \S.*\([+-][\d.]+(?:, over its periods)?\)$"
    draws = re.findall(line, done.stdout, re.M)
    sizes = [abs(float(draw)) for draw in draws]
    tap.point(
        len(sizes) == 12 and sizes == sorted(sizes, reverse=True) and sizes[0] > 3,
        "replay lists the draws that moved the path most",
        str(draws),
    )
    tap.point(
        sum(float(draw) for draw in draws) < 0,
        "a path that went badly was moved down",
        str(draws),
    )
    tap.point("(null)" not in done.stdout, "every operation has a name")
    one, other = (run(REPLAY, "total/revenue", "World", "2030", path) for path in (7, 7))
    tap.point(one.stdout == other.stdout, "the same path twice is the same")
    for path in ("abc", "", "-1", "+7", "7x", "8192", "18446744073709551623"):
        done = run(REPLAY, "total/revenue", "World", "2030", path)
        tap.point(
            (done.returncode, done.stdout) == (2, "")
            and done.stderr.startswith(f"replay: no path {path}\nusage: "),
            f"replay of path '{path}': exit 2, what is wrong, and the usage",
            done.stderr,
        )
    done = run(REPLAY, "total/revenue", "World", "2030", "7", "8")
    tap.point(done.returncode == 2 and "usage:" in done.stderr, "replay takes one path")
    last = run(REPLAY, "total/revenue", "World", "2030", "8191")
    tap.point("on path 8191," in last.stdout, "the last path is one", last.stderr)


def main() -> None:
    tap = Tap()
    rows = export()
    check_export(tap, rows)
    check_page(tap, rows)
    check_options(tap)
    check_replay(tap)
    tap.finish()


if __name__ == "__main__":
    main()
