"""outlook on the data of the example: what it prints, exports and explains,
how near it comes to published figures, and what it says to mistakes.

    test_outlook.py OUTLOOK DATA
"""

from __future__ import annotations

import csv
import io
import json
import math
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "headers"))

from page import Figure, figures, number, sections, table  # noqa: E402
from tap import Tap  # noqa: E402

OUTLOOK = sys.argv[1]
DATA = Path(sys.argv[2])
MODEL = DATA / "tiktok.json"
PUBLISHED = DATA / "published.csv"

Values = dict[tuple[str, str, str], float]  # output, region, step


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [OUTLOOK, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def read_csv(text: str) -> Values:
    rows = csv.DictReader(io.StringIO(text))
    return {(r["output"], r["region"], r["step"]): float(r["value"]) for r in rows}


def read_json(text: str) -> Values:
    document = json.loads(text)
    return {
        (output, region, step): value
        for output, entry in document["outputs"].items()
        for region, values in entry["regions"].items()
        for step, value in zip(document["steps"], values)
    }


def streams() -> list[str]:
    document = json.loads(MODEL.read_text(encoding="utf-8"))
    return [stream["name"] for stream in document["streams"]]


def regions() -> list[str]:
    document = json.loads(MODEL.read_text(encoding="utf-8"))
    return [region["name"] for region in document["regions"]]


def near(a: float, b: float, tolerance: float) -> bool:
    return abs(a - b) <= tolerance * max(abs(a), abs(b), 1.0)


# ---- exports ----


def check_exports(tap: Tap) -> Values:
    rows, tree = run(MODEL, "--csv"), run(MODEL, "--json")
    from_csv, from_json = read_csv(rows.stdout), read_json(tree.stdout)
    tap.point(rows.returncode == 0 and len(from_csv) > 1000, "--csv is a table")
    same = from_csv.keys() == from_json.keys() and all(
        from_csv[key] == from_json[key] for key in from_csv
    )
    tap.point(same, "--json holds the same numbers as --csv, bit by bit")
    finite = all(math.isfinite(value) for value in from_csv.values())
    tap.point(finite, "every number is finite")
    return from_csv


def check_synergy(tap: Tap, values: Values) -> None:
    """Feedbacks act in the example: the streams owe something to each other."""
    owed = {step: values["total/synergy", "World", step] for _, _, step in values}
    wrong = [
        step
        for step, synergy in owed.items()
        if not near(
            values["total/standalone_revenue", "World", step] + synergy,
            values["total/revenue", "World", step],
            1e-12,
        )
    ]
    tap.point(not wrong, "alone and synergy make the total", str(wrong))
    share = owed["2025"] / values["total/revenue", "World", "2025"]
    tap.point(0.005 < share < 0.1, "synergy of 2025 is some per cent", str(share))


def check_sums(tap: Tap, values: Values) -> None:
    for step in sorted({step for _, _, step in values}):
        total = values["total/revenue", "World", step]
        by_stream = sum(values[f"{name}/revenue", "World", step] for name in streams())
        by_region = sum(values["total/revenue", name, step] for name in regions())
        eliminated = values["total/eliminations", "World", step]
        good = near(by_stream - eliminated, total, 1e-12) and near(by_region, total, 1e-12)
        details = f"total {total}, streams {by_stream}, regions {by_region}"
        tap.point(good, f"{step}: sum of streams = sum of regions = total", details)


# ---- the page ----


def check_page(tap: Tap, page: str, values: Values) -> None:
    tap.point(page.isascii(), "the page is ASCII")
    long = [line for line in page.splitlines() if len(line) > 100]
    tap.point(not long, "no line is longer than 100 columns", "\n".join(long))
    found = sections(page)
    by_stream = table(found["Revenue by stream, as presented"])
    by_region = table(found["Revenue by region, as presented"])
    checks = [(by_stream, "total", "total/revenue", "World")]
    checks += [(by_stream, name, f"{name}/revenue", "World") for name in streams()]
    checks += [(by_region, name, "total/revenue", name) for name in regions()]
    wrong = [
        f"{row} {step}: {cell}"
        for rows, row, output, region in checks
        for step, cell in rows[row].items()
        if not rounds_to(cell, values[output, region, step])
    ]
    tap.point(len(by_stream["total"]) == 11 and not wrong, "tables = --csv", "\n".join(wrong))


def rounds_to(cell: str, value: float) -> bool:
    """Three significant digits: half a unit of the third."""
    if cell == "~0":
        return abs(value) < 0.005
    return abs(number(cell) - value) <= 0.00501 * abs(value)


def check_steps(tap: Tap) -> None:
    quarters = read_csv(run(MODEL, "--csv", "--quarters").stdout)
    years = read_csv(run(MODEL, "--csv").stdout)
    fiscal = read_csv(run(MODEL, "--csv", "--fiscal").stdout)
    constant = read_csv(run(MODEL, "--csv", "--currency", "constant").stdout)
    key = "total/revenue", "World"
    four = sum(quarters[(*key, f"2024-Q{i}")] for i in range(1, 5))
    tap.point(near(four, years[(*key, "2024")], 1e-12), "four quarters make a year")
    same = fiscal[(*key, "FY2024")] == years[(*key, "2024")]
    tap.point(same, "a fiscal year from January is the calendar year")
    moved = constant[(*key, "2024")] != years[(*key, "2024")]
    home = ("total/revenue", "US", "2024")
    tap.point(moved and constant[home] == years[home], "constant currency moves foreign money alone")
    for option in ("--quarters", "--fiscal"):
        page = run(MODEL, PUBLISHED, option)
        wide = max(map(len, page.stdout.splitlines()))
        tap.point(page.returncode == 0 and wide <= 100, f"{option} prints a page")


# ---- published figures ----


def published() -> list[dict[str, str]]:
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def check_figures(tap: Tap, page: str) -> list[Figure]:
    found = sections(page)
    shown = figures(found["Published figures, and what the model says"])
    wanted = [(row["series"], row["period"]) for row in published()]
    listed = [(figure.series, figure.period) for figure in shown]
    missing = [row for row in wanted if row not in listed]
    tap.point(listed == wanted, "every published figure is on the page", str(missing))
    nothing = sum(figure.model == "none" for figure in shown)
    count = f"Not comparable: {nothing} of {len(wanted)}"
    tap.point(count in page, "what can not be compared is counted", count)
    return shown


def within(tap: Tap, shown: list[Figure], series: str, periods: str, limit: float) -> None:
    """All figures of a series in some years lie within a limit, in percent."""
    chosen = [f for f in shown if f.series == series and f.period[:4] in periods.split()]
    far = [f for f in chosen if not abs(f.difference) <= limit]
    name = f"{series} {periods} within {limit:g} %"
    details = "\n".join(f"{f.period}: {f.value}, model {f.model}" for f in far)
    tap.point(bool(chosen) and not far, name, details or "no such figures")


def check_targets(tap: Tap, shown: list[Figure], values: Values) -> None:
    within(tap, shown, "shop_gmv_sea", "2021 2022 2023 2024", 15)
    within(tap, shown, "shop_gmv_us", "2024", 15)
    within(tap, shown, "uk_group_turnover", "2021 2022 2023", 10)
    within(tap, shown, "australia_advertising", "2021 2022 2023 2024", 10)
    within(tap, shown, "mau_world", "2020 2021", 12)
    within(tap, shown, "mau_us", "2020 2023 2024 2026", 12)
    within(tap, shown, "mau_eu", "2023 2024 2025", 12)
    within(tap, shown, "mau_australia", "2023", 5)
    for row in published():
        if row["series"] == "world_advertising" and row["period"] in ("2022", "2023", "2024"):
            low, high = float(row["low"]), float(row["high"])
            value = values["advertising/revenue", "World", row["period"]]
            name = f"world advertising {row['period']} inside its band and 10 %"
            tap.point(0.9 * low <= value <= 1.1 * high, name, f"{low} {value} {high}")


# ---- explanations ----


def check_explanation(tap: Tap) -> None:
    quarters = read_csv(run(MODEL, "--csv", "--quarters").stdout)
    for output, region, period, step in (
        ("advertising/revenue", "US", "2024-Q3", "2024-Q3"),
        ("total/revenue", "World", "2024", "2024-Q4"),
        ("commerce/take_rate", "SEA", "2024-Q1", "2024-Q1"),
    ):
        done = run(MODEL, "--explain", output, region, period)
        lines = done.stdout.splitlines()
        top = [line for line in lines if " = " in line][:1]
        value = float(top[0].split(" = ")[1].split()[0]) if top else math.nan
        expected = quarters[output, region, step]
        good = done.returncode == 0 and math.isclose(value, expected, rel_tol=1e-6)
        name = f"--explain {output} {region} {period} begins with the table's number"
        tap.point(good and len(lines) > 3, name, done.stdout[:400] + done.stderr)
        long = [line for line in lines if len(line) > 100]
        tap.point(not long, f"{output}: no line is longer than 100 columns", "\n".join(long))


# ---- mistakes ----


def check_arguments(tap: Tap) -> None:
    for arguments in (
        [],
        [MODEL, "--nonsense"],
        [MODEL, PUBLISHED, "third.csv"],
        [MODEL, "--csv", "--json"],
        [MODEL, "--currency", "francs"],
        [MODEL, "--currency"],
        [MODEL, "--explain", "total/revenue", "US"],
        [MODEL, "--depth", "0"],
    ):
        done = run(*arguments)
        shown = " ".join(Path(str(word)).name for word in arguments) or "no argument"
        good = done.returncode == 2 and "usage:" in done.stderr and not done.stdout
        tap.point(good, f"{shown}: exit 2 and the usage", done.stderr)
    help_text = run("--help")
    tap.point(help_text.returncode == 0 and "usage:" in help_text.stdout, "--help: exit 0")


def fails(tap: Tap, name: str, words: list[str], *arguments: object) -> None:
    done = run(*arguments)
    missing = [word for word in words if word not in done.stderr]
    good = done.returncode == 1 and not missing and not done.stdout
    tap.point(good, name, f"exit {done.returncode}, missing {missing}: {done.stderr}")


def check_failures(tap: Tap, work: Path) -> None:
    fails(tap, "no such document", ["nowhere.json"], work / "nowhere.json")
    fails(tap, "no such figures", ["nowhere.csv"], MODEL, work / "nowhere.csv")
    explain = [MODEL, "--explain"]
    fails(tap, "no such region", ["Mars"], *explain, "total/revenue", "Mars", "2024")
    fails(tap, "no such period", ["2040", "2020-Q1"], *explain, "total/revenue", "US", "2040")
    words = ["total/revenu", "total/revenue"]
    fails(tap, "no such output", words, *explain, "total/revenu", "US", "2024")


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def broken(work: Path, old: str, new: str) -> tuple[Path, int]:
    """A copy of the small document with a mistake, and the mistake's line."""
    text = (HERE / "combine.json").read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    path = work / "broken.json"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path, line_of(text, old)


def check_documents(tap: Tap, work: Path) -> None:
    mistakes = [
        ("a share of 1.4", '"ad_load": 0.11', '"ad_load": 1.4', ["ad_load", "[0, 1]", "1.4"]),
        ("an unknown key", '"live_weight"', '"live_wait"', ["live_wait", "live_weight"]),
        ("a text for a number", '"fx": 1.27', '"fx": "much"', ["fx", "much"]),
        ("an unknown period", '"quarter"', '"week"', ["frequency", "week"]),
        ("no date", '"2026-03-02"', '"2026-02-30"', ["date", "2026-02-30"]),
    ]
    for name, old, new, words in mistakes:
        path, line = broken(work, old, new)
        fails(tap, f"{name}: file, line, path, rule, value", ["broken.json", str(line), *words], path)
    path, line = broken(work, '"currency": "USD",\n', '"currency" "USD",\n')
    fails(tap, "not JSON: file and line", ["broken.json", str(line)], path)


def main() -> None:
    tap = Tap()
    values = check_exports(tap)
    check_sums(tap, values)
    check_synergy(tap, values)
    done = run(MODEL, PUBLISHED)
    tap.point(done.returncode == 0, "the page is printed", done.stderr)
    check_page(tap, done.stdout, values)
    check_steps(tap)
    shown = check_figures(tap, done.stdout)
    check_targets(tap, shown, values)
    check_explanation(tap)
    check_arguments(tap)
    with tempfile.TemporaryDirectory() as work:
        check_failures(tap, Path(work))
        check_documents(tap, Path(work))
    tap.finish()


if __name__ == "__main__":
    main()
