"""Advertising (section 4.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .catalogue import ADVERTISING, STREAM_OUTPUTS, hidden, money, ratio, several
from .component import Stream, cell
from .laws import clamp_ratio, ratio_of
from .ledger import Posting

if TYPE_CHECKING:
    from .world import World


class Advertising(Stream):
    outputs = {
        **STREAM_OUTPUTS,
        **several("feed_items impressions views clicks conversions", "flow"),
        **money("auction reservation sponsored collaborations promotion rebates"),
        **money("publisher_cost advertiser_value"),
        **ratio("ecpm", "auction", "impressions", 1000),
        **ratio("roas", "advertiser_value", "auction"),
        **hidden("traditional_value", money=True),
        **ratio("roas_to_traditional", "comparable_value", "traditional_value"),
        **hidden("comparable_value", money=True),
        **hidden("dau", "stock"),
        **hidden("hours"),
        **ratio("revenue_per_dau", "revenue", "dau"),
        **ratio("revenue_per_hour", "revenue", "hours"),
    }

    def __init__(self, world: World, region: str, spec: dict[str, Any]) -> None:
        super().__init__(world, spec["name"], region, spec, ADVERTISING)
        self.pricing = spec.get("options", {}).get("pricing", "reduced")

    def dau(self, t: int) -> float:
        return self.audience.read("dau", t)

    def hours(self, t: int) -> float:
        return self.audience.read("hours", t)

    @cell
    def feed_items(self, t: int) -> float:
        return self.hours(t) * self.x("videos_per_hour", t)

    @cell
    def impressions(self, t: int) -> float:
        shown = self.feed_items(t) * self.x("ad_load", t) * self.x("fill_rate", t)
        return shown * self.world.events.activity(self.name, self.region, t)

    @cell
    def views(self, t: int) -> float:
        return self.feed_items(t) - self.impressions(t)

    @cell
    def price(self, t: int) -> float:
        if self.pricing == "reduced":
            return self.x("ecpm_ref", t)
        value = self.x("conversion_value", t) * self.x("bid_to_value", t)
        return 1000 * self.x("ctr", t) * self.x("cvr", t) * value

    @cell
    def scarcity(self, t: int) -> float:
        elasticity = self.x("supply_elasticity", t)
        if elasticity == 0:
            return 1.0
        reference = self.x("impressions_reference_pm", t) * self.months
        ratio_to_reference = ratio_of(self.impressions(t), reference)
        return float(clamp_ratio(ratio_to_reference) ** -elasticity)

    @cell
    def standard_ecpm(self, t: int) -> float:
        """Price of a standard format; interactive ones come on top."""
        demand = clamp_ratio(self.x("demand", t)) ** self.x("demand_elasticity", t)
        price = self.price(t) * self.scarcity(t) * demand
        return float(price * self.x("match_quality", t))

    @cell
    def auction(self, t: int) -> float:
        share, uplift = self.x("interactive_share", t), self.x("interactive_uplift", t)
        standard = self.impressions(t) * self.standard_ecpm(t) / 1000
        return standard * (1 - share + share * uplift)

    @cell
    def reservation(self, t: int) -> float:
        takeovers = self.x("takeovers_per_day", t) * self.days(t)
        challenges = self.x("challenges_per_year", t) * self.d
        sold = takeovers * self.x("takeover_price", t) * self.x("sell_through", t)
        return sold + challenges * self.x("challenge_price", t)

    @cell
    def sponsored_spend(self, t: int) -> float:
        deals = self.x("sponsored_deals_pm", t) * self.months
        return deals * self.x("sponsored_deal_value", t)

    @cell
    def collaboration_spend(self, t: int) -> float:
        deals = self.x("collaboration_deals_pm", t) * self.months
        return deals * self.x("collaboration_deal_value", t)

    @cell
    def sponsored(self, t: int) -> float:
        return self.sponsored_spend(t) * self.x("sponsored_marketplace_fee", t)

    @cell
    def collaborations(self, t: int) -> float:
        return self.collaboration_spend(t) * self.x("collaboration_marketplace_fee", t)

    @cell
    def promotion(self, t: int) -> float:
        """Coins spent on promotion, from virtual goods."""
        senders = self.world.streams_of("virtual_goods", self.region)
        return sum(sender.read("promotion", t) for sender in senders)

    @cell
    def rebates(self, t: int) -> float:
        paid = self.auction(t) + self.reservation(t)
        return self.x("agency_rebate", t) * paid

    @cell
    def publisher_cost(self, t: int) -> float:
        share = self.x("shared_inventory_share", t) * self.x("publisher_share", t)
        return share * self.auction(t)

    def clicks(self, t: int) -> float:
        return self.impressions(t) * self.x("ctr", t)

    def conversions(self, t: int) -> float:
        converted = self.clicks(t) * self.x("cvr", t)
        return converted * self.x("match_quality", t)

    def advertiser_value(self, t: int) -> float:
        return self.conversions(t) * self.x("conversion_value", t)

    def traditional_value(self, t: int) -> float:
        return self.auction(t) * self.x("traditional_roas", t)

    def comparable_value(self, t: int) -> float:
        return self.advertiser_value(t) if self.x("traditional_roas", t) else 0.0

    def media(self, t: int) -> float:
        return self.auction(t) + self.reservation(t) - self.rebates(t)

    def bookings(self, t: int) -> float:
        return self.media(t) + self.sponsored_spend(t) + self.collaboration_spend(t)

    def revenue_gross(self, t: int) -> float:
        return self.bookings(t) + self.promotion(t)

    def revenue_net(self, t: int) -> float:
        fees = self.sponsored(t) + self.collaborations(t)
        return self.media(t) + fees + self.promotion(t) - self.publisher_cost(t)

    def contribution(self, t: int) -> float:
        return self.revenue_net(t)

    def postings(self, t: int) -> list[Posting]:
        deals = self.sponsored_spend(t) + self.collaboration_spend(t)
        fees = self.sponsored(t) + self.collaborations(t)
        return [
            Posting("advertiser", "platform", self.auction(t) + self.reservation(t)),
            Posting("platform", "agency", self.rebates(t)),
            Posting("advertiser", "platform", deals),
            Posting("platform", "creator", deals - fees),
            Posting("coins", "platform", self.promotion(t)),
            Posting("platform", "publisher", self.publisher_cost(t)),
        ]
