"""Reads what outlook prints, as a person would."""

from __future__ import annotations

import re
from dataclasses import dataclass

SCALE = {"K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12}
FIGURE = re.compile(r"  \S")


def number(cell: str) -> float:
    """12.3B; `-` and `~0` are 0; a dot or `none` is not a number."""
    if cell in ("-", "~0"):
        return 0.0
    if cell in (".", "none"):
        return float("nan")
    scale = SCALE.get(cell[-1], 1.0)
    return float(cell.rstrip("KMBT")) * scale


def sections(page: str) -> dict[str, list[str]]:
    """Lines under each heading: a line after an empty one, underlined."""
    lines = page.splitlines()
    found: dict[str, list[str]] = {}
    heading = ""
    for before, line, after in zip(["", *lines], lines, [*lines[1:], ""]):
        if line and not before and after in ("-" * len(line), "=" * len(line)):
            heading = line
            found[heading] = []
        elif heading and not re.fullmatch(r"-+|=+", line):
            found[heading].append(line)
    return found


def table(lines: list[str]) -> dict[str, dict[str, str]]:
    """Row name to step to cell. Names may hold spaces, cells never do."""
    rows: dict[str, dict[str, str]] = {}
    steps: list[str] = []
    for line in lines:
        cells = line.replace(" | ", " ").split()
        years = [cell for cell in cells if re.fullmatch(r"(FY)?\d{4}(-\w+)?\*?", cell)]
        if len(years) >= 1 and len(years) >= len(cells) - 2:
            steps = years
        elif steps and len(cells) > len(steps):
            name = " ".join(cells[: -len(steps)])
            rows.setdefault(name, {}).update(zip(steps, cells[-len(steps) :]))
    return rows


@dataclass
class Figure:
    """A line of the comparison with published figures."""

    series: str
    period: str
    value: str
    model: str
    difference: float  # percent
    place: str
    kind: str


def figures(lines: list[str]) -> list[Figure]:
    found = []
    series = ""
    for line in lines:
        heading = re.fullmatch(r"(\S+), \S+", line)
        if heading:
            series = heading.group(1)
        cells = line.split()
        if not FIGURE.match(line) or cells[-2:-1] not in (["reported"], ["derived"], ["estimate"], ["forecast"]):
            continue
        if len(cells) == 9:
            period, value, _, _, model, difference, place, kind, _ = cells
        else:
            period, value, model, difference, kind, _ = cells
            place = ""
        found.append(Figure(series, period, value, model, number(difference), place, kind))
    return found
