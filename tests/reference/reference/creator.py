"""Creator: programme, gifts, subscriptions, tips (section 4.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .catalogue import CREATOR, STREAM_OUTPUTS, hidden, money, ratio, several
from .component import Stream, cell, survival
from .ledger import Posting

if TYPE_CHECKING:
    from .world import World


class Creator(Stream):
    outputs = {
        **STREAM_OUTPUTS,
        **several("qualified_views", "flow"),
        **money("programme_payout gifts gift_creator_share subscriptions"),
        **money("subscription_creator_share tips tip_fees creator_income"),
        **several("subscribers", "stock"),
        **hidden("hours"),
        **ratio("effective_rpm", "programme_payout", "qualified_views", 1000),
        **ratio("payout_per_hour", "creator_income", "hours"),
    }

    def __init__(self, world: World, region: str, spec: dict[str, Any]) -> None:
        super().__init__(world, spec["name"], region, spec, CREATOR)
        self.programme = spec.get("options", {}).get("programme", "rate")

    def hours(self, t: int) -> float:
        return self.audience.read("hours", t)

    @cell
    def qualified_views(self, t: int) -> float:
        shows = self.world.streams_of("advertising", self.region)
        views = sum(show.read("views", t) for show in shows)
        excluded = self.x("duet_share", t) + self.x("sponsored_share", t)
        qualified = views * self.x("long_share", t) * max(0.0, 1 - excluded)
        return qualified * self.world.events.activity(self.name, self.region, t)

    @cell
    def programme_payout(self, t: int) -> float:
        if self.programme == "pool":
            budget = self.x("pool_per_year", t) * self.d
            return budget if self.qualified_views(t) > 0 else 0.0
        rate = self.x("rpm", t) * self.x("engagement_index", t)
        return self.qualified_views(t) / 1000 * rate

    @cell
    def gifts(self, t: int) -> float:
        senders = self.world.streams_of("virtual_goods", self.region)
        return sum(sender.read("gifts", t) for sender in senders)

    @cell
    def gift_creator_share(self, t: int) -> float:
        return self.gifts(t) * (1 - self.x("gift_platform_share", t))

    def retained(self, age: float) -> float:
        alpha, beta = self.x("subscription_alpha"), self.x("subscription_beta")
        return survival(alpha, beta, age)

    @cell
    def subscribers(self, t: int) -> float:
        age = self.x("opening_subscription_age_months")
        kept = self.retained(age + (t + 1) * self.months) / self.retained(age)
        added = sum(
            self.x("added_subscribers_pm", c)
            * self.months
            * self.retained((t - c) * self.months)
            for c in range(t + 1)
        )
        return self.x("opening_subscribers") * kept + added

    @cell
    def subscriptions(self, t: int) -> float:
        return self.subscribers(t) * self.x("subscription_price_pm", t) * self.months

    @cell
    def subscription_store_cost(self, t: int) -> float:
        return self.subscriptions(t) * self.x("subscription_store_fee", t)

    @cell
    def subscription_creator_share(self, t: int) -> float:
        after_store = self.subscriptions(t) - self.subscription_store_cost(t)
        return after_store * (1 - self.x("subscription_platform_share", t))

    @cell
    def tips(self, t: int) -> float:
        return self.x("tips_pm", t) * self.months

    @cell
    def tip_fees(self, t: int) -> float:
        return self.tips(t) * self.x("tip_fee", t)

    @cell
    def creator_income(self, t: int) -> float:
        shares = self.gift_creator_share(t) + self.subscription_creator_share(t)
        return self.programme_payout(t) + shares + self.tips(t) - self.tip_fees(t)

    def revenue_gross(self, t: int) -> float:
        return self.gifts(t) + self.subscriptions(t) + self.tip_fees(t)

    def revenue_net(self, t: int) -> float:
        creators = self.gift_creator_share(t) + self.subscription_creator_share(t)
        store = self.subscription_store_cost(t)
        return self.revenue_gross(t) - creators - store

    def contribution(self, t: int) -> float:
        return self.revenue_net(t) - self.programme_payout(t)

    def bookings(self, t: int) -> float:
        return self.subscriptions(t) + self.tip_fees(t)

    def postings(self, t: int) -> list[Posting]:
        creators = self.gift_creator_share(t) + self.subscription_creator_share(t)
        return [
            Posting("coins", "platform", self.gifts(t)),
            Posting("customer", "platform", self.subscriptions(t)),
            Posting("platform", "store", self.subscription_store_cost(t)),
            Posting("platform", "creator", creators + self.programme_payout(t)),
            Posting("customer", "platform", self.tip_fees(t)),
            Posting("customer", "creator", self.tips(t) - self.tip_fees(t)),
        ]
