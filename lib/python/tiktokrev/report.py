"""The report: one HTML file that fetches nothing."""

from __future__ import annotations

import itertools
import shlex
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from typing import Any

import numpy as np

from ._format import amount, full, percent
from ._svg import HEIGHT, WIDTH, Chart, stack_bounds
from .outlook import LEVELS, Band, Outlook, label, ordered

HERE = Path(__file__).parent
GRADES = {
    "A": "filed or published by the company",
    "B": "a named third party",
    "C": "judgement",
    "": "none given",
}


class Table:
    """A table that sorts and copies."""

    numbers = itertools.count(1)

    def __init__(self, caption: str, heads: Sequence[str], *, words: bool = False) -> None:
        self.name = f"table{next(self.numbers)}"
        self.caption = caption
        self.heads = heads
        self.words = words
        self.rows: list[str] = []

    def row(self, cells: Iterable[str]) -> None:
        """Adds cells that are ready."""
        self.rows.append(f"<tr>{''.join(cells)}</tr>")

    def html(self, *, filtered: bool = False, border: int = -1) -> str:
        """The table with its tools."""
        heads = "".join(
            f'<th scope="col"{_border(i, border)}>'
            f'<button type="button">{escape(head)}</button></th>'
            for i, head in enumerate(self.heads)
        )
        tools = f'<button type="button" class="copy" data-table="{self.name}">Copy</button>'
        if filtered:
            tools += (
                f'<label>Only rows with <input class="filter" data-table="{self.name}" '
                'type="search"></label>'
            )
        kind = ' class="words"' if self.words else ""
        return (
            f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(self.caption)}">'
            f'<table id="{self.name}"{kind}><caption>{escape(self.caption)}</caption>'
            f"<thead><tr>{heads}</tr></thead><tbody>{''.join(self.rows)}</tbody></table></div>"
            f'<div class="tools">{tools}</div>'
        )


def _border(index: int, border: int) -> str:
    return ' class="history"' if index == border else ""


def head_cell(text: str) -> str:
    """First cell of a row."""
    return f'<th scope="row">{escape(text)}</th>'


def number_cell(value: float, text: str, kind: str = "") -> str:
    """A number as people read it, which sorts and copies with all digits."""
    return f'<td data-value="{value!r}"{kind}>{escape(text)}</td>'


def word_cell(text: str, kind: str = "") -> str:
    """Some words."""
    return f"<td{f' class={chr(34)}{kind}{chr(34)}' if kind else ''}>{escape(text)}</td>"


def swatch(kind: str) -> str:
    """A sample of a shape."""
    if kind == "line":
        return '<line class="axis" x1="0" x2="10" y1="5" y2="5" stroke-width="2"/>'
    return f'<rect class="{kind}" width="10" height="10"/>'


def legend(items: Iterable[tuple[str, str]]) -> str:
    """Names of classes of shapes."""
    parts = (
        f'<li><svg viewBox="0 0 10 10" aria-hidden="true">{swatch(kind)}</svg>{escape(text)}</li>'
        for kind, text in items
    )
    return f'<ul class="legend">{"".join(parts)}</ul>'


def broad(name: str, chart: str) -> str:
    """A chart that a phone shows part by part, for it holds many words."""
    place = f'class="scroll broad" tabindex="0" role="group" aria-label="{escape(name)}"'
    return f"<div {place}>{chart}</div>"


def figure(caption: str, chart: str, below: str = "") -> str:
    """A chart with its finding."""
    return f"<figure><figcaption>{escape(caption)}</figcaption>{chart}{below}</figure>"


# charts


def fan_chart(outlook: Outlook, band: Band, *, small: bool = False) -> str:
    """Fan from P5 to P95, with the median."""
    low, high = float(band.level(0.05).min()), float(band.level(0.95).max())
    every = max(1, len(band.steps) - 1) if small else -(-len(band.steps) // 12)
    width, height = (460, 300) if small else (WIDTH, HEIGHT)
    bounds = (min(low, 0), max(high, 1))
    chart = Chart(band.steps, *bounds, every=every, width=width, height=height)
    for under, over, kind in ((0.05, 0.95, "f1"), (0.1, 0.9, "f2"), (0.25, 0.75, "f3")):
        chart.area(band.level(under), band.level(over), kind)
    chart.line(band.median, "median")
    if not small and 0 < outlook.known < len(band.steps):
        chart.divide(outlook.known, f"from {outlook.program.calendar.as_of}")
    texts = []
    for year, name in enumerate(band.steps):
        lines = [f"{band.region} {name}, {band.unit}" if small else f"{name}, {band.unit}"]
        for level in reversed(LEVELS):
            value = amount(band.level(level)[year], band.error(level)[year])
            lines.append(f"P{round(100 * level):<4}{value:>8}")
        lines.append(f"mean {amount(band.means[year], band.mean_errors[year]):>8}")
        texts.append("\n".join(lines))
    chart.tips(texts)
    return chart.svg("Fan chart", f"{band.name}, {band.region}: {band.sentence()}")


def stack_chart(outlook: Outlook) -> str:
    """Streams on top of each other."""
    bands = ordered(outlook.streams)
    low, high = stack_bounds([band.means for _, band in bands])
    chart = Chart(outlook.years, low, high, every=-(-len(outlook.years) // 12))
    above, below = np.zeros(len(outlook.years)), np.zeros(len(outlook.years))
    for number, (_, band) in enumerate(bands):
        for year, value in enumerate(band.means):
            ground = above if value >= 0 else below
            chart.bar(year, ground[year], ground[year] + value, f"c{number % 8}")
            ground[year] += value
    chart.line(outlook.total.means, "total")
    texts = []
    for year, name in enumerate(outlook.years):
        lines = [f"{name}, {outlook.currency}, means"]
        lines += [f"{label(key)[:14]:<14}{amount(b.means[year]):>8}" for key, b in bands]
        lines.append(f"{'Total':<14}{amount(outlook.total.means[year]):>8}")
        texts.append("\n".join(lines))
    chart.tips(texts)
    names = legend((f"c{i % 8}", label(key)) for i, (key, _) in enumerate(bands))
    return chart.svg("Stacked streams", outlook.stream_finding()) + names


def mix_chart(outlook: Outlook) -> str:
    """Shares of the regions."""
    bands = ordered(outlook.regions)
    whole = np.sum([np.maximum(band.means, 0) for _, band in bands], axis=0)
    whole = np.where(whole > 0, whole, 1)
    chart = Chart(outlook.years, 0, 1, share=True, every=-(-len(outlook.years) // 12))
    ground = np.zeros(len(outlook.years))
    for number, (_, band) in enumerate(bands):
        shares = np.maximum(band.means, 0) / whole
        for year, share in enumerate(shares):
            chart.bar(year, ground[year], ground[year] + share, f"c{number % 8}")
        ground += shares
    texts = []
    for year, name in enumerate(outlook.years):
        lines = [f"{name}, share of revenue"]
        lines += [f"{key[:14]:<14}{percent(b.means[year] / whole[year]):>8}" for key, b in bands]
        texts.append("\n".join(lines))
    chart.tips(texts)
    names = legend((f"c{i % 8}", key) for i, (key, _) in enumerate(bands))
    return chart.svg("Shares of regions", outlook.region_finding()) + names


def waterfall_chart(outlook: Outlook) -> tuple[str, str]:
    """Growth from the last known year to the last, by stream; and its finding."""
    begin, end = max(outlook.known - 1, 0), len(outlook.years) - 1
    level, goal = float(outlook.total.means[begin]), float(outlook.total.means[end])
    changes = {
        name: float(band.means[end] - band.means[begin]) for name, band in outlook.streams.items()
    }
    rest = goal - level - sum(changes.values())
    if abs(rest) > 1e-6 * abs(level):
        changes["eliminated"] = rest
    order = sorted(changes.items(), key=lambda item: -item[1])
    names = [outlook.years[begin], *(label(name) for name, _ in order), outlook.years[end]]
    levels = list(itertools.accumulate((change for _, change in order), initial=level))
    chart = Chart(names, min(0, *levels), 1.04 * max(*levels, goal), kind="names")
    chart.bar(0, 0, level, "c7")
    chart.text(0, level, amount(level))
    for place, (_, change) in enumerate(order, 1):
        before = levels[place - 1]
        chart.bar(place, before, before + change, "c0" if change >= 0 else "c5")
        sign = "+" if change >= 0 else ""
        chart.text(place, max(before, before + change), f"{sign}{amount(change)}")
    chart.bar(len(names) - 1, 0, goal, "c7")
    chart.text(len(names) - 1, goal, amount(goal))
    values = [level, *(change for _, change in order), goal]
    chart.tips([f"{name}\n{full(value)} {outlook.currency}" for name, value in zip(names, values)])
    most = order[0]
    share = percent(most[1] / (goal - level)) if goal != level else "."
    finding = f"{label(most[0])} makes {share} of the growth from {names[0]} to {names[-1]}"
    return chart.svg("Waterfall", finding), finding


def history_chart(outlook: Outlook) -> str:
    """What the model says, as a share of each published figure."""
    assert outlook.history is not None
    model = outlook.history.compare(outlook.forecast)
    chosen = [
        (figure, value)
        for figure, value in zip(outlook.history, model)
        if figure.value > 0 and not np.isnan(value)
    ]
    if not chosen:
        return ""
    order = list(dict.fromkeys(figure.series for figure, _ in chosen))
    offs = [value / figure.value - 1 for figure, value in chosen]
    limit = min(1.0, max(0.1, *(abs(off) for off in offs)))
    names = [str(i + 1) for i in range(len(order))]
    chart = Chart(names, -limit, limit, share=True)
    texts = [[f"{i + 1}: {series}"] for i, series in enumerate(order)]
    for (one, value), off in zip(chosen, offs):
        place = order.index(one.series)
        chart.dot(place, max(-limit, min(limit, off)), "model")
        texts[place].append(
            f"{one.period:<11}{amount(one.value):>7}{amount(value):>8}{percent(off, sign=True):>9}"
        )
    chart.tips(["\n".join(lines) for lines in texts])
    middle = percent(float(np.median(np.abs(offs))))
    caption = f"Half of {len(chosen)} published figures are within {middle} of the model"
    return figure(
        caption,
        chart.svg("Differences from published figures", caption),
        '<p class="soft">One column per series, one ring per figure: how far the central path '
        "is from it. Names and numbers are in the table below.</p>",
    )


# sections


def cards(outlook: Outlook) -> str:
    """The headline numbers, with their errors."""
    total, last = outlook.total, outlook.years[-1]
    items = []

    def card(name: str, number: str, rest: str) -> None:
        items.append(
            f'<div class="card"><dt>{escape(name)}</dt><dd><span class="number">'
            f"{escape(number)}</span>{escape(rest)}</dd></div>"
        )

    median = amount(total.median[-1], total.error(0.5)[-1])
    error = amount(float(total.error(0.5)[-1]))
    low, high = (amount(total.level(p)[-1], total.error(p)[-1]) for p in (0.1, 0.9))
    card(
        f"Revenue {last}, median",
        f"{median} {outlook.currency}",
        f"± {error} by sampling; 80 % between {low} and {high}",
    )
    mean = amount(total.means[-1], total.mean_errors[-1])
    card(
        f"Revenue {last}, mean",
        f"{mean} {outlook.currency}",
        f"± {amount(float(total.mean_errors[-1]))} by sampling",
    )
    if outlook.cagr is not None:
        ends = [percent(outlook.cagr.level(p)[0]) for p in (0.1, 0.5, 0.9)]
        span = f"{outlook.years[0]} to {last}"
        card(f"Growth a year, {span}", ends[1], f"80 % between {ends[0]} and {ends[2]}")
    if 0 < outlook.known < len(outlook.years):
        year = outlook.known - 1
        chance, doubt = outlook.falls_below(float(total.median[year]))
        card(
            f"Chance that {last} is below {outlook.years[year]}",
            percent(chance, doubt),
            f"± {percent(doubt, doubt)} by sampling",
        )
    share = float(outlook.epistemic.values[-1])
    doubt = float(outlook.epistemic.errors[-1])
    if total.deviations[-1] > 0:
        card(
            f"Variance of {last} from not knowing",
            percent(share, doubt),
            f"± {percent(doubt, doubt)} by sampling; the rest is chance",
        )
    concentration = outlook.hhi.median[-1]
    card(
        f"Concentration {last}",
        f"{concentration:.2f}",
        f"Herfindahl-Hirschman index over {len(outlook.streams)} streams",
    )
    return f'<dl class="cards">{"".join(items)}</dl>'


def band_table(
    caption: str, first: str, outlook: Outlook, rows: Iterable[tuple[str, Any, Any]]
) -> str:
    """Numbers over the years, each with its standard error."""
    table = Table(caption, [first, *outlook.years])
    border = outlook.known + 1 if 0 < outlook.known < len(outlook.years) else -1
    for name, values, errors in rows:
        cells = [
            number_cell(float(v), amount(float(v), float(e)), _border(i + 1, border))
            for i, (v, e) in enumerate(zip(values, errors))
        ]
        table.row([head_cell(name), *cells])
    return table.html(border=border)


def total_section(outlook: Outlook) -> str:
    """The total."""
    band = outlook.total
    rows: list[tuple[str, Any, Any]] = [
        (f"P{round(100 * level)}", band.level(level), band.error(level)) for level in LEVELS
    ]
    rows.append(("mean", band.means, band.mean_errors))
    rows.append(("error of mean", band.mean_errors, 0 * band.means))
    central = outlook.central("total/revenue")
    rows.append(("central path", central, 0 * central))
    names = legend(
        [
            ("f1", "P5 to P95"),
            ("f2", "P10 to P90"),
            ("f3", "P25 to P75"),
            ("line", "median"),
        ]
    )
    return (
        '<h2 id="revenue">Revenue</h2>'
        + figure(outlook.headline(), fan_chart(outlook, band), names)
        + band_table(f"Revenue by year, {outlook.currency}", "quantile", outlook, rows)
    )


def stream_section(outlook: Outlook) -> str:
    """The streams."""
    rows: list[tuple[str, Any, Any]] = [
        (label(name), band.means, band.mean_errors) for name, band in outlook.streams.items()
    ]
    rows.append(("Total", outlook.total.means, outlook.total.mean_errors))
    rows.append(("Contribution", outlook.contribution.means, outlook.contribution.mean_errors))
    chart, finding = waterfall_chart(outlook)
    return (
        '<h2 id="streams">Streams</h2>'
        + figure(outlook.stream_finding(), stack_chart(outlook))
        + figure(finding, broad(finding, chart))
        + band_table(f"Means by stream, {outlook.currency}", "stream", outlook, rows)
    )


def region_section(outlook: Outlook) -> str:
    """The regions."""
    rows = [(name, band.means, band.mean_errors) for name, band in outlook.regions.items()]
    small = "".join(
        f"<figure><figcaption>{escape(name)}: {escape(amount(band.median[-1]))} in "
        f"{outlook.years[-1]}</figcaption>{fan_chart(outlook, band, small=True)}</figure>"
        for name, band in ordered(outlook.regions)
    )
    return (
        '<h2 id="regions">Regions</h2>'
        + figure(outlook.region_finding(), mix_chart(outlook))
        + f'<h3>Each on its own scale, {outlook.currency}</h3><div class="multiples small">'
        + f"{small}</div>"
        + band_table(f"Means by region, {outlook.currency}", "region", outlook, rows)
    )


def history_section(outlook: Outlook) -> str:
    """Published figures."""
    if outlook.history is None:
        return ""
    heads = ["series", "period", "figure", "low", "high", "model", "differs", "unit", "kind"]
    table = Table("Published figures, and what the central path says", [*heads, "trust", "source"])
    for one, value in zip(outlook.history, outlook.history.compare(outlook.forecast)):
        off = value / one.value - 1 if one.value else np.nan
        table.row(
            [
                head_cell(one.series),
                word_cell(one.period),
                number_cell(one.value, amount(one.value)),
                number_cell(one.low, amount(one.low)),
                number_cell(one.high, amount(one.high)),
                number_cell(float(value), amount(float(value))),
                number_cell(float(off), percent(float(off), sign=True)),
                word_cell(one.unit),
                word_cell(one.kind),
                number_cell(one.confidence, str(one.confidence or "-")),
                word_cell(one.source, "wide"),
            ]
        )
    return (
        '<h2 id="history">Published figures</h2>'
        + history_chart(outlook)
        + f"<details><summary>All {len(outlook.history)} figures</summary>"
        + table.html(filtered=True)
        + "</details>"
    )


def evidence_section(outlook: Outlook) -> str:
    """What is behind each driver."""
    drivers = outlook.program.drivers
    counts = outlook.grades()
    items = "".join(
        f"<li>{n} of {len(drivers)}: grade {grade or 'none'}, {GRADES[grade]}</li>"
        for grade, n in counts.items()
        if n
    )
    table = Table(
        "Drivers and their evidence", ["driver", "grade", "unit", "source", "meaning"], words=True
    )
    for driver in drivers.values():
        table.row(
            [
                f'<th scope="row" class="name">{escape(driver.name)}</th>',
                word_cell(driver.grade or "-"),
                word_cell(driver.unit),
                word_cell(driver.source, "wide"),
                word_cell(driver.meaning),
            ]
        )
    return (
        f'<h2 id="evidence">Evidence</h2><p>What goes in, and how well it is known:</p><ul>{items}'
        f"</ul><details><summary>All {len(drivers)} drivers</summary>"
        + table.html(filtered=True)
        + "</details>"
    )


def event_words(event: dict[str, Any]) -> str:
    """An event in a sentence."""
    when = f"on {event['date']}" if "date" in event else "at any time"
    if "hazard_per_year" in event:
        when = f"at a rate of {event['hazard_per_year']:g} a year"
    elif event.get("probability", 1) != 1:
        when += f" with a probability of {event['probability']:g}"
    where = ", ".join(event.get("regions", [])) or "everywhere"
    loss = event.get("severity", 1)
    share = percent(loss) if isinstance(loss, (int, float)) else "an uncertain share"
    return f"{event.get('name', '?')}: {when}, {where}, takes {share}"


def link_words(link: dict[str, Any]) -> str:
    """A link in a sentence."""
    strength = link.get("elasticity", 0)
    words = f"elasticity {strength}"
    if isinstance(strength, dict):
        words = f"elasticity {strength['value']}" if "value" in strength else "an elasticity"
        span = strength.get("range")
        words += f", {span['low']} to {span['high']}" if isinstance(span, dict) else ""
    lag = link.get("lag", 1)
    when = "at once" if lag == 0 else f"{lag} period{'s' if lag > 1 else ''} later"
    name = link.get("name", "?")
    return f"{name}: {link['source']} moves {link['target']} {when} ({words})"


def assumption_section(outlook: Outlook) -> str:
    """What was assumed beside the drivers."""
    document = outlook.document
    environment = document.get("environment", {})
    calendar = outlook.program.calendar
    parts = [
        f"Money is in {outlook.currency}; what lies before {calendar.as_of} is history, without "
        "noise or random events.",
        f"{len(outlook.simulation.draws)} random numbers by name move "
        f"{len(outlook.program.drivers)} drivers; a driver without a range of its own has the "
        "default width of its grade.",
    ]
    parts += [event_words(event) for event in environment.get("events", [])]
    parts += [link_words(link) for link in document.get("links", [])]
    for one in outlook.program.repairs:
        parts.append(
            f"The correlation of {one.pair[0]} and {one.pair[1]} was given as {one.given:.2f}; "
            f"no random numbers can have it, {one.used:.2f} is used."
        )
    notes = document.get("notes", "")
    items = "".join(f"<li>{escape(part)}</li>" for part in parts)
    return (
        '<h2 id="assumed">What was assumed</h2>'
        + (f"<p>{escape(notes)}</p>" if notes else "")
        + f"<ul>{items}</ul>"
    )


def command(outlook: Outlook) -> str:
    """The command that makes this report again."""
    words = ["python", "-m", "tiktokrev", "outlook", outlook.path.name]
    if outlook.history_path is not None:
        words += ["--history", outlook.history_path.name]
    words += ["--paths", str(outlook.distribution.paths), "--seed", str(outlook.seed)]
    return shlex.join([*words, "--report", "outlook.html"])


def reproduction_section(outlook: Outlook) -> str:
    """How to compute the same numbers."""
    table = Table("What these numbers come from", ["what", "value"], words=True)
    for name, value in outlook.reproduction().items():
        table.row([head_cell(name), word_cell(value, "name")])
    return (
        '<h2 id="reproduce">How to reproduce it</h2><p>The same document, seed and number of '
        "paths give the same digest on every machine, for any number of threads.</p>"
        f"<pre>{escape(command(outlook))}</pre>{table.html()}"
    )


def render(outlook: Outlook) -> str:
    """The whole page."""
    style = (HERE / "report.css").read_text(encoding="utf-8")
    script = (HERE / "report.js").read_text(encoding="utf-8")
    sections = [
        total_section(outlook),
        stream_section(outlook),
        region_section(outlook),
        history_section(outlook),
        evidence_section(outlook),
        assumption_section(outlook),
        reproduction_section(outlook),
    ]
    links = ["revenue", "streams", "regions", "history", "evidence", "assumed", "reproduce"]
    if outlook.history is None:
        links.remove("history")
    menu = "".join(f'<li><a href="#{name}">{label(name)}</a></li>' for name in links)
    title = escape(outlook.title)
    nbsp = "\u00a0%"  # a number and its sign stay on one line
    body = (cards(outlook) + "".join(sections)).replace(" %", nbsp)
    policy = (
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
    )
    return (
        '<!DOCTYPE html>\n<html lang="en-GB"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<link rel="icon" href="data:,"><title>{title}: outlook</title><style>\n{style}</style>'
        f"</head><body><header><h1>{title}</h1>"
        f'<p class="headline">{escape(outlook.headline()).replace(" %", nbsp)}.</p>'
        f'<nav aria-label="Sections"><ul>{menu}</ul></nav></header><main>'
        f"{body}</main>"
        '<footer><p class="soft">A model, not a forecast by the company. Made by tiktokrev.</p>'
        '</footer><div id="tip" aria-hidden="true"></div>'
        f"<script>\n{script}</script></body></html>\n"
    )
