"""Totals over regions and periods, years, currencies and reports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from .catalogue import BALANCE, FLOW, RATIO, STOCK, Output, Outputs
from .component import Component
from .laws import ratio_of
from .ledger import Ledger, Total
from .world import World

WORLD = "World"
LOCAL, REPORTING, CONSTANT = "local", "reporting", "constant"
Row = tuple[str, str, str, str, float]


class Results:
    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self.unlinked = World(document)
        linked = bool(document.get("links"))
        self.world = World(document, self.unlinked) if linked else self.unlinked
        self.alone = World(document, alone=True)
        self.timeline = self.world.timeline
        self.regions = self.world.regions
        self.streams: list[str] = [s["name"] for s in document["streams"]]
        self.base_period = int(document.get("constant_currency_period", 0))
        self._ledgers = {r: Ledger(self.world, r) for r in self.regions}
        self._totals = {r: Total(self.world, self.alone, r) for r in self.regions}
        self._check_coins_arrive()
        self._advance()

    def _check_coins_arrive(self) -> None:
        """Coins are revenue where they are used, so somebody must use them."""
        for region in self.regions:
            for sender in self.world.streams_of("virtual_goods", region):
                for use, model in (("gifts", "creator"), ("promotion", "advertising")):
                    spends = sender.x(use + "_weight") > 0
                    if spends and not self.world.streams_of(model, region):
                        raise ValueError(f"{use} need a stream of the model {model}")

    def _advance(self) -> None:
        """Evaluate period by period, so that recursion stays shallow."""
        for t in range(len(self.timeline)):
            for region in self.regions:
                for name in ["audience", *self.streams, "total", "ledger"]:
                    component = self.component(name, region)
                    for output in component.outputs:
                        component.read(output, t)

    @property
    def has_many_currencies(self) -> bool:
        local = {self.world.currency_of(region) for region in self.regions}
        return local != {self.world.currency}

    def component(self, name: str, region: str) -> Component:
        if name == "ledger":
            return self._ledgers[region]
        if name == "total":
            return self._totals[region]
        return self.world.component(name, region, name)

    def outputs(self, name: str) -> Outputs:
        return self.component(name, self.regions[0]).outputs

    def rate(self, region: str, declared: Output, t: int, currency: str) -> float:
        """Factor from local money to the currency asked for."""
        if not declared.money or currency == LOCAL:
            return 1.0
        environment = self.world.environment(region)
        if currency == CONSTANT:
            return environment.fx(self.base_period)
        if declared.kind == BALANCE:
            return environment.fx_end(t)
        return environment.fx(t)

    def value(
        self,
        component: str,
        output: str,
        regions: Sequence[str],
        periods: Sequence[int],
        currency: str = LOCAL,
    ) -> float:
        """An output over regions and periods, by its kind of aggregation."""
        declared = self.outputs(component)[output]
        if declared.kind == RATIO and declared.numerator:
            parts = (declared.numerator, declared.denominator)
            above, below = (
                self.value(component, part, regions, periods, currency)
                for part in parts
            )
            return declared.scale * ratio_of(above, below)

        def at(t: int) -> float:
            return sum(
                self.component(component, region).read(output, t)
                * self.rate(region, declared, t, currency)
                for region in regions
            )

        if declared.kind == FLOW:
            return sum(at(t) for t in periods)
        if declared.kind == STOCK:
            days = [self.timeline[t].days for t in periods]
            return sum(at(t) * n for t, n in zip(periods, days)) / sum(days)
        return at(periods[-1])

    def hhi(
        self, regions: Sequence[str], periods: Sequence[int], currency: str = LOCAL
    ) -> float:
        """Herfindahl-Hirschman index of the positive stream revenues."""
        revenues = [
            max(0.0, self.value(name, "revenue", regions, periods, currency))
            for name in self.streams
        ]
        return sum(ratio_of(revenue, sum(revenues)) ** 2 for revenue in revenues)

    def report(self, spec: dict[str, Any], t: int) -> float:
        """A weighted sum in reporting currency."""
        if spec.get("currency", self.world.currency) != self.world.currency:
            raise ValueError(f"{spec['name']}: reports are in {self.world.currency}")
        return sum(self.term(term, t) for term in spec["terms"])

    def term(self, term: dict[str, Any], t: int) -> float:
        name, output = term["output"].split("/", 1)
        regions = [term["region"]] if "region" in term else self.regions
        value = self.value(name, output, regions, [t], REPORTING)
        return float(term.get("weight", 1.0)) * value

    def spans(self) -> list[tuple[str, tuple[int, ...]]]:
        """Periods by index, complete years by name."""
        spans: list[tuple[str, tuple[int, ...]]]
        spans = [(str(t), (t,)) for t in range(len(self.timeline))]
        for year in self.timeline.all_years():
            if year.complete:
                spans.append((year.name, year.periods))
        return spans

    def places(self) -> list[tuple[str, list[str], str]]:
        """Region or World, its members, and the currency of its money."""
        places = [(region, [region], LOCAL) for region in self.regions]
        if len(self.regions) > 1 or self.has_many_currencies:
            places.append((WORLD, self.regions, REPORTING))
        return places

    def rows(self) -> Iterator[Row]:
        for name in ["audience", *self.streams, "total", "ledger"]:
            yield from self.component_rows(name)
        for spec in self.document.get("reports", []):
            for t in range(len(self.timeline)):
                yield "report", WORLD, spec["name"], str(t), self.report(spec, t)

    def component_rows(self, name: str) -> Iterator[Row]:
        for place, regions, currency in self.places():
            for label, periods in self.spans():
                for output, declared in self.outputs(name).items():
                    if declared.hidden or not self.can_add(declared, place, periods):
                        continue
                    value = self.value(name, output, regions, periods, currency)
                    yield name, place, output, label, value
                yield from self.extra_rows(name, place, regions, label, periods)

    def can_add(self, declared: Output, place: str, periods: tuple[int, ...]) -> bool:
        """A custom stream's ratio has no parts: it is only what it is."""
        has_parts = declared.kind != RATIO or bool(declared.numerator)
        return has_parts or (place != WORLD and len(periods) == 1)

    def extra_rows(
        self,
        name: str,
        place: str,
        regions: list[str],
        label: str,
        periods: tuple[int, ...],
    ) -> Iterator[Row]:
        """Concentration, and revenue in other currencies."""
        home = REPORTING if place == WORLD else LOCAL
        if name == "total":
            yield name, place, "hhi", label, self.hhi(regions, periods, home)
        if self.has_many_currencies and name not in ("audience", "ledger"):
            for currency in (REPORTING, CONSTANT):
                if currency != home:
                    value = self.value(name, "revenue", regions, periods, currency)
                    yield name, place, f"revenue@{currency}", label, value
