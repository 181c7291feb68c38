"""An outlook: what a model says of the years, and how sure it is.

It is what the command, the plots and the report are made from.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from . import _prototypes as c
from ._convert import Floats
from ._format import amount, percent
from ._library import lib, version_text
from ._progress import Progress
from .combiner import Combiner
from .distribution import Distribution, Estimate, Figure
from .forecast import Forecast
from .history import History
from .program import Program
from .simulation import Sampling, Simulation

#: Quantiles that are shown.
LEVELS = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
#: Paths of a run, where nothing is said.
PATHS = 32_768


@dataclass(frozen=True)
class Band:
    """One figure over the years: quantiles with their errors, and the mean."""

    name: str
    region: str
    unit: str
    steps: tuple[str, ...]
    #: years x `LEVELS`
    quantiles: Floats
    errors: Floats
    means: Floats
    mean_errors: Floats
    deviations: Floats

    def level(self, probability: float) -> Floats:
        """One quantile over the years."""
        return self.quantiles[:, LEVELS.index(probability)]

    def error(self, probability: float) -> Floats:
        """Its standard errors."""
        return self.errors[:, LEVELS.index(probability)]

    @property
    def median(self) -> Floats:
        """The middle."""
        return self.level(0.5)

    def sentence(self) -> str:
        """What it says of the last year."""
        low, middle, high = (self.quantiles[-1, LEVELS.index(p)] for p in (0.1, 0.5, 0.9))
        errors = [self.errors[-1, LEVELS.index(p)] for p in (0.1, 0.5, 0.9)]
        what = [amount(v, e) for v, e in zip((low, middle, high), errors)]
        return (
            f"{what[1]} {self.unit} in {self.steps[-1]}; "
            f"with 80 % probability {what[0]} to {what[2]}"
        )


class Outlook:
    """A model, its central path, and its random paths.

    ::

        outlook = Outlook("tiktok.json", history="published.csv", paths=100_000)
        outlook.total.median
        outlook.write_report("outlook.html")
    """

    def __init__(
        self,
        model: str | os.PathLike[str],
        history: str | os.PathLike[str] | None = None,
        *,
        paths: int = PATHS,
        seed: int = 1,
        threads: int | None = None,
        progress: Progress = None,
    ) -> None:
        self.path = Path(model)
        raw = self.path.read_bytes() if self.path.exists() else b""
        #: digest of the document: SHA-256, in hexadecimal digits
        self.digest = hashlib.sha256(raw).hexdigest()
        with Combiner.open(model) as described:
            #: the document as the library writes it
            self.document: dict[str, Any] = json.loads(described.to_json())
            self.program: Program = described.compile()
        self.history = None if history is None else History.open(history)
        self.history_path = None if history is None else Path(history)
        self.forecast: Forecast = self.program.run()
        self.seed = seed
        self._watch()
        sampling = Sampling(paths=paths, seed=seed, split_paths=min(paths, 4096))
        self.distribution: Distribution = self.simulation.run(
            sampling=sampling, threads=threads, progress=progress
        )

    def _watch(self) -> None:
        simulation = self.program.simulation()
        self.simulation: Simulation = simulation
        self._total = simulation.watch("total/revenue")
        self._contribution = simulation.watch("total/contribution")
        self._streams = {name: simulation.watch(f"{name}/revenue") for name in self.program.streams}
        self._regions = {
            name: simulation.watch("total/revenue", name) for name in self.program.regions
        }
        years = len(self.program.steps())
        self._growth = simulation.watch("total/revenue", kind="growth") if years > 1 else None
        complete = sum(self.program.complete())
        self._cagr = simulation.watch("total/revenue", kind="cagr") if complete > 1 else None
        self._hhi = simulation.watch(kind="hhi")

    def _band(self, figure: Figure) -> Band:
        first = self.distribution.variables[figure.first]
        steps = [
            variable.step
            for variable in self.distribution.variables[figure.first : figure.last + 1]
        ]
        quantiles = self.distribution.quantiles(LEVELS, figure)
        means = self.distribution.means(figure)
        return Band(
            first.name,
            first.region,
            first.unit,
            tuple(steps),
            quantiles.values,
            quantiles.errors,
            means.values,
            means.errors,
            self.distribution.deviations(figure).values,
        )

    # what it says

    @cached_property
    def total(self) -> Band:
        """Revenue of the platform."""
        return self._band(self._total)

    @cached_property
    def contribution(self) -> Band:
        """What is left of it after the costs that go with it."""
        return self._band(self._contribution)

    @cached_property
    def streams(self) -> dict[str, Band]:
        """Revenue of each stream."""
        return {name: self._band(figure) for name, figure in self._streams.items()}

    @cached_property
    def regions(self) -> dict[str, Band]:
        """Revenue of each region, in reporting currency."""
        return {name: self._band(figure) for name, figure in self._regions.items()}

    @cached_property
    def growth(self) -> Band | None:
        """Growth of revenue from year to year."""
        return None if self._growth is None else self._band(self._growth)

    @cached_property
    def cagr(self) -> Band | None:
        """Compound annual growth of revenue."""
        return None if self._cagr is None else self._band(self._cagr)

    @cached_property
    def hhi(self) -> Band:
        """Concentration of revenue over streams."""
        return self._band(self._hhi)

    @cached_property
    def epistemic(self) -> Estimate:
        """Share of the total's variance that comes from not knowing, by year."""
        return self.distribution.epistemic_shares(self._total)

    @property
    def years(self) -> tuple[str, ...]:
        """The years, by name."""
        return self.program.steps()

    @property
    def currency(self) -> str:
        """Reporting currency."""
        return self.program.currency

    @property
    def known(self) -> int:
        """Number of years that ended before the as-of date."""
        as_of = self.program.calendar.as_of
        return sum(int(year[:4]) < as_of.year for year in self.years)

    @property
    def title(self) -> str:
        """Title of the model, or the name of its file."""
        return self.program.title or self.path.name

    def falls_below(self, threshold: float, year: int = -1) -> tuple[float, float]:
        """Probability that revenue of a year is at most a threshold, and its error."""
        variable = range(self._total.first, self._total.last + 1)[year]
        found = self.distribution.probabilities([threshold], variable)
        return float(found.values[0]), float(found.errors[0])

    def central(self, output: str, region: str | None = None) -> Floats:
        """One output of the central path, by year."""
        return self.forecast.read(output, region)

    def grades(self) -> dict[str, int]:
        """Number of drivers by the grade of their evidence."""
        counts = {"A": 0, "B": 0, "C": 0, "": 0}
        for driver in self.program.drivers.values():
            counts[driver.grade] += 1
        return counts

    # sentences

    def headline(self) -> str:
        """The finding, in one sentence."""
        return f"Revenue reaches {self.total.sentence()}"

    def stream_finding(self) -> str:
        """What the streams say."""
        last = {name: float(band.means[-1]) for name, band in self.streams.items()}
        first = max(last, key=lambda name: last[name])
        share = last[first] / self.total.means[-1] if self.total.means[-1] else np.nan
        return f"{label(first)} brings {percent(share)} of revenue in {self.years[-1]}"

    def region_finding(self) -> str:
        """What the regions say."""
        first, last = self.known, len(self.years) - 1
        first = min(max(first - 1, 0), last)
        shares = {
            name: band.means[[first, last]] / self.total.means[[first, last]]
            for name, band in self.regions.items()
        }
        name = max(shares, key=lambda key: float(shares[key][1]))
        then, now = (percent(share) for share in shares[name])
        begin, end = self.years[first], self.years[last]
        return f"{name} goes from {then} of revenue in {begin} to {now} in {end}"

    def reproduction(self) -> dict[str, str]:
        """What somebody needs to compute the same numbers."""
        return {
            "document": self.path.name,
            "SHA-256 of the document": self.digest,
            "seed": str(self.seed),
            "paths": f"{self.distribution.paths:,}",
            "replicates": str(self.distribution.replicates),
            "digest of the run": self.distribution.digest,
            "libtiktokrev": version_text(lib.version),
            "revision of the model": str(lib.ttr_model_revision()),
            "headers of the package": version_text(c.TTR_VERSION),
            "NumPy": np.__version__,
            "Python": platform.python_version(),
            "machine": f"{platform.system()} {platform.machine()}",
        }

    def write_report(self, path: str | os.PathLike[str]) -> None:
        """Writes one self-contained HTML file."""
        from .report import render

        Path(path).write_text(render(self), encoding="utf-8")


def ordered(bands: dict[str, Band]) -> list[tuple[str, Band]]:
    """The largest of the last year first."""
    return sorted(bands.items(), key=lambda item: -abs(float(item[1].means[-1])))


def label(name: str) -> str:
    """A component's name for people: ``virtual_goods`` is ``Virtual goods``."""
    text = name.replace("_", " ")
    return text[:1].upper() + text[1:]
