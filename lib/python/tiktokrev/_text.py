"""The outlook as text, for a terminal."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence

from ._format import amount, percent
from .outlook import LEVELS, Band, Outlook

Row = tuple[str, Sequence[str]]


def page_width() -> int:
    """Columns of the terminal, within reason."""
    return max(60, min(shutil.get_terminal_size((100, 24)).columns, 120))


def table(title: str, heads: Sequence[str], rows: Iterable[Row], known: int = 0) -> str:
    """Rows over the years, in as many blocks as the page needs."""
    body = [(name, list(cells)) for name, cells in rows]
    names = max([len(title), *(len(name) for name, _ in body)])
    width = max([6, *(len(cell) for _, cells in body for cell in cells), *map(len, heads)])
    fit = max(1, (page_width() - names - 2) // (width + 1))
    blocks = []
    for start in range(0, len(heads), fit):
        end = min(start + fit, len(heads))
        lines = [_line(title, heads, start, end, names, width, known)]
        lines += [_line(name, cells, start, end, names, width, known) for name, cells in body]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def _line(
    name: str, cells: Sequence[str], start: int, end: int, names: int, width: int, known: int
) -> str:
    parts = [f"{name:<{names}}"]
    for index in range(start, end):
        gap = " | " if 0 < index == known else " "
        parts.append(f"{gap}{cells[index]:>{width}}")
    return "".join(parts).rstrip()


def amounts(band: Band, level: float) -> list[str]:
    """A quantile over the years."""
    return [amount(v, e) for v, e in zip(band.level(level), band.error(level))]


def means(band: Band) -> list[str]:
    """The mean over the years."""
    return [amount(v, e) for v, e in zip(band.means, band.mean_errors)]


def heading(text: str) -> str:
    """A title with a line below."""
    return f"{text}\n{'-' * len(text)}"


def outlook_text(outlook: Outlook) -> str:
    """The whole page."""
    years, known = outlook.years, outlook.known
    usd = outlook.currency
    parts = [heading(outlook.title), outlook.headline() + ".", ""]
    parts[1] += _where_doubt_comes_from(outlook)
    rows = [(f"P{round(100 * level)}", amounts(outlook.total, level)) for level in LEVELS]
    rows.insert(4, ("mean", means(outlook.total)))
    rows.append(("central path", [amount(v) for v in outlook.central("total/revenue")]))
    parts += [heading("Revenue"), table(usd, years, rows, known), ""]
    streams = [(name, means(band)) for name, band in outlook.streams.items()]
    streams.append(("total", means(outlook.total)))
    streams.append(("contribution", means(outlook.contribution)))
    parts += [heading("By stream, means"), table(usd, years, streams, known), ""]
    regions = [(name, means(band)) for name, band in outlook.regions.items()]
    parts += [heading("By region, means"), table(usd, years, regions, known), ""]
    parts += _growth(outlook)
    parts += _history(outlook)
    parts.append(_how(outlook))
    return "\n".join(parts)


def _where_doubt_comes_from(outlook: Outlook) -> str:
    share = float(outlook.epistemic.values[-1])
    if not outlook.total.deviations[-1] > 0:
        return " Nothing in the model is uncertain."
    return (
        f"\n{percent(share)} of the variance of {outlook.years[-1]} comes from not knowing"
        " (levels, curves); the rest is chance."
    )


def _growth(outlook: Outlook) -> list[str]:
    if outlook.growth is None:
        return []
    band = outlook.growth
    known = max(0, outlook.known - 1)
    rows = [
        (f"P{round(100 * level)}", [percent(v, sign=True) for v in band.level(level)])
        for level in (0.1, 0.5, 0.9)
    ]
    parts = [heading("Growth of revenue"), table("a year", band.steps, rows, known), ""]
    if outlook.cagr is not None:
        low, middle, high = (percent(outlook.cagr.level(p)[0]) for p in (0.1, 0.5, 0.9))
        text = f"{outlook.years[0]} to {outlook.years[-1]}: {middle} a year ({low} to {high})"
        parts[-1:] = [text, ""]
    return parts


def _history(outlook: Outlook) -> list[str]:
    if outlook.history is None:
        return []
    lines = []
    for figure, value in zip(outlook.history, outlook.history.compare(outlook.forecast)):
        difference = percent(value / figure.value - 1, sign=True) if figure.value else "."
        lines.append(
            f"{figure.series[:32]:<32} {figure.period:>10} {amount(figure.value):>8}"
            f" {amount(value):>8} {difference:>9}  {figure.kind:<9} {figure.confidence}"
        )
    head = f"{'series':<32} {'period':>10} {'figure':>8} {'model':>8} {'differs':>9}"
    return [heading("Published figures"), f"{head}  kind      trust", *lines, ""]


def _how(outlook: Outlook) -> str:
    facts = outlook.reproduction()
    grades = outlook.grades()
    evidence = ", ".join(f"{n} of grade {g}" for g, n in grades.items() if g and n)
    return (
        f"{facts['paths']} paths, seed {facts['seed']}, run {facts['digest of the run']}; "
        f"document {facts['SHA-256 of the document'][:16]}; "
        f"libtiktokrev {facts['libtiktokrev']}, model revision {facts['revision of the model']}.\n"
        f"{len(outlook.program.drivers)} drivers: {evidence or 'none has evidence'}."
    )
