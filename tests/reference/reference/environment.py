"""Factors outside the platform: price index, currency, events, technology."""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING, Any

from .catalogue import ENVIRONMENT
from .component import Component, cell
from .drivers import parameter
from .laws import REAL
from .timeline import Period, Timeline, date_of, next_day, time_of

if TYPE_CHECKING:
    from .world import World


class Environment(Component):
    """Inflation and exchange rate of one region."""

    def __init__(self, world: World, region: str) -> None:
        spec = world.document.get("environment", {})
        super().__init__(world, "environment", region, spec, ENVIRONMENT)
        self.currency = world.currency_of(region)

    @cell
    def price_index(self, t: int) -> float:
        if t == 0:
            return 1.0
        growth = (1 + self.x("inflation", t)) ** self.d
        return self.price_index(t - 1) * float(growth)

    def fx(self, t: int) -> float:
        """Reporting currency per unit of local: period average."""
        return 1.0 if self.currency == self.world.currency else self.x("fx", t)

    @cell
    def fx_end(self, t: int) -> float:
        """The same at the period's end."""
        if self.currency == self.world.currency:
            return 1.0
        key = "fx_end" if self.is_given("fx_end") else "fx"
        driver = self.drivers[key]
        shift = self.world.shift(self, key, driver.declared.support, t)
        return driver.value(t, shift, at_end=True)


def lost_days(event: dict[str, Any], period: Period) -> float:
    """The integral over the period's days of the event's share h."""
    first = next_day(date_of(event["date"]), event.get("lag_days", 0))
    end = event.get("end", "absorbing")
    if end == "absorbing":
        return float(period.overlap(first, date.max))
    recovery = next_day(first, end["days"])
    lost = float(period.overlap(first, recovery))
    if "half_life_days" in end:
        rate = math.log(2) / end["half_life_days"]
        begin = max(0, (period.first - recovery).days)
        finish = max(0, (period.next_first - recovery).days)
        lost += (math.exp(-rate * begin) - math.exp(-rate * finish)) / rate
    return lost


class Events:
    """Scheduled events that happen on the central path, and technology."""

    def __init__(self, document: dict[str, Any], timeline: Timeline) -> None:
        environment = document.get("environment", {})
        self.timeline = timeline
        self.events = [e for e in environment.get("events", []) if happens(e)]
        self.technology = environment.get("technology", [])

    def factor(self, event: dict[str, Any], t: int) -> float:
        severity = parameter(event.get("severity", 1.0))
        period = self.timeline[t]
        return 1 - severity * lost_days(event, period) / period.days

    def availability(self, region: str, t: int) -> float:
        product = 1.0
        for event in self.events:
            if event["scope"] == "audience" and hits(event, region):
                product *= self.factor(event, t)
        return product

    def activity(self, component: str, region: str, t: int) -> float:
        """The factor of events whose scope names the stream."""
        product = 1.0
        for event in self.events:
            scope = event["scope"]
            named = scope.get("streams", []) if isinstance(scope, dict) else []
            if component in named and hits(event, region):
                product *= self.factor(event, t)
        return product

    def shift(self, address: str, region: str, support: str, t: int) -> float:
        """J and technology, on the driver's scale g."""
        total = 0.0
        for event in self.events:
            scope = event["scope"]
            target = scope.get("driver") if isinstance(scope, dict) else None
            if target == address and hits(event, region):
                factor = self.factor(event, t)
                if support == REAL:
                    total += factor - 1
                else:
                    total += math.log(factor) if factor > 0 else -math.inf
        for item in self.technology:
            if item["driver"] == address and hits(item, region):
                total += technology_in(item, self.timeline[t])
        return total


def happens(event: dict[str, Any]) -> bool:
    """Scheduled with more than even odds; hazards never."""
    return "hazard_per_year" not in event and event.get("probability", 1) > 0.5


def hits(item: dict[str, Any], region: str) -> bool:
    return "regions" not in item or region in item["regions"]


def technology_in(item: dict[str, Any], period: Period) -> float:
    """A step for its share of the period's days; a diffusion at mid-period."""
    size, day = parameter(item["size"]), date_of(item["date"])
    if item.get("kind", "step") == "step":
        return size * period.overlap(day, date.max) / period.days
    elapsed = period.mid - time_of(day)
    return size / (1 + math.exp(-parameter(item["rate"]) * elapsed))
