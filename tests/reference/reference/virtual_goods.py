"""Virtual goods: coins, items, gift cards, games (section 4.3)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from .catalogue import STREAM_OUTPUTS, VIRTUAL_GOODS, hidden, money, ratio, several
from .component import Stream, cell
from .laws import normal_quantile
from .ledger import Posting

if TYPE_CHECKING:
    from .world import World

USES = ("items", "gifts", "promotion")


class VirtualGoods(Stream):
    outputs = {
        **STREAM_OUTPUTS,
        **money("coin_bookings gift_card_sales redemptions"),
        **money("spend items gifts promotion"),
        **money("breakage_revenue item_revenue store_fees games secondary_fees"),
        **money("unclaimed coin_liability gift_card_liability deferred", "balance"),
        **several("payers", "stock"),
        **hidden("weighted_sigma", money=True),
        **ratio("spend_sigma", "weighted_sigma", "spend"),
    }

    def __init__(self, world: World, region: str, spec: dict[str, Any]) -> None:
        super().__init__(world, spec["name"], region, spec, VIRTUAL_GOODS)

    @cell
    def payers(self, t: int) -> float:
        return self.mau(t) * self.x("payer_share", t)

    @cell
    def coin_bookings(self, t: int) -> float:
        return self.payers(t) * self.x("arppu_pm", t) * self.months

    def drained(self, opening: float, inflow: float, turnover: float) -> float:
        """What leaves a liability in a period at this turnover per year."""
        kd = turnover * self.d
        left = -math.expm1(-kd)
        return opening * left + inflow * (1 - left / kd if kd else 0.0)

    @cell
    def gift_card_sales(self, t: int) -> float:
        return self.x("gift_card_sales_pm", t) * self.months

    @cell
    def gift_card_outflow(self, t: int) -> float:
        opening = self.gift_card_liability(t - 1)
        return self.drained(
            opening, self.gift_card_sales(t), self.x("gift_card_turnover", t)
        )

    @cell
    def gift_card_liability(self, t: int) -> float:
        if t < 0:
            return self.x("gift_card_opening_liability")
        opening = self.gift_card_liability(t - 1)
        return opening + self.gift_card_sales(t) - self.gift_card_outflow(t)

    @cell
    def redemptions(self, t: int) -> float:
        return (1 - self.x("gift_card_breakage", t)) * self.gift_card_outflow(t)

    @cell
    def coin_inflow(self, t: int) -> float:
        return self.coin_bookings(t) + self.redemptions(t)

    @cell
    def coin_outflow(self, t: int) -> float:
        opening = self.coin_liability(t - 1)
        return self.drained(opening, self.coin_inflow(t), self.x("turnover", t))

    @cell
    def coin_liability(self, t: int) -> float:
        if t < 0:
            return self.x("opening_liability")
        return self.coin_liability(t - 1) + self.coin_inflow(t) - self.coin_outflow(t)

    @cell
    def spend(self, t: int) -> float:
        return (1 - self.x("breakage", t)) * self.coin_outflow(t)

    def unused_coins(self, t: int) -> float:
        return self.x("breakage", t) * self.coin_outflow(t)

    def unused_cards(self, t: int) -> float:
        return self.x("gift_card_breakage", t) * self.gift_card_outflow(t)

    def breakage_revenue(self, t: int) -> float:
        unused = self.unused_coins(t) + self.unused_cards(t)
        return (1 - self.x("escheat_share", t)) * unused

    @cell
    def unclaimed(self, t: int) -> float:
        if t < 0:
            return 0.0
        unused = self.unused_coins(t) + self.unused_cards(t)
        return self.unclaimed(t - 1) + self.x("escheat_share", t) * unused

    def used_for(self, use: str, t: int) -> float:
        total = sum(self.x(name + "_weight", t) for name in USES)
        if total == 0:
            return self.spend(t) if use == "items" else 0.0
        return self.spend(t) * self.x(use + "_weight", t) / total

    @cell
    def items(self, t: int) -> float:
        return self.used_for("items", t)

    @cell
    def gifts(self, t: int) -> float:
        return self.used_for("gifts", t)

    @cell
    def promotion(self, t: int) -> float:
        return self.used_for("promotion", t)

    @cell
    def durables(self, t: int) -> float:
        return self.items(t) * self.x("durable_share", t)

    def earned_share(self, age: int) -> float:
        """Straight line from mid-period, at the end of the age-th period."""
        if age < 0:
            return 0.0
        life = self.x("payer_life_months")
        return min(1.0, (age + 0.5) * self.months / life) if life else 1.0

    @cell
    def durable_revenue(self, t: int) -> float:
        return sum(
            self.durables(c) * (self.earned_share(t - c) - self.earned_share(t - c - 1))
            for c in range(t + 1)
        )

    @cell
    def deferred(self, t: int) -> float:
        return sum(
            self.durables(c) * (1 - self.earned_share(t - c)) for c in range(t + 1)
        )

    @cell
    def item_revenue(self, t: int) -> float:
        return self.items(t) - self.durables(t) + self.durable_revenue(t)

    @cell
    def store_fees(self, t: int) -> float:
        return self.x("store_share", t) * self.x("store_fee", t) * self.coin_bookings(t)

    @cell
    def games(self, t: int) -> float:
        players = self.mau(t) * self.x("game_payer_share", t)
        return players * self.x("game_arppu_pm", t) * self.months

    def games_platform(self, t: int) -> float:
        return self.games(t) * self.x("game_platform_share", t)

    def secondary_fees(self, t: int) -> float:
        volume = self.x("secondary_volume_pm", t) * self.months
        return volume * self.x("secondary_fee", t)

    def weighted_sigma(self, t: int) -> float:
        top = self.x("top1_share", t)
        if not 0 < top < 1:
            return 0.0
        sigma = normal_quantile(0.99) + normal_quantile(top)
        return self.spend(t) * max(0.0, sigma)

    def recognised(self, t: int) -> float:
        own = self.item_revenue(t) + self.breakage_revenue(t)
        return own + self.secondary_fees(t)

    def revenue_gross(self, t: int) -> float:
        return self.recognised(t) + self.games(t)

    def revenue_net(self, t: int) -> float:
        return self.recognised(t) + self.games_platform(t)

    def contribution(self, t: int) -> float:
        return self.revenue_net(t) - self.store_fees(t)

    def bookings(self, t: int) -> float:
        """All that payers commit, whatever becomes revenue of it and when."""
        prepaid = self.coin_bookings(t) + self.gift_card_sales(t)
        return prepaid + self.games(t) + self.secondary_fees(t)

    def postings(self, t: int) -> list[Posting]:
        kept = 1 - self.x("escheat_share", t)
        coins, cards = self.unused_coins(t), self.unused_cards(t)
        developer = self.games(t) - self.games_platform(t)
        return [
            Posting("customer", "coins", self.coin_bookings(t)),
            Posting("customer", "gift_cards", self.gift_card_sales(t)),
            Posting("gift_cards", "coins", self.redemptions(t)),
            Posting("gift_cards", "platform", kept * cards),
            Posting("gift_cards", "unclaimed", cards - kept * cards),
            Posting("coins", "platform", kept * coins),
            Posting("coins", "unclaimed", coins - kept * coins),
            Posting("coins", "platform", self.items(t) - self.durables(t)),
            Posting("coins", "deferred", self.durables(t)),
            Posting("deferred", "platform", self.durable_revenue(t)),
            Posting("platform", "store", self.store_fees(t)),
            Posting("customer", "platform", self.games(t)),
            Posting("platform", "developer", developer),
            Posting("customer", "platform", self.secondary_fees(t)),
        ]
