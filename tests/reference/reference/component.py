"""What audience and streams share: memoised equations, drivers, outputs."""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING, Any, Callable, TypeVar

from .catalogue import RATIO, Outputs
from .drivers import Declaration, Driver
from .laws import ratio_of

if TYPE_CHECKING:
    from .ledger import Posting
    from .world import World

C = TypeVar("C", bound="Component")
Equation = Callable[[C, int], float]


class CycleError(ValueError):
    """Equations and links of one period form a cycle."""


def cell(equation: Equation[C]) -> Equation[C]:
    """An equation evaluated once per period; a cycle is an error."""
    name = equation.__name__

    @functools.wraps(equation)
    def read(self: C, t: int) -> float:
        return self.remember(name, t, lambda: equation(self, t))

    return read


class Component:
    """One audience or stream in one region of one world."""

    outputs: Outputs = {}

    def __init__(
        self,
        world: World,
        name: str,
        region: str,
        spec: dict[str, Any],
        declared: dict[str, Declaration],
    ) -> None:
        self.world = world
        self.name = name
        self.region = region
        self.spec = spec
        self.timeline = world.timeline
        self.months = float(world.timeline.months)
        self.d = world.timeline.d
        self._values: dict[tuple[str, int], float] = {}
        self._given = dict(spec.get("drivers", {}))
        self._given.update(spec.get("regions", {}).get(region, {}))
        unknown = set(self._given) - set(declared)
        if unknown:
            raise KeyError(f"{name}/{region}: unknown drivers {sorted(unknown)}")
        self.drivers = {
            key: Driver(self._given.get(key, {}), declaration, self.timeline)
            for key, declaration in declared.items()
        }

    def remember(self, name: str, t: int, compute: Callable[[], float]) -> float:
        key = (name, t)
        if key not in self._values:
            step = f"{self.name}/{self.region}/{name}[{t}]"
            if step in self.world.open_steps:
                raise CycleError(" <- ".join([*self.world.open_steps, step]))
            self.world.open_steps.append(step)
            self._values[key] = compute()
            self.world.open_steps.pop()
        return self._values[key]

    def is_given(self, key: str) -> bool:
        return key in self._given

    def days(self, t: int) -> int:
        return self.timeline[t].days

    def x(self, key: str, t: int = 0) -> float:
        """A driver's value in period t, as the equations use it."""
        return self.remember("driver " + key, t, lambda: self._driver_value(key, t))

    def _driver_value(self, key: str, t: int) -> float:
        driver = self.drivers[key]
        shift = self.world.shift(self, key, driver.declared.support, t)
        value = driver.value(t, shift)
        if driver.real:
            value *= self.world.environment(self.region).price_index(t)
        if driver.declared.activity:
            value *= self.world.events.activity(self.name, self.region, t)
        if driver.declared.follows_availability:
            value *= self.world.events.availability(self.region, t)
        return value

    def read(self, output: str, t: int) -> float:
        """Any output in local currency; before the calendar, 0."""
        if t < 0:
            return 0.0
        declared = self.outputs[output]
        if declared.kind == RATIO:
            above = self.read(declared.numerator, t)
            return declared.scale * ratio_of(above, self.read(declared.denominator, t))
        return self.quantity(output, t)

    def source(self, output: str, t: int) -> float:
        """What a link reads of an output."""
        return self.read(output, t)

    def quantity(self, output: str, t: int) -> float:
        equation: Callable[[int], float] = getattr(self, output)
        return equation(t)

    def output_of(self, component: str, output: str, t: int) -> float:
        """An output of any component of the region, as this one sees it."""
        return self.world.component(component, self.region, self.name).read(output, t)


class Stream(Component):
    """A revenue stream; revenue is its gross or its net view."""

    default_presentation = "gross"

    @property
    def audience(self) -> Component:
        return self.world.component("audience", self.region, self.name)

    def mau(self, t: int) -> float:
        return self.audience.read("mau", t)

    @property
    def presentation(self) -> str:
        chosen = self.spec.get("presentation", self.default_presentation)
        by_region = self.spec.get("presentation_by_region", {})
        return str(by_region.get(self.region, chosen))

    @cell
    def revenue(self, t: int) -> float:
        if self.presentation == "net":
            return self.revenue_net(t)
        return self.revenue_gross(t)

    def revenue_gross(self, t: int) -> float:
        raise NotImplementedError

    def revenue_net(self, t: int) -> float:
        raise NotImplementedError

    def contribution(self, t: int) -> float:
        raise NotImplementedError

    def bookings(self, t: int) -> float:
        raise NotImplementedError

    def postings(self, t: int) -> list[Posting]:
        """Every movement of money of the period."""
        raise NotImplementedError


def survival(alpha: float, beta: float, age: float) -> float:
    """Shifted-beta-geometric S(age) = B(alpha, beta + age) / B(alpha, beta)."""
    return math.exp(
        math.lgamma(beta + age)
        - math.lgamma(alpha + beta + age)
        + math.lgamma(alpha + beta)
        - math.lgamma(beta)
    )
