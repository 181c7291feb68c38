"""Charts as SVG text, for the report: shapes, axes, and what is said on hovering.

Colours are classes, so that the page's style decides them, light or dark.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

import numpy as np

from ._convert import Floats
from ._format import percent, short

WIDTH, HEIGHT = 760, 340
LEFT, RIGHT, TOP, BOTTOM = 62, 12, 14, 30


def nice_ticks(low: float, high: float, count: int = 5) -> list[float]:
    """Round numbers that span a range."""
    if not high > low:
        high = low + 1
    rough = (high - low) / count
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(size * m for m in (1, 2, 2.5, 5, 10) if size * m >= rough * 0.999)
    first = math.floor(low / step + 1e-9)
    last = math.ceil(high / step - 1e-9)
    return [step * k for k in range(first, last + 1)]


class Chart:
    """One chart over steps of time, or over categories."""

    def __init__(
        self,
        names: Sequence[str],
        low: float,
        high: float,
        *,
        width: int = WIDTH,
        height: int = HEIGHT,
        share: bool = False,
        every: int = 1,
        kind: str = "tick",
    ) -> None:
        self.names = names
        self.width, self.height = width, height
        self.share = share
        self.ticks = nice_ticks(low, high)
        self.low, self.high = self.ticks[0], self.ticks[-1]
        if low < 0 and not share:  # no empty room below
            self.low = low - 0.03 * (high - low)
            self.ticks = [tick for tick in self.ticks if tick >= self.low]
        self.parts: list[str] = []
        self._frame(every, kind)

    # places

    def x(self, index: float) -> float:
        """Middle of a step."""
        return LEFT + (self.width - LEFT - RIGHT) * (index + 0.5) / len(self.names)

    def y(self, value: float) -> float:
        """Height of a value."""
        part = (value - self.low) / (self.high - self.low)
        return self.height - BOTTOM - part * (self.height - TOP - BOTTOM)

    @property
    def step(self) -> float:
        """Width of a step."""
        return (self.width - LEFT - RIGHT) / len(self.names)

    # what is drawn

    def _frame(self, every: int, kind: str) -> None:
        for tick in self.ticks:
            y = self.y(tick)
            text = percent(tick).replace(".0", "") if self.share else short(tick)
            line = "axis" if tick == 0 else "grid"
            self.parts.append(
                f'<line class="{line}" x1="{LEFT}" x2="{self.width - RIGHT}" '
                f'y1="{y:.1f}" y2="{y:.1f}"/>'
                f'<text class="tick" x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{text}</text>'
            )
        for index, name in enumerate(self.names):
            if index % every == 0:
                self.parts.append(
                    f'<text class="{kind}" x="{self.x(index):.1f}" y="{self.height - 9}" '
                    f'text-anchor="middle">{escape(name)}</text>'
                )

    def area(self, low: Floats, high: Floats, kind: str) -> None:
        """A band between two lines."""
        places = range(len(low))
        forth = [f"{self.x(i):.1f},{self.y(high[i]):.1f}" for i in places]
        back = [f"{self.x(i):.1f},{self.y(low[i]):.1f}" for i in reversed(places)]
        self.parts.append(f'<polygon class="{kind}" points="{" ".join(forth + back)}"/>')

    def line(self, values: Floats, kind: str) -> None:
        """A line over all steps."""
        points = " ".join(f"{self.x(i):.1f},{self.y(v):.1f}" for i, v in enumerate(values))
        self.parts.append(f'<polyline class="{kind}" points="{points}"/>')

    def bar(self, index: float, low: float, high: float, kind: str, part: float = 0.78) -> None:
        """A bar between two values."""
        top, bottom = self.y(max(low, high)), self.y(min(low, high))
        width = self.step * part
        self.parts.append(
            f'<rect class="{kind}" x="{self.x(index) - width / 2:.1f}" y="{top:.1f}" '
            f'width="{width:.1f}" height="{max(bottom - top, 0.5):.1f}"/>'
        )

    def dot(self, index: float, value: float, kind: str) -> None:
        """A dot."""
        self.parts.append(
            f'<circle class="{kind}" cx="{self.x(index):.1f}" cy="{self.y(value):.1f}" r="4.5"/>'
        )

    def upright(self, index: float, low: float, high: float, kind: str) -> None:
        """A line up and down."""
        x = self.x(index)
        self.parts.append(
            f'<line class="{kind}" x1="{x:.1f}" x2="{x:.1f}" '
            f'y1="{self.y(low):.1f}" y2="{self.y(high):.1f}"/>'
        )

    def text(self, index: float, value: float, text: str, *, above: bool = True) -> None:
        """A few words at a value."""
        y = self.y(value) + (-5 if above else 14)
        self.parts.append(
            f'<text class="value" x="{self.x(index):.1f}" y="{y:.1f}" '
            f'text-anchor="middle">{escape(text)}</text>'
        )

    def divide(self, index: float, text: str) -> None:
        """A line between two steps, with words."""
        x = self.x(index) - self.step / 2
        self.parts.append(
            f'<line class="divide" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" '
            f'y2="{self.height - BOTTOM}"/>'
            f'<text class="value" x="{x + 4:.1f}" y="{TOP + 10}">{escape(text)}</text>'
        )

    def tips(self, texts: Sequence[str]) -> None:
        """What is said of each step on hovering, in lines."""
        for index, text in enumerate(texts):
            self.parts.append(
                f'<rect class="hit" x="{self.x(index) - self.step / 2:.1f}" y="{TOP}" '
                f'width="{self.step:.1f}" height="{self.height - TOP - BOTTOM}" '
                f'data-tip="{escape(text)}"><title>{escape(text)}</title></rect>'
            )

    def svg(self, name: str, described: str) -> str:
        """The chart, with a description for those who can not see it."""
        return (
            f'<svg viewBox="0 0 {self.width} {self.height}" role="img" aria-label="{escape(name)}: '
            f'{escape(described)}">{"".join(self.parts)}</svg>'
        )


def stack_bounds(rows: Sequence[Floats]) -> tuple[float, float]:
    """Lowest and highest end of stacked bars."""
    above = sum(np.maximum(row, 0) for row in rows)
    below = sum(np.minimum(row, 0) for row in rows)
    return float(np.min(below)), float(np.max(above))
