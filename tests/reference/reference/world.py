"""A world: all components of a document, with or without links.

Three worlds make a result: the full one; the one without links, whose paths
are the links' central references; and the one where every stream is alone.
"""

from __future__ import annotations

import math
import sys
from typing import Any, Callable

from .advertising import Advertising
from .audience import Audience
from .commerce import Commerce
from .component import Component, Stream
from .creator import Creator
from .custom import Custom
from .drivers import Declaration, Driver
from .enterprise import Enterprise
from .environment import Environment, Events
from .laws import REAL, clamp_ratio
from .partnership import Partnership
from .timeline import Timeline
from .virtual_goods import VirtualGoods

sys.setrecursionlimit(20000)

Make = Callable[["World", str, dict[str, Any]], Stream]
MODELS: dict[str, Make] = {
    "advertising": Advertising,
    "commerce": Commerce,
    "virtual_goods": VirtualGoods,
    "enterprise": Enterprise,
    "partnership": Partnership,
    "creator": Creator,
    "custom": Custom,
}
ELASTICITY = Declaration("elasticity", REAL, 0.0)


def model_of(spec: dict[str, Any]) -> str:
    return str(spec.get("model", spec["name"]))


class World:
    def __init__(
        self,
        document: dict[str, Any],
        linked_to: World | None = None,
        alone: bool = False,
    ) -> None:
        """linked_to is the world without links; None switches links off."""
        self.document = document
        self.linked_to = linked_to
        self.alone = alone
        self.timeline = Timeline(document["calendar"])
        self.currency: str = document.get("currency", "USD")
        self.regions: list[str] = [r["name"] for r in document["regions"]]
        self.events = Events(document, self.timeline)
        self.open_steps: list[str] = []
        self._specs: dict[str, Any] = {s["name"]: s for s in document["streams"]}
        self._audiences: dict[tuple[str, bool, bool], Audience] = {}
        self._environments: dict[str, Environment] = {}
        self._streams: dict[tuple[str, str], Stream] = {}

    def currency_of(self, region: str) -> str:
        for spec in self.document["regions"]:
            if spec["name"] == region:
                return str(spec.get("currency", self.currency))
        raise KeyError(region)

    def environment(self, region: str) -> Environment:
        if region not in self._environments:
            self._environments[region] = Environment(self, region)
        return self._environments[region]

    def audience(self, region: str, reader: str) -> Audience:
        """Alone, a stream sees only the feedback it causes itself."""
        model = model_of(self._specs.get(reader, {"name": reader}))
        load = not self.alone or model == "advertising"
        content = not self.alone or model == "creator"
        key = (region, load, content)
        if key not in self._audiences:
            self._audiences[key] = Audience(self, region, load, content)
        return self._audiences[key]

    def stream(self, name: str, region: str) -> Stream:
        key = (name, region)
        if key not in self._streams:
            spec = self._specs[name]
            self._streams[key] = MODELS[model_of(spec)](self, region, spec)
        return self._streams[key]

    def streams_in(self, region: str) -> list[Stream]:
        return [self.stream(name, region) for name in self._specs]

    def streams_of(self, model: str, region: str) -> list[Stream]:
        return [
            self.stream(name, region)
            for name, spec in self._specs.items()
            if model_of(spec) == model
        ]

    def component(self, name: str, region: str, reader: str) -> Component:
        """A component of a region as the reading stream sees it."""
        if name == "audience":
            return self.audience(region, reader)
        if name == "environment":
            return self.environment(region)
        return self.stream(name, region)

    def shift(self, component: Component, key: str, support: str, t: int) -> float:
        """What events, technology and links add to a driver on its scale."""
        address = f"{component.name}/{key}"
        t = max(t, 0)
        total = self.events.shift(address, component.region, support, t)
        if self.linked_to is not None:
            for link in self.document.get("links", []):
                aims_at = link.get("target_region", component.region)
                if link["target"] == address and aims_at == component.region:
                    total += self.link_shift(link, component.region, t)
        return total

    def link_shift(self, link: dict[str, Any], region: str, t: int) -> float:
        before = t - int(link.get("lag", 0))
        if before < 0 or self.linked_to is None:
            return 0.0
        name, output = link["source"].split("/", 1)
        region = link.get("source_region", region)
        value = self.component(name, region, name).source(output, before)
        reference = link.get("reference", "central")
        if reference == "central":
            source = self.linked_to.component(name, region, name)
            reference = source.source(output, before)
        ratio = value / float(reference) if reference > 0 else 1.0
        elasticity = Driver(link["elasticity"], ELASTICITY, self.timeline)
        return elasticity.value(t, 0.0) * math.log(clamp_ratio(ratio))
