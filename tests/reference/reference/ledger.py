"""The ledger: every unit of money exactly once (section 5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .catalogue import money
from .component import Component, cell

if TYPE_CHECKING:
    from .world import World

PAYERS = ("customer", "advertiser", "client", "partner")
RECIPIENTS = (
    "platform",
    "tax",
    "store",
    "payment_provider",
    "seller",
    "creator",
    "payee",
    "publisher",
    "agency",
    "developer",
    "supplier",
)
LIABILITIES = ("coins", "gift_cards", "deferred", "unclaimed")
BALANCES = (*LIABILITIES, "receivable")
# The streams' own outputs of what stands on an account.
STANDING = {
    "coins": "coin_liability",
    "gift_cards": "gift_card_liability",
    "deferred": "deferred",
    "unclaimed": "unclaimed",
    "receivable": "receivable",
}


@dataclass(frozen=True)
class Posting:
    source: str
    destination: str
    amount: float


class Ledger(Component):
    """All postings of one region's streams, by account."""

    outputs = {
        **money(" ".join("paid_" + name for name in PAYERS)),
        **money(" ".join("received_" + name for name in RECIPIENTS)),
        **money(" ".join("balance_" + name for name in BALANCES), "balance"),
        **money(" ".join("change_" + name for name in BALANCES)),
    }

    def __init__(self, world: World, region: str) -> None:
        super().__init__(world, "ledger", region, {}, {})
        self.streams = world.streams_in(region)
        self._postings: dict[int, list[Posting]] = {}

    def postings(self, t: int) -> list[Posting]:
        if t not in self._postings:
            self._postings[t] = [p for s in self.streams for p in s.postings(t)]
        return self._postings[t]

    def kept(self, account: str, t: int) -> float:
        """What arrives on an account less what leaves it."""
        postings = self.postings(t)
        arrived = sum(p.amount for p in postings if p.destination == account)
        return arrived - sum(p.amount for p in postings if p.source == account)

    def quantity(self, output: str, t: int) -> float:
        movement, account = output.split("_", 1)
        if movement == "balance":
            return self.balance(account, t)
        if movement == "change":
            return self.balance(account, t) - self.balance(account, t - 1)
        kept = self.kept(account, t)
        return -kept if movement == "paid" else kept

    def balance(self, account: str, t: int) -> float:
        """What is owed on an account; a receivable is owed to the platform."""
        if t < 0:
            return self.opening(account)
        sign = -1 if account == "receivable" else 1

        def compute() -> float:
            return self.balance(account, t - 1) + sign * self.kept(account, t)

        return self.remember(account, t, compute)

    def opening(self, account: str) -> float:
        """Balance before the first period, as the streams state it."""
        return sum(
            stream.quantity(STANDING[account], -1)
            for stream in self.streams
            if STANDING[account] in type(stream).outputs
        )


class Total(Component):
    """All streams of a region, and what they would earn alone."""

    outputs = money(
        "revenue revenue_gross revenue_net contribution bookings eliminations "
        "standalone_revenue synergy"
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
    def bookings(self, t: int) -> float:
        return self.over_streams(self.world, "bookings", t)

    @cell
    def standalone_revenue(self, t: int) -> float:
        revenue = self.over_streams(self.alone, "revenue", t)
        return revenue - self.eliminated(self.alone, t)

    @cell
    def synergy(self, t: int) -> float:
        return self.revenue(t) - self.standalone_revenue(t)
