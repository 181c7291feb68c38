"""Commerce (section 4.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .catalogue import COMMERCE, STREAM_OUTPUTS, money, ratio, several
from .component import Stream, cell
from .laws import ratio_of
from .ledger import Posting

if TYPE_CHECKING:
    from .world import World

CHANNELS = ("short_video", "live", "shop_tab")


class Commerce(Stream):
    default_presentation = "net"
    outputs = {
        **STREAM_OUTPUTS,
        **several("orders paid_orders parcels", "flow"),
        **money("gmv short_video_gmv live_gmv shop_tab_gmv paid_gmv net_gmv tax tpv"),
        **money("fee_base commissions transaction_fees payment_fees"),
        **money("logistics_revenue refund_admin_fees discounts shipping_subsidies"),
        **money("affiliate_commissions seller_proceeds own_revenue"),
        **ratio("take_rate", "revenue", "gmv"),
        **several("buyers", "stock"),
    }

    def __init__(self, world: World, region: str, spec: dict[str, Any]) -> None:
        super().__init__(world, spec["name"], region, spec, COMMERCE)

    def weight(self, channel: str, t: int) -> float:
        total = sum(self.x(name + "_weight", t) for name in CHANNELS)
        return ratio_of(self.x(channel + "_weight", t), total)

    @cell
    def buyers(self, t: int) -> float:
        return self.mau(t) * self.x("buyer_share", t)

    @cell
    def orders(self, t: int) -> float:
        return self.buyers(t) * self.x("orders_per_buyer_pm", t) * self.months

    @cell
    def gmv(self, t: int) -> float:
        return self.orders(t) * self.x("aov", t)

    def short_video_gmv(self, t: int) -> float:
        return self.gmv(t) * self.weight("short_video", t)

    def live_gmv(self, t: int) -> float:
        return self.gmv(t) * self.weight("live", t)

    def shop_tab_gmv(self, t: int) -> float:
        return self.gmv(t) * self.weight("shop_tab", t)

    @cell
    def paid_gmv(self, t: int) -> float:
        return self.gmv(t) * (1 - self.x("cancel_rate", t))

    @cell
    def paid_orders(self, t: int) -> float:
        return self.orders(t) * (1 - self.x("cancel_rate", t))

    @cell
    def parcels(self, t: int) -> float:
        return self.paid_orders(t) * self.x("parcels_per_order", t)

    @cell
    def net_gmv(self, t: int) -> float:
        return self.paid_gmv(t) * (1 - self.x("refund_rate", t))

    @cell
    def tax(self, t: int) -> float:
        rate = self.x("tax_rate", t)
        return self.net_gmv(t) * rate / (1 + rate)

    def tpv(self, t: int) -> float:
        return self.paid_gmv(t) * (1 - self.x("platform_discount_rate", t))

    @cell
    def fee_base(self, t: int) -> float:
        return self.net_gmv(t) - self.tax(t)

    @cell
    def commissions(self, t: int) -> float:
        rate = sum(
            self.weight(name, t) * self.x(name + "_take_rate", t) for name in CHANNELS
        )
        return rate * self.fee_base(t)

    @cell
    def transaction_fees(self, t: int) -> float:
        return self.x("transaction_fee", t) * self.paid_orders(t)

    @cell
    def payment_fees(self, t: int) -> float:
        return self.x("payment_fee_rate", t) * self.tpv(t)

    @cell
    def logistics_revenue(self, t: int) -> float:
        carried = self.x("logistics_attach", t) * self.parcels(t)
        return carried * self.x("logistics_fee", t)

    @cell
    def refund_admin_fees(self, t: int) -> float:
        per_order = self.x("items_per_order", t)
        items = self.paid_orders(t) * self.x("refund_rate", t) * per_order
        price = ratio_of(self.x("aov", t), per_order) / (1 + self.x("tax_rate", t))
        share, cap = self.x("refund_admin_share", t), self.x("refund_admin_cap", t)
        fee = sum(
            self.weight(name, t)
            * min(share * self.x(name + "_take_rate", t) * price, cap)
            for name in CHANNELS
        )
        return items * fee

    @cell
    def discounts(self, t: int) -> float:
        return self.x("platform_discount_rate", t) * self.net_gmv(t)

    @cell
    def shipping_subsidies(self, t: int) -> float:
        return self.x("shipping_subsidy", t) * self.parcels(t)

    def affiliate_commissions(self, t: int) -> float:
        return self.x("affiliate_share", t) * self.fee_base(t)

    @cell
    def seller_fees(self, t: int) -> float:
        fees = self.commissions(t) + self.transaction_fees(t) + self.payment_fees(t)
        return fees + self.logistics_revenue(t) + self.refund_admin_fees(t)

    @cell
    def seller_proceeds(self, t: int) -> float:
        return self.fee_base(t) - self.seller_fees(t)

    @cell
    def own_revenue(self, t: int) -> float:
        sales = self.x("own_sales_pm", t) * self.months
        return sales * (1 - self.x("own_return_rate", t))

    def own_cost(self, t: int) -> float:
        return self.x("own_cost_rate", t) * self.own_revenue(t)

    def revenue_gross(self, t: int) -> float:
        """A marketplace is the sellers' agent: only its own goods are its sales."""
        return self.revenue_net(t)

    def revenue_net(self, t: int) -> float:
        incentives = self.discounts(t) + self.shipping_subsidies(t)
        return self.seller_fees(t) - incentives + self.own_revenue(t)

    def contribution(self, t: int) -> float:
        return self.revenue_net(t) - self.own_cost(t)

    def bookings(self, t: int) -> float:
        return self.revenue_net(t)

    def postings(self, t: int) -> list[Posting]:
        return [
            Posting("customer", "platform", self.net_gmv(t)),
            Posting("customer", "platform", -self.discounts(t)),
            Posting("customer", "platform", self.own_revenue(t)),
            Posting("platform", "tax", self.tax(t)),
            Posting("platform", "seller", self.seller_proceeds(t)),
            Posting("seller", "creator", self.affiliate_commissions(t)),
            Posting("platform", "supplier", self.shipping_subsidies(t)),
            Posting("platform", "supplier", self.own_cost(t)),
        ]
