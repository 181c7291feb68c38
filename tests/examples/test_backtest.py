"""The back-test of Kuaishou's document: what is said of it holds.

    test_backtest.py BACKTEST EXAMPLES_DATA
"""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "headers"))

from tap import Tap  # noqa: E402

BACKTEST = sys.argv[1]
DATA = Path(sys.argv[2])
README = DATA / "README.md"

#: Score of the model over that of the best of five, 1 to 4 quarters ahead: what
#: it is, and a twentieth; where it is nearly 1, no more than 1.
RATIOS = {
    "total_revenue": (0.81, 0.97, 0.88, 1.0),
    "online_marketing": (0.69, 0.64, 0.48, 0.55),
    "live_streaming": (0.77, 0.70, 0.72, 0.74),
    "other_services": (0.91, 0.93, 1.0, 1.0),
}

#: Percent inside the interval of 80 %, all horizons together. That of other
#: services is too wide, and said to be.
HELD = {
    "total_revenue": (70, 93),
    "online_marketing": (70, 93),
    "live_streaming": (70, 93),
    "other_services": (80, 100),
}

LINE = re.compile(
    r"^ +(?P<ahead>\d|all) +(?P<model>[\d.]+) bn +(?P<best>[\d.]+) bn  (?P<method>\S.*?)"
    r" +(?P<ratio>[\d.]+) +(?P<held>\d+) % +[\d.]+ +\d+ %$"
)


class Line(NamedTuple):
    """A series some quarters ahead, with forecast drivers."""

    model: float
    best: float
    ratio: float
    held: int


def read(page: str) -> dict[tuple[str, str], Line]:
    found = {}
    series = ""
    for line in page.splitlines():
        match = LINE.match(line)
        if line in RATIOS:
            series = line
        elif match:
            numbers = (float(match[key]) for key in ("model", "best", "ratio"))
            found[series, match["ahead"]] = Line(*numbers, int(match["held"]))
    return found


def check_ratios(tap: Tap, lines: dict[tuple[str, str], Line], series: str) -> None:
    shown = [lines[series, str(ahead)] for ahead in range(1, 5)]
    limits = RATIOS[series]
    good = all(line.ratio < limit for line, limit in zip(shown, limits, strict=True))
    tap.point(
        good,
        f"{series}: better than five simple methods",
        " ".join(f"{line.ratio} (below {limit})" for line, limit in zip(shown, limits, strict=True)),
    )
    wrong = [line for line in shown if abs(line.model / line.best - line.ratio) > 0.01]
    tap.point(not wrong, f"{series}: the ratio is of the two scores", str(wrong))


def check_held(tap: Tap, lines: dict[tuple[str, str], Line], series: str) -> None:
    held = lines[series, "all"].held
    least, most = HELD[series]
    tap.point(
        least <= held <= most,
        f"{series}: {least} to {most} % inside the interval of 80 %",
        f"{held} %",
    )


def check_page(tap: Tap, lines: dict[tuple[str, str], Line]) -> None:
    """The README's table is what the program prints."""
    text = README.read_text(encoding="utf-8")
    for series in RATIOS:
        shown = [lines[series, str(ahead)].ratio for ahead in range(1, 5)]
        row = re.search(rf"^\| `{series}` \|(.*)\|$", text, re.MULTILINE)
        written = re.findall(r"[\d.]+", row[1]) if row else []
        near = len(written) == 5 and all(
            abs(float(a) - b) < 0.011 for a, b in zip(written, shown, strict=False)
        )
        near = near and abs(float(written[4]) - lines[series, "all"].held) <= 4
        tap.point(near, f"{series}: README.md has the scores", f"{written}, printed {shown}")


def run(model: Path, first: str, last: str) -> str:
    command = [BACKTEST, str(model), str(DATA / "kuaishou.csv"), first, last]
    command += [",".join(RATIOS), "dau,mau,hours,gmv"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def check_converged(tap: Tap, page: str, wanted: str, name: str) -> None:
    count = re.match(r"Forecasts: (\d+), of which (\d+) by a calibration that converged", page)
    good = count is not None and count[1] == count[2] == wanted
    tap.point(good, name, page.splitlines()[0])


def check_wider(tap: Tap) -> None:
    """With wider doubts, rounds of noise and fit went to and fro at 2022Q4."""
    model = json.loads((DATA / "kuaishou.json").read_text(encoding="utf-8"))
    streams = {stream["name"]: stream["drivers"] for stream in model["streams"]}
    users = model["audience"]["drivers"]["mau_gross"]["gompertz"]
    users["rate"] = {"value": 0.45, "range": {"low": 0.25, "high": 0.8}}
    streams["advertising"]["supply_elasticity"]["range"] = {"low": 0.6, "high": 0.95}
    streams["commerce"]["short_video_take_rate"]["noise"] = {"volatility": 0.05, "reversion": 2}
    rest = streams["other"]["revenue_per_mau_pm"]["exponential"]
    rest["growth"]["range"] = {"low": 0.1, "high": 0.55}
    del model["environment"]["correlations"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "wider.json"
        path.write_text(json.dumps(model), encoding="utf-8")
        page = run(path, "20221001", "20221231")
    check_converged(tap, page, "32", "wider doubts: noise settles")


def main() -> None:
    tap = Tap()
    page = run(DATA / "kuaishou.json", "20220101", "20240331")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    tap.point(used.ru_utime + used.ru_stime < 60, "under a minute of work", str(used))
    check_converged(tap, page, "240", "every calibration converged")
    check_wider(tap)
    lines = read(page)
    if tap.point(len(lines) == 20, "four series, four horizons and all", str(sorted(lines))):
        for series in RATIOS:
            check_ratios(tap, lines, series)
            check_held(tap, lines, series)
        check_page(tap, lines)
    tap.finish()


if __name__ == "__main__":
    main()
