"""Custom streams: declared drivers and formulas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .catalogue import FLOW, RATIO, STOCK, STREAM_OUTPUTS, Output, Outputs
from .component import Stream
from .drivers import Declaration
from .formula import Name, Parser, Quotient, Term
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


def is_money(unit: str) -> bool:
    return unit.startswith("money")


class Custom(Stream):
    def __init__(self, world: World, region: str, spec: dict[str, Any]) -> None:
        declared = {d["key"]: declared_driver(d) for d in spec.get("declare", [])}
        super().__init__(world, spec["name"], region, spec, declared)
        self.equations: dict[str, Any] = spec["equations"]
        self.formulas: dict[str, Term] = {
            name: Parser(equation["formula"]).parse()
            for name, equation in self.equations.items()
        }
        self.outputs = {**self.own_outputs(), **STREAM_OUTPUTS}

    def own_outputs(self) -> Outputs:
        outputs: Outputs = {}
        for name, equation in self.equations.items():
            kind, unit = equation.get("kind", FLOW), equation.get("unit", "")
            outputs[name] = Output(kind, is_money(unit))
            if kind == RATIO:
                outputs.update(self.ratio_outputs(name, unit))
        return outputs

    def ratio_outputs(self, name: str, unit: str) -> Outputs:
        """A ratio's two parts add up as what they name, or as flows."""
        formula = self.formulas[name]
        if not isinstance(formula, Quotient):
            raise ValueError(f"{self.name}: the ratio {name} must be a division")
        above, below = name + " above", name + " below"
        self.formulas[above] = formula.above
        self.formulas[below] = formula.below
        per = unit.partition("/")[2]
        return {
            name: Output(RATIO, False, above, below),
            above: self.part(formula.above, unit),
            below: self.part(formula.below, per),
        }

    def part(self, term: Term, unit: str) -> Output:
        kind = FLOW
        name = term.name if isinstance(term, Name) else ""
        if name in self.equations:
            kind = self.equations[name].get("kind", FLOW)
            unit = self.equations[name].get("unit", "")
        elif name in ("mau", "dau"):
            kind = STOCK
        return Output(kind if kind != RATIO else FLOW, is_money(unit), hidden=True)

    def named(self, name: str, t: int) -> float:
        """The value of an identifier of a formula."""
        if name in self.drivers:
            return self.x(name, t)
        if name in self.formulas:
            return self.equation(name, t)
        if name in ("mau", "dau", "hours"):
            active = self.world.events.activity(self.name, self.region, t)
            return self.audience.read(name, t) * active
        if name in ("months", "years"):
            return self.months if name == "months" else self.d
        if name == "days":
            return float(self.days(t))
        component, _, output = name.partition(".")
        return self.output_of(component, output.replace(".", "/"), t)

    def quantity(self, output: str, t: int) -> float:
        """The equation `revenue` is net; the output is it as presented."""
        if output in STREAM_OUTPUTS:
            return super().quantity(output, t)
        return self.equation(output, t)

    def equation(self, name: str, t: int) -> float:
        if t < 0 or name not in self.formulas:
            return 0.0
        formula = self.formulas[name]
        return self.remember("equation " + name, t, lambda: formula(self, t))

    def revenue_gross(self, t: int) -> float:
        has_others = "gross_revenue" in self.formulas
        return self.equation("gross_revenue" if has_others else "revenue", t)

    def revenue_net(self, t: int) -> float:
        return self.equation("revenue", t)

    def bookings(self, t: int) -> float:
        return self.revenue_gross(t)

    def contribution(self, t: int) -> float:
        return self.revenue_net(t) - self.equation("cost", t)

    def postings(self, t: int) -> list[Posting]:
        others = self.revenue_gross(t) - self.revenue_net(t)
        return [
            Posting("customer", "platform", self.revenue_net(t)),
            Posting("customer", "payee", others),
            Posting("platform", "supplier", self.equation("cost", t)),
        ]
