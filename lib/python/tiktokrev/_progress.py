"""Shows how far a run is."""

from __future__ import annotations

import sys
import time
from typing import Any, Callable, Protocol, Union

#: Whether to show progress: yes, no, None for a terminal or notebook only, or
#: what to call with the part that is done, 0 to 1.
Progress = Union[bool, None, Callable[[float], object]]

#: A run that takes less is over before anybody would look, in seconds.
PATIENCE = 0.5


class Display(Protocol):
    """What shows progress."""

    def update(self, part: float) -> None:
        """Shows the part that is done, 0 to 1."""

    def close(self) -> None:
        """Ends the display."""


class Nothing:
    """Shows nothing."""

    def update(self, part: float) -> None:
        """Shows nothing."""

    def close(self) -> None:
        """Ends nothing."""


class Called:
    """Calls a function."""

    def __init__(self, function: Callable[[float], object]) -> None:
        self.function = function

    def update(self, part: float) -> None:
        """Calls it with the part that is done."""
        self.function(part)

    def close(self) -> None:
        """Nothing to end."""


class Bar:
    """A plain bar on the standard error stream."""

    WIDTH = 40

    def __init__(self, label: str) -> None:
        self.label = label
        self.shown = ""

    def update(self, part: float) -> None:
        """Draws the bar where it changed."""
        full = round(part * self.WIDTH)
        text = f"{self.label} [{'#' * full}{'.' * (self.WIDTH - full)}] {part:4.0%}"
        if text != self.shown:
            print(f"\r{text}", end="", file=sys.stderr, flush=True)
            self.shown = text

    def close(self) -> None:
        """Takes the bar away."""
        if self.shown:
            print(f"\r{' ' * len(self.shown)}\r", end="", file=sys.stderr, flush=True)


class Tqdm:
    """A bar of tqdm, in a notebook as a widget."""

    def __init__(self, label: str, kind: Any) -> None:
        layout = "{l_bar}{bar}| {elapsed}<{remaining}"
        self.bar = kind(total=1.0, desc=label, leave=False, bar_format=layout)

    def update(self, part: float) -> None:
        """Moves the bar on."""
        self.bar.update(part - self.bar.n)

    def close(self) -> None:
        """Takes the bar away."""
        self.bar.close()


class Late:
    """Begins a display only when a run turns out to be long."""

    def __init__(self, make: Callable[[], Display]) -> None:
        self.make = make
        self.begin = time.monotonic()
        self.display: Display | None = None

    def update(self, part: float) -> None:
        """Shows the part, once it is worth it."""
        if self.display is None and time.monotonic() - self.begin >= PATIENCE:
            self.display = self.make()
        if self.display is not None:
            self.display.update(part)

    def close(self) -> None:
        """Ends the display if it was begun."""
        if self.display is not None:
            self.display.close()


def in_notebook() -> bool:
    """Is this a notebook's kernel?"""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return type(shell).__name__ == "ZMQInteractiveShell"


def _bar(label: str) -> Display:
    try:
        if in_notebook():
            from tqdm.auto import tqdm as notebook_tqdm

            return Tqdm(label, notebook_tqdm)
        from tqdm import tqdm

        return Tqdm(label, tqdm)
    except ImportError:
        return Bar(label)


def display(progress: Progress, label: str) -> Display:
    """What to show a run's progress with."""
    if callable(progress):
        return Called(progress)
    if progress is None:
        progress = in_notebook() or sys.stderr.isatty()
    if not progress:
        return Nothing()
    return Late(lambda: _bar(label))
