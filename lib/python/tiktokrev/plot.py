"""Plots with matplotlib: fans, stacks, mixes, waterfalls, comparisons, trees.

Every function takes an `Outlook`, draws into `ax` or into a figure of its own,
and returns the axes. Titles say the finding; colours can be told apart by the
colour-blind (Okabe and Ito 2008), and money is in K, M, B or T. ::

    import tiktokrev as ttr
    from tiktokrev import plot

    outlook = ttr.Outlook("tiktok.json", history="published.csv")
    plot.fan(outlook).figure.savefig("fan.png")
    with plot.style(dark=True):
        plot.streams(outlook)
"""

from __future__ import annotations

import contextlib
import re
import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from cycler import cycler
from matplotlib.colors import to_rgb
from matplotlib.ticker import FuncFormatter, PercentFormatter

from ._format import amount, percent, short
from .outlook import Band, Outlook, label, ordered

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Okabe and Ito's colours, which the colour-blind can tell apart.
COLOURS = (
    "#0072B2",
    "#E69F00",
    "#009E73",
    "#CC79A7",
    "#56B4E9",
    "#D55E00",
    "#F0E442",
    "#999999",
)
LIGHT = {"ink": "#1a1a1a", "paper": "#ffffff", "grid": "#dddddd", "soft": "#5f5f5f"}
DARK = {"ink": "#f0f0f0", "paper": "#16181d", "grid": "#3a3d44", "soft": "#a9adb5"}


def _settings(dark: bool) -> dict[str, Any]:
    colours = DARK if dark else LIGHT
    return {
        "figure.figsize": (8, 4.5),
        "figure.dpi": 100,
        "figure.constrained_layout.use": True,
        "figure.facecolor": colours["paper"],
        "savefig.facecolor": colours["paper"],
        "axes.facecolor": colours["paper"],
        "axes.edgecolor": colours["soft"],
        "axes.labelcolor": colours["ink"],
        "axes.titlecolor": colours["ink"],
        "axes.titlelocation": "left",
        "axes.titlesize": 12,
        "axes.titleweight": "bold",
        "axes.grid": True,
        "axes.grid.axis": "y",
        "axes.axisbelow": True,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.prop_cycle": cycler(color=COLOURS),
        "grid.color": colours["grid"],
        "text.color": colours["ink"],
        "xtick.color": colours["ink"],
        "ytick.color": colours["ink"],
        "font.size": 10.5,
        "legend.frameon": False,
    }


@contextlib.contextmanager
def style(dark: bool = False) -> Iterator[None]:
    """Everything inside is drawn in this style; without it, in the light one."""
    settings: Any = _settings(dark)
    with mpl.rc_context(settings):
        yield


def _axes(ax: Axes | None) -> Axes:
    """The axes to draw into; new ones are in the style that is set, or light."""
    if ax is not None:
        return ax
    if mpl.rcParams["axes.titlelocation"] == "left":
        return plt.subplots()[1]
    with style():
        return plt.subplots()[1]


def _ink() -> str:
    return str(mpl.rcParams["text.color"])


def _money(ax: Axes, unit: str, axis: str = "y") -> None:
    """Money in K, M, B or T on an axis."""
    form = FuncFormatter(lambda value, _: short(value))
    (ax.yaxis if axis == "y" else ax.xaxis).set_major_formatter(form)
    if axis == "y":
        ax.set_ylabel(unit)


def _title(ax: Axes, text: str) -> None:
    figure: Any = ax.get_figure()
    width = max(30, round(figure.get_figwidth() * 8.8))
    ax.set_title("\n".join(textwrap.wrap(text, width)))


def _years(ax: Axes, steps: tuple[str, ...]) -> None:
    every = max(1, -(-len(steps) // 12))
    ax.set_xticks(range(0, len(steps), every), steps[::every])
    ax.margins(x=0.02)


def _today(ax: Axes, outlook: Outlook) -> None:
    """Where history ends."""
    if 0 < outlook.known < len(outlook.years):
        ax.axvline(outlook.known - 0.5, color=_ink(), linewidth=1, linestyle=(0, (2, 3)))
        ax.annotate(
            f" from {outlook.program.calendar.as_of}",
            (outlook.known - 0.5, 1),
            xycoords=("data", "axes fraction"),
            va="top",
            fontsize=9,
        )


def _mixed(colour: str, part: float) -> tuple[float, ...]:
    """A colour on the paper, so that what is printed needs no transparency."""
    paper = np.array(to_rgb(mpl.rcParams["axes.facecolor"]))
    return tuple(part * np.array(to_rgb(colour)) + (1 - part) * paper)


def _draw_fan(ax: Axes, band: Band, colour: str) -> None:
    places = np.arange(len(band.steps))
    for low, high, part in ((0.05, 0.95, 0.22), (0.1, 0.9, 0.42), (0.25, 0.75, 0.72)):
        ax.fill_between(
            places,
            band.level(low),
            band.level(high),
            color=_mixed(colour, part),
            linewidth=0,
            label=f"P{round(low * 100)} to P{round(high * 100)}",
        )
    ax.plot(places, band.median, color=_ink(), linewidth=2, label="median")


def fan(outlook: Outlook, stream: str | None = None, ax: Axes | None = None) -> Axes:
    """Fan of the total, or of a stream: from P5 to P95."""
    ax = _axes(ax)
    band = outlook.total if stream is None else outlook.streams[stream]
    _draw_fan(ax, band, COLOURS[0])
    what = "Revenue" if stream is None else label(stream)
    _title(ax, f"{what} reaches {band.sentence()}")
    _money(ax, band.unit)
    _years(ax, band.steps)
    _today(ax, outlook)
    ax.set_ylim(bottom=min(0, float(band.level(0.05).min())))
    ax.legend(loc="upper left", bbox_to_anchor=(0, 0.93))
    return ax


def streams(outlook: Outlook, ax: Axes | None = None) -> Axes:
    """Streams on top of each other; what costs more than it brings is below zero."""
    ax = _axes(ax)
    _stack(ax, outlook.streams)
    places = np.arange(len(outlook.years))
    ax.plot(places, outlook.total.means, color=_ink(), linewidth=1.5, marker="o", markersize=3)
    ax.annotate(
        f"total {amount(outlook.total.means[-1], outlook.total.mean_errors[-1])}",
        (places[-1], outlook.total.means[-1]),
        xytext=(-4, 6),
        textcoords="offset points",
        ha="right",
    )
    _title(ax, outlook.stream_finding() + " (means)")
    _money(ax, outlook.currency)
    _years(ax, outlook.years)
    return ax


def _stack(ax: Axes, bands: dict[str, Band]) -> None:
    above = np.zeros(len(next(iter(bands.values())).means))
    below = above.copy()
    for number, (name, band) in enumerate(ordered(bands)):
        positive, negative = np.maximum(band.means, 0), np.minimum(band.means, 0)
        colour = COLOURS[number % len(COLOURS)]
        places = np.arange(len(above))
        ax.bar(places, positive, 0.8, bottom=above, color=colour, label=label(name))
        ax.bar(places, negative, 0.8, bottom=below, color=colour)
        above, below = above + positive, below + negative
    ax.axhline(0, color=_ink(), linewidth=0.8)
    handles, names = ax.get_legend_handles_labels()
    ax.legend(handles[::-1], names[::-1], loc="upper left")


def regions(outlook: Outlook, ax: Axes | None = None) -> Axes:
    """Shares of the regions in revenue."""
    ax = _axes(ax)
    places = np.arange(len(outlook.years))
    whole = sum(np.maximum(band.means, 0) for band in outlook.regions.values())
    bottom = np.zeros(len(places))
    for number, (name, band) in enumerate(ordered(outlook.regions)):
        share = np.divide(
            np.maximum(band.means, 0), whole, out=np.zeros(len(places)), where=whole > 0
        )
        ax.bar(places, share, 0.8, bottom=bottom, color=COLOURS[number % len(COLOURS)], label=name)
        for place in (0, len(places) - 1):
            if share[place] > 0.05:
                middle = bottom[place] + share[place] / 2
                text = f"{100 * share[place]:.0f}"
                ink = "white" if number == 0 else "black"
                ax.text(place, middle, text, ha="center", va="center", fontsize=9, color=ink)
        bottom = bottom + share
    _title(ax, outlook.region_finding())
    ax.yaxis.set_major_formatter(PercentFormatter(1, symbol=" %"))
    ax.set_yticks(np.arange(6) / 5)
    ax.set_ylabel("of revenue, means")
    _years(ax, outlook.years)
    handles, names = ax.get_legend_handles_labels()
    ax.legend(handles[::-1], names[::-1], loc="center left", bbox_to_anchor=(1, 0.5))
    return ax


def waterfall(
    outlook: Outlook, first: str | None = None, last: str | None = None, ax: Axes | None = None
) -> Axes:
    """Growth of mean revenue between two years, by stream."""
    ax = _axes(ax)
    years = outlook.years
    begin = max(outlook.known - 1, 0) if first is None else years.index(first)
    end = len(years) - 1 if last is None else years.index(last)
    level = float(outlook.total.means[begin])
    names, bottoms, heights, colours = [years[begin]], [0.0], [level], [COLOURS[7]]
    changes = {
        name: float(band.means[end] - band.means[begin]) for name, band in outlook.streams.items()
    }
    rest = float(outlook.total.means[end] - level) - sum(changes.values())
    if abs(rest) > 1e-6 * abs(level):
        changes["eliminated"] = rest
    for name, change in sorted(changes.items(), key=lambda item: -item[1]):
        names.append("\n".join(textwrap.wrap(label(name), 11)))
        bottoms.append(min(level, level + change))
        heights.append(abs(change))
        colours.append(COLOURS[0] if change >= 0 else COLOURS[5])
        level += change
    names, bottoms = [*names, years[end]], [*bottoms, 0.0]
    heights, colours = [*heights, level], [*colours, COLOURS[7]]
    ax.bar(range(len(names)), heights, 0.7, bottom=bottoms, color=colours)
    steps = [None, *sorted(changes.values(), reverse=True), None]
    for place, (bottom, height, step) in enumerate(zip(bottoms, heights, steps)):
        text = amount(height) if step is None else f"{'+' if step >= 0 else ''}{amount(step)}"
        ax.text(place, bottom + height, text, ha="center", va="bottom", fontsize=9.5)
    first_change = max(changes, key=lambda name: changes[name])
    whole = float(outlook.total.means[end] - outlook.total.means[begin])
    share = percent(changes[first_change] / whole) if whole else "."
    _title(
        ax,
        f"{label(first_change)} makes {share} of the growth from {years[begin]} to {years[end]}",
    )
    ax.set_xticks(range(len(names)), names, fontsize=9.5)
    _money(ax, outlook.currency)
    return ax


def history(outlook: Outlook, series: str | None = None, ax: Axes | None = None) -> Axes:
    """Published figures of one series, and what the model says to each."""
    ax = _axes(ax)
    if outlook.history is None:
        raise ValueError("the outlook was made without published figures (history=...)")
    names = [figure.series for figure in outlook.history]
    series = max(dict.fromkeys(names), key=names.count) if series is None else series
    model = outlook.history.compare(outlook.forecast)
    chosen = [
        (figure, value)
        for figure, value in zip(outlook.history, model)
        if figure.series == series and not np.isnan(value)
    ]
    if not chosen:
        raise ValueError(f"no published figure of {series!r} can be compared")
    chosen.sort(key=lambda pair: pair[0].period)
    places = np.arange(len(chosen))
    values = np.array([figure.value for figure, _ in chosen])
    spread = np.array([[f.value - f.low, f.high - f.value] for f, _ in chosen]).T
    says = np.array([value for _, value in chosen])
    ax.errorbar(
        places,
        values,
        spread,
        fmt="o",
        markersize=8,
        capsize=4,
        color=COLOURS[5],
        label="published, with its range",
    )
    ax.plot(places, says, "D", markersize=7, markerfacecolor="none", color=_ink(), label="model")
    off = says / values - 1
    worst = int(np.argmax(abs(off)))
    _title(
        ax,
        f"{series}: the model is {percent(float(np.median(abs(off))))} off in the middle, "
        f"{percent(float(off[worst]), sign=True)} at most ({chosen[worst][0].period})",
    )
    ticks = [figure.period for figure, _ in chosen]
    ax.set_xticks(places, ticks, rotation=0 if len(ticks) < 8 else 40, ha="center")
    unit = chosen[0][0].unit
    _money(ax, unit)
    ax.set_ylim(0, 1.15 * max(values.max(), says.max()))
    ax.legend(loc="lower right")
    return ax


def by_region(outlook: Outlook, dark: bool | None = None) -> Any:
    """A fan for each region, all on their own scale; returns the figure."""
    if dark is not None:
        with style(dark):
            return by_region(outlook)
    bands = ordered(outlook.regions)
    columns = min(3, len(bands))
    rows = -(-len(bands) // columns)
    figure, grid = plt.subplots(rows, columns, figsize=(8, 0.9 + 1.75 * rows), squeeze=False)
    for ax, (name, band) in zip(grid.flat, bands):
        _draw_fan(ax, band, COLOURS[0])
        low, high = amount(band.level(0.1)[-1]), amount(band.level(0.9)[-1])
        ax.set_title(f"{name}: {amount(band.median[-1])}", fontsize=10.5)
        ax.annotate(f"{low} to {high}", (0.03, 0.88), xycoords="axes fraction", fontsize=8.5)
        _money(ax, band.unit)
        ax.set_ylabel("")
        ax.set_ylim(0, max(1.2 * float(band.level(0.95).max()), 1))
        ax.tick_params(labelsize=8.5)
        ends = [0, len(band.steps) - 1]
        ax.set_xticks(ends, [band.steps[end] for end in ends])
    for ax in list(grid.flat)[len(bands) :]:
        ax.set_visible(False)
    figure.suptitle(
        f"{outlook.region_finding()}\nmedians of {outlook.years[-1]} in {outlook.currency}, "
        "with 80 % between; fans from P5 to P95",
        fontsize=12,
        x=0.01,
        ha="left",
    )
    return figure


NODE = re.compile(r"^( *)(\S.*?) = (\S+)(?:  <- (.*))?$")


def driver_tree(
    outlook: Outlook,
    output: str = "total/revenue",
    region: str | None = None,
    period: str | int = -1,
    depth: int = 3,
    dark: bool = False,
) -> str:
    """How a number comes about, as Graphviz source: ``dot -Tsvg tree.dot``."""
    text = outlook.program.explain(output, region, period, depth=depth)
    colours = DARK if dark else LIGHT
    head, *rest = text.splitlines()
    lines = [
        "digraph drivers {",
        f'  graph [rankdir=LR, bgcolor="{colours["paper"]}", label="{_quoted(head)}", '
        f'labelloc=t, labeljust=l, fontname="DejaVu Sans", fontcolor="{colours["ink"]}"];',
        '  node [shape=box, style="rounded,filled", fontname="DejaVu Sans", fontsize=10, '
        f'fillcolor="{colours["paper"]}", color="{colours["soft"]}", '
        f'fontcolor="{colours["ink"]}"];',
        f'  edge [color="{colours["soft"]}", dir=none];',
    ]
    path: list[str] = []
    for line in rest:
        match = NODE.match(line)
        if match is None:
            continue
        level, name, value = len(match.group(1)) // 2, match.group(2), match.group(3)
        shown = f"{name}\\n{_shown(value)}"
        given = (
            ""
            if name not in outlook.program.drivers
            else f', fillcolor="{COLOURS[4]}33", color="{COLOURS[0]}"'
        )
        lines.append(f'  "{_quoted(name)}" [label="{_quoted(shown)}"{given}];')
        if level > 0:
            lines.append(f'  "{_quoted(path[level - 1])}" -> "{_quoted(name)}";')
        path[level:] = [name]
    return "\n".join([*dict.fromkeys(lines), "}", ""])


def _quoted(text: str) -> str:
    return text.replace('"', '\\"')


def _shown(value: str) -> str:
    try:
        return amount(float(value)) if abs(float(value)) >= 1000 else value
    except ValueError:
        return value
