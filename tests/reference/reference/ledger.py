"""The ledger: every unit of money exactly once (section 5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .catalogue import money
from .component import Component, cell

if TYPE_CHECKING:
    from .world import World

PAYERS = ("customer", "advertiser", "client", "partner")
RECEIVERS = (
    "platform",
    "tax",
    "store",
    "payment_provider",
    "seller",
    "creator",
    "partner",
)
LIABILITIES = ("coins", "gift_cards", "deferred", "unclaimed", "payable")
OPENINGS = {
    "coins": "coin_liability",
    "gift_cards": "gift_card_liability",
    "deferred": "deferred",
}


@dataclass(frozen=True)
class Posting:
    source: str
    destination: str
    amount: float


class Ledger(Component):
    """All postings of one region's streams, by account."""

    outputs = {
        **money(" ".join("paid_by_" + name for name in PAYERS)),
        **money(" ".join("received_by_" + name for name in RECEIVERS)),
        **money(" ".join((*LIABILITIES, "receivable")), "balance"),
    }

    def __init__(self, world: World, region: str) -> None:
        super().__init__(world, "ledger", region, {}, {})
        self.streams = world.streams_in(region)
        self._postings: dict[int, list[Posting]] = {}

    def postings(self, t: int) -> list[Posting]:
        if t not in self._postings:
            self._postings[t] = [p for s in self.streams for p in s.postings(t)]
        return self._postings[t]

    def moved(self, account: str, t: int, into: bool) -> float:
        return sum(
            posting.amount
            for posting in self.postings(t)
            if account == (posting.destination if into else posting.source)
        )

    def kept(self, account: str, t: int) -> float:
        return self.moved(account, t, True) - self.moved(account, t, False)

    def quantity(self, output: str, t: int) -> float:
        if output.startswith("paid_by_"):
            return self.moved(output[len("paid_by_") :], t, False)
        if output == "received_by_platform":
            return self.kept("platform", t)
        if output.startswith("received_by_"):
            return self.moved(output[len("received_by_") :], t, True)
        if output == "receivable":
            return -self.balance(output, t)
        return self.balance(output, t)

    def balance(self, account: str, t: int) -> float:
        def compute() -> float:
            if t < 0:
                return self.opening(account)
            return self.balance(account, t - 1) + self.kept(account, t)

        return self.remember(account, t, compute)

    def opening(self, account: str) -> float:
        """Balance before the first period."""
        if account not in OPENINGS:
            return 0.0
        name = OPENINGS[account]
        models = {
            "virtual_goods": ("coins", "gift_cards"),
            "enterprise": ("deferred",),
        }
        return sum(
            stream.quantity(name, -1)
            for model, accounts in models.items()
            if account in accounts
            for stream in self.world.streams_of(model, self.region)
        )


class Total(Component):
    """All streams of a region, and what they would earn alone."""

    outputs = money(
        "revenue revenue_gross revenue_net contribution standalone_revenue synergy "
        "eliminations"
    )

    def __init__(self, world: World, alone: World, region: str) -> None:
        super().__init__(world, "total", region, {}, {})
        self.alone = alone
        self.rules = world.document.get("eliminations", [])

    def over_streams(self, world: World, output: str, t: int) -> float:
        return sum(s.read(output, t) for s in world.streams_in(self.region))

    def eliminated(self, world: World, t: int) -> float:
        total = 0.0
        for rule in self.rules:
            component, output = rule["source"].split("/", 1)
            source = world.component(component, self.region, component)
            total += rule["share"] * source.read(output, t)
        return total

    @cell
    def eliminations(self, t: int) -> float:
        return self.eliminated(self.world, t)

    @cell
    def revenue(self, t: int) -> float:
        return self.over_streams(self.world, "revenue", t) - self.eliminations(t)

    @cell
    def revenue_gross(self, t: int) -> float:
        return self.over_streams(self.world, "revenue_gross", t) - self.eliminations(t)

    @cell
    def revenue_net(self, t: int) -> float:
        return self.over_streams(self.world, "revenue_net", t) - self.eliminations(t)

    @cell
    def contribution(self, t: int) -> float:
        return self.over_streams(self.world, "contribution", t)

    @cell
    def standalone_revenue(self, t: int) -> float:
        revenue = self.over_streams(self.alone, "revenue", t)
        return revenue - self.eliminated(self.alone, t)

    @cell
    def synergy(self, t: int) -> float:
        return self.revenue(t) - self.standalone_revenue(t)
