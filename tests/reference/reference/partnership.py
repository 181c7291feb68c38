"""Partnership: deals, payment gateway, logistics (section 4.5)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Callable

from .catalogue import (
    DEAL,
    PARTNERSHIP,
    STREAM_OUTPUTS,
    Outputs,
    money,
    several,
)
from .component import Stream, cell
from .drivers import Declaration
from .ledger import Posting
from .timeline import date_of

if TYPE_CHECKING:
    from .world import World


def tiered(tiers: list[dict[str, Any]], base: float) -> float:
    """Marginal shares: each applies to its slice of the base."""
    ends = [float(tier["from"]) for tier in tiers[1:]] + [float("inf")]
    return sum(
        float(tier["share"]) * max(0.0, min(base, end) - float(tier["from"]))
        for tier, end in zip(tiers, ends)
    )


class Deal:
    """One contract in one region."""

    def __init__(self, stream: Partnership, spec: dict[str, Any]) -> None:
        self.stream = stream
        self.spec = spec
        self.name: str = spec["name"]
        self.pays = spec.get("direction", "receive") == "pay"
        self.regions: list[str] = spec.get("regions", [stream.region])
        self.per_year = 12 // stream.timeline.months
        first = spec.get("start")
        self.start = stream.timeline.index_of(date_of(first)) if first else 0
        if spec["term_years"] != int(spec["term_years"]):
            raise ValueError(f"{self.name}: a term is whole contract years")
        # One decision, for every end of the term.
        renewed = self.x("renewal_probability") > 0.5
        self.years = math.inf if renewed else int(spec["term_years"])

    def x(self, key: str, t: int = 0) -> float:
        return self.stream.x(f"{self.name}/{key}", t)

    def is_active(self, t: int) -> bool:
        inside = 0 <= t - self.start < self.years * self.per_year
        return inside and self.stream.region in self.regions

    def position(self, t: int) -> tuple[int, int]:
        """Contract year, and the period's number 1..n within it."""
        year, k = divmod(t - self.start, self.per_year)
        return year, k + 1

    def period(self, year: int, k: int) -> int:
        return self.start + year * self.per_year + k - 1

    def base(self, t: int) -> float:
        source = self.spec.get("base", "own")
        if source == "own":
            return self.x("base_pm", t) * self.stream.months if t >= 0 else 0.0
        component, output = source["output"].split("/", 1)
        lagged = self.stream.output_of(component, output, t - source.get("lag", 0))
        return float(source.get("scale", 1.0)) * lagged

    def sales(self, year: int, k: int) -> float:
        """Base of the contract year's first k periods."""
        return sum(self.base(self.period(year, i)) for i in range(1, k + 1))

    def royalty(self, year: int, k: int) -> float:
        return tiered(self.spec["tiers"], self.sales(year, k))

    def guarantee(self, year: int) -> float:
        return self.x("guarantee", max(0, self.period(year, 1)))

    def unrecouped_after(self, year: int) -> float:
        """Of years that ended before the calendar nothing is known."""
        ended_before = self.period(year, self.per_year) < 0
        if year < 0 or ended_before or not self.spec.get("recoupable", True):
            return 0.0
        balance = self.unrecouped_after(year - 1) + self.guarantee(year)
        return max(0.0, balance - self.royalty(year, self.per_year))

    def due(self, year: int, k: int) -> float:
        """The year's due if sales go on as in its first k periods; at the
        year's end, what is due."""
        sales = self.sales(year, k) * self.per_year / k
        royalty = tiered(self.spec["tiers"], sales)
        return max(self.guarantee(year), royalty - self.unrecouped_after(year - 1))

    def recognised_by(self, year: int, k: int) -> float:
        if k == 0:
            return 0.0
        method = self.spec.get("recognition", "rateable")
        if k == self.per_year or method == "progress":
            return self.due(year, k) * k / self.per_year
        beyond = self.royalty(year, k) - self.unrecouped_after(year - 1)
        if method == "as_sales":
            return max(0.0, beyond)
        guarantee = self.guarantee(year)
        return guarantee * k / self.per_year + max(0.0, beyond - guarantee)

    def recognised(self, t: int) -> float:
        if not self.is_active(t):
            return 0.0
        year, k = self.position(t)
        return self.recognised_by(year, k) - self.recognised_by(year, k - 1)

    def settled(self, t: int) -> float:
        """What is due is paid at the contract year's end."""
        year, k = self.position(t)
        ends = self.is_active(t) and k == self.per_year
        return self.due(year, k) if ends else 0.0

    def receivable(self, t: int) -> float:
        """Recognised less settled; what we owe is negative."""
        if not self.is_active(t):
            return 0.0
        year, k = self.position(t)
        open_amount = 0.0 if k == self.per_year else self.recognised_by(year, k)
        return -open_amount if self.pays else open_amount

    def unrecouped(self, t: int) -> float:
        if self.stream.region not in self.regions:
            return 0.0
        year, k = self.position(t)
        ended = year if k == self.per_year else year - 1
        return self.unrecouped_after(int(min(ended, self.years - 1)))

    def fixed_fee(self, t: int) -> float:
        if not self.is_active(t):
            return 0.0
        return self.x("fixed_fee_per_year", t) * self.stream.d


def deal_outputs(name: str) -> Outputs:
    return {
        **money(f"{name}/recognised"),
        **money(f"{name}/unrecouped {name}/receivable", "balance"),
    }


def deal_drivers(names: list[str]) -> dict[str, Declaration]:
    return {
        f"{name}/{key}": declared for name in names for key, declared in DEAL.items()
    }


class Partnership(Stream):
    outputs = {
        **STREAM_OUTPUTS,
        **money("deal_revenue deal_cost fixed_fees gateway_revenue"),
        **money("logistics_revenue"),
        **money("receivable", "balance"),
        **several("cross_promotion_users", "flow"),
    }

    def __init__(self, world: World, region: str, spec: dict[str, Any]) -> None:
        names = [deal["name"] for deal in spec.get("deals", [])]
        declared = {**PARTNERSHIP, **deal_drivers(names)}
        super().__init__(world, spec["name"], region, spec, declared)
        self.deals = {deal["name"]: Deal(self, deal) for deal in spec.get("deals", [])}
        for name in names:
            self.outputs = {**self.outputs, **deal_outputs(name)}

    def quantity(self, output: str, t: int) -> float:
        if "/" not in output:
            return super().quantity(output, t)
        deal, name = output.split("/")
        equation: Callable[[int], float] = getattr(self.deals[deal], name)
        return self.remember(output, t, lambda: equation(t))

    def over_deals(self, pays: bool, name: str, t: int) -> float:
        return sum(
            self.quantity(f"{deal.name}/{name}", t)
            for deal in self.deals.values()
            if deal.pays == pays
        )

    @cell
    def deal_revenue(self, t: int) -> float:
        return self.over_deals(False, "recognised", t)

    @cell
    def deal_cost(self, t: int) -> float:
        cost = self.over_deals(True, "recognised", t)
        return cost + self.over_deals(True, "fixed_fee", t)

    @cell
    def fixed_fees(self, t: int) -> float:
        return self.over_deals(False, "fixed_fee", t)

    @cell
    def receivable(self, t: int) -> float:
        receivables = self.over_deals(False, "receivable", t)
        return receivables + self.over_deals(True, "receivable", t)

    @cell
    def gateway_fees(self, t: int) -> float:
        share = self.x("gateway_bps", t) / 10000
        volume = self.x("gateway_tpv_pm", t) * self.months
        count = self.x("gateway_transactions_pm", t) * self.months
        return volume * share + self.x("gateway_fee", t) * count

    @cell
    def interchange(self, t: int) -> float:
        volume = self.x("gateway_tpv_pm", t) * self.months
        return self.x("gateway_interchange_rate", t) * volume

    @cell
    def gateway_revenue(self, t: int) -> float:
        return self.gateway_fees(t) - self.interchange(t)

    @cell
    def logistics_revenue(self, t: int) -> float:
        parcels = self.x("third_party_parcels_pm", t) * self.months
        return parcels * self.x("third_party_parcel_fee", t)

    def cross_promotion_users(self, t: int) -> float:
        return self.x("cross_promotion_users_pm", t) * self.months

    def services(self, t: int) -> float:
        own = self.gateway_revenue(t) + self.logistics_revenue(t)
        return self.fixed_fees(t) + own

    def revenue_gross(self, t: int) -> float:
        return self.deal_revenue(t) + self.services(t)

    def revenue_net(self, t: int) -> float:
        return self.revenue_gross(t)

    def contribution(self, t: int) -> float:
        return self.revenue_gross(t) - self.deal_cost(t)

    def bookings(self, t: int) -> float:
        return self.over_deals(False, "settled", t) + self.services(t)

    def postings(self, t: int) -> list[Posting]:
        settled = self.over_deals(True, "settled", t)
        paid_fees = self.over_deals(True, "fixed_fee", t)
        return [
            Posting("receivable", "platform", self.deal_revenue(t)),
            Posting("partner", "receivable", self.over_deals(False, "settled", t)),
            Posting("platform", "receivable", self.over_deals(True, "recognised", t)),
            Posting("receivable", "payee", settled),
            Posting("partner", "platform", self.fixed_fees(t)),
            Posting("platform", "payee", paid_fees),
            Posting("partner", "platform", self.gateway_fees(t)),
            Posting("platform", "payment_provider", self.interchange(t)),
            Posting("partner", "platform", self.logistics_revenue(t)),
        ]
