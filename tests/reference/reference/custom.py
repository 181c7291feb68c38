"""Custom streams: declared drivers and formulas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .catalogue import STREAM_OUTPUTS, Output
from .component import Stream
from .drivers import Declaration
from .formula import Parser
from .laws import POSITIVE
from .ledger import Posting

if TYPE_CHECKING:
    from .world import World


def declared_driver(spec: dict[str, Any]) -> Declaration:
    support = spec.get("support", POSITIVE)
    activity = bool(spec.get("activity", False))
    return Declaration(
        spec["key"],
        support,
        float(spec.get("default", 0)),
        activity=activity,
        follows_availability=activity and support == POSITIVE,
    )


def equation_output(spec: dict[str, Any]) -> Output:
    return Output(spec.get("kind", "flow"), spec.get("unit", "").startswith("money"))


class Custom(Stream):
    def __init__(self, world: World, region: str, spec: dict[str, Any]) -> None:
        declared = {d["key"]: declared_driver(d) for d in spec.get("declare", [])}
        super().__init__(world, spec["name"], region, spec, declared)
        equations: dict[str, Any] = spec["equations"]
        self.formulas = {
            name: Parser(equation["formula"]).parse()
            for name, equation in equations.items()
        }
        own = {name: equation_output(equation) for name, equation in equations.items()}
        self.outputs = {**own, **STREAM_OUTPUTS}

    def named(self, name: str, t: int) -> float:
        """The value of an identifier of a formula."""
        if name in self.drivers:
            return self.x(name, t)
        if name in self.formulas:
            return self.read(name, t)
        if name in ("mau", "dau", "hours"):
            return self.audience.read(name, t)
        if name == "months":
            return self.months
        if name == "days":
            return float(self.days(t))
        component, _, output = name.partition(".")
        return self.output_of(component, output.replace(".", "/"), t)

    def read(self, output: str, t: int) -> float:
        return self.quantity(output, t) if t >= 0 else 0.0

    def quantity(self, output: str, t: int) -> float:
        if output in self.formulas:
            formula = self.formulas[output]
            return self.remember(output, t, lambda: formula(self, t))
        return super().quantity(output, t)

    def optional(self, output: str, t: int, default: float) -> float:
        return self.quantity(output, t) if output in self.formulas else default

    def revenue_gross(self, t: int) -> float:
        return self.read("revenue", t)

    def revenue_net(self, t: int) -> float:
        return self.read("revenue", t)

    def bookings(self, t: int) -> float:
        return self.read("revenue", t)

    def contribution(self, t: int) -> float:
        return self.read("revenue", t) - self.optional("cost", t, 0.0)

    def postings(self, t: int) -> list[Posting]:
        revenue = self.read("revenue", t)
        contribution = self.quantity("contribution", t)
        return [
            Posting("customer", "platform", revenue),
            Posting("platform", "partner", revenue - contribution),
        ]
