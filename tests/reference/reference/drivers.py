"""A driver: one number that moves through time."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import Any, Callable

from .laws import POSITIVE, REAL, UNIT, law_median, range_median, shifted
from .timeline import Period, Timeline, date_of, next_day, time_of

Curve = Callable[[Period, float], float]


@dataclass(frozen=True)
class Declaration:
    """What the catalogue says about a driver."""

    key: str
    support: str
    default: float
    activity: bool = False
    follows_availability: bool = False
    acquisition: bool = False


def parameter(spec: Any) -> float:
    """A curve's parameter: a number, or an object with value or law."""
    if not isinstance(spec, dict):
        return float(spec)
    if "value" in spec:
        return float(spec["value"])
    if "law" in spec:
        return law_median(spec["law"])
    return range_median(REAL, spec["range"])


def bass_share(p: float, q: float, u: float) -> float:
    """F(u): the share of the market that has adopted u years after launch."""
    if u <= 0:
        return 0.0
    decay = math.exp(-(p + q) * u)
    return (1 - decay) / (1 + q / p * decay)


def knots_at(knots: list[tuple[float, float]], time: float) -> float:
    if time <= knots[0][0]:
        return knots[0][1]
    for (t0, v0), (t1, v1) in zip(knots, knots[1:]):
        if time <= t1:
            return v0 + (v1 - v0) * (time - t0) / (t1 - t0)
    return knots[-1][1]


class Driver:
    """The central path of one driver in one region."""

    def __init__(self, spec: Any, declared: Declaration, timeline: Timeline) -> None:
        self.spec: dict[str, Any] = spec if isinstance(spec, dict) else {"value": spec}
        self.declared = declared
        self.timeline = timeline
        self.real = bool(self.spec.get("real", False))
        self._curve = self._make_curve()
        self._season = self._make_season()

    def value(self, t: int, shift: float, at_end: bool = False) -> float:
        """on * g^-1(g(m) + shift), before the price index."""
        period = self.timeline[t]
        support = self.declared.support
        level = self._curve(period, period.end if at_end else period.mid)
        index = self.index(period)
        if support == POSITIVE:
            level = max(0.0, level) * index
        elif support == UNIT:
            log_index = math.log(index) if index > 0 else -math.inf
            level = shifted(UNIT, min(1.0, max(0.0, level)), log_index)
        return self.on(period) * shifted(support, level, shift)

    def index(self, period: Period) -> float:
        """Seasonal index times movable events, over the period."""
        season = sum(self._season[month] for _, month in period.months)
        return season / len(period.months) * self._movable(period)

    def on(self, period: Period) -> float:
        first = self.spec.get("launch")
        last = self.spec.get("end")
        begin = date_of(first) if first else date.min
        finish = next_day(date_of(last), 1) if last else date.max
        return period.overlap(begin, finish) / period.days

    def _make_season(self) -> dict[int, float]:
        indices = [float(i) for i in self.spec.get("seasonality", [1.0] * 12)]
        mean = sum(indices) / len(indices)
        width = 12 // len(indices)
        return {m: indices[(m - 1) // width] / mean for m in range(1, 13)}

    def _movable(self, period: Period) -> float:
        events = self.spec.get("movable", [])
        if not events:
            return 1.0
        total = 0.0
        for i in range(period.days):
            day = next_day(period.first, i)
            product = 1.0
            for event in events:
                elapsed = (day - date_of(event["first"])).days
                if 0 <= elapsed < event["days"]:
                    product *= event["multiplier"]
            total += product
        return total / period.days

    def _time(self, text: Any) -> float:
        if text is None:
            text = self.spec.get("date")
        if text is None:
            return self.timeline[0].start
        return float(text) if isinstance(text, (int, float)) else time_of(date_of(text))

    def _make_curve(self) -> Curve:
        for kind in ("exponential", "linear", "logistic", "gompertz", "bass"):
            if kind in self.spec:
                make: Callable[[dict[str, Any]], Curve] = getattr(self, "_" + kind)
                return make(self.spec[kind])
        if "knots" in self.spec:
            knots = [(self._time(d), float(v)) for d, v in self.spec["knots"]]
            return lambda period, time: knots_at(knots, time)
        if "series" in self.spec:
            series = [float(v) for v in self.spec["series"]]
            return lambda period, time: series[period.index]
        constant = self._constant()
        return lambda period, time: constant

    def _constant(self) -> float:
        if "value" in self.spec:
            return float(self.spec["value"])
        if "law" in self.spec:
            return law_median(self.spec["law"])
        if isinstance(self.spec.get("range"), dict):
            return range_median(self.declared.support, self.spec["range"])
        return self.declared.default

    def _exponential(self, curve: dict[str, Any]) -> Curve:
        value, growth = parameter(curve["value"]), parameter(curve["growth"])
        ref = self._time(curve.get("date"))
        return lambda period, time: float(value * (1 + growth) ** (time - ref))

    def _linear(self, curve: dict[str, Any]) -> Curve:
        value, slope = parameter(curve["value"]), parameter(curve["slope_per_year"])
        ref = self._time(curve.get("date"))
        return lambda period, time: value + slope * (time - ref)

    def _logistic(self, curve: dict[str, Any]) -> Curve:
        ceiling, rate = parameter(curve["ceiling"]), parameter(curve["rate"])
        middle = self._time(curve["midpoint"])
        return lambda period, time: ceiling / (1 + math.exp(-rate * (time - middle)))

    def _gompertz(self, curve: dict[str, Any]) -> Curve:
        ceiling, rate = parameter(curve["ceiling"]), parameter(curve["rate"])
        turn = self._time(curve["inflection"])
        return lambda period, time: ceiling * math.exp(-math.exp(-rate * (time - turn)))

    def _bass(self, curve: dict[str, Any]) -> Curve:
        market = parameter(curve["market"])
        p, q = parameter(curve["p"]), parameter(curve["q"])
        launch = self._time(curve["launch"])

        def level(period: Period, time: float) -> float:
            return market * bass_share(p, q, time - launch)

        def flow_per_month(period: Period, time: float) -> float:
            after = bass_share(p, q, period.end - launch)
            before = bass_share(p, q, period.start - launch)
            return market * (after - before) / self.timeline.months

        return flow_per_month if self.declared.acquisition else level
