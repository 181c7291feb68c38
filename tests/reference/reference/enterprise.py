"""Enterprise products and data (section 4.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable

from .catalogue import (
    PRODUCT,
    STREAM_OUTPUTS,
    Outputs,
    hidden,
    money,
    ratio,
    several,
)
from .component import Stream, cell
from .drivers import Declaration
from .laws import ratio_of
from .ledger import Posting

if TYPE_CHECKING:
    from .world import World


def product_outputs(name: str) -> Outputs:
    return {
        **money(f"{name}/arr", "balance"),
        **several(f"{name}/customers", "balance"),
        **money(f"{name}/revenue"),
    }


def product_drivers(names: list[str]) -> dict[str, Declaration]:
    return {
        f"{name}/{key}": declared for name in names for key, declared in PRODUCT.items()
    }


class Enterprise(Stream):
    outputs = {
        **STREAM_OUTPUTS,
        **money("subscription usage data_sales billings"),
        **money("arr deferred", "balance"),
        **several("customers", "balance"),
        **hidden("opening_arr nrr_arr grr_arr", money=True),
        **hidden("new_customers new_customers_ltv"),
        **ratio("nrr", "nrr_arr", "opening_arr"),
        **ratio("grr", "grr_arr", "opening_arr"),
        **ratio("ltv_to_cac", "new_customers_ltv", "new_customers"),
    }

    def __init__(self, world: World, region: str, spec: dict[str, Any]) -> None:
        self.products: list[str] = spec.get("products", [])
        drivers = product_drivers(self.products)
        super().__init__(world, spec["name"], region, spec, drivers)
        for name in self.products:
            self.outputs = {**self.outputs, **product_outputs(name)}

    def quantity(self, output: str, t: int) -> float:
        if "/" not in output:
            return super().quantity(output, t)
        product, name = output.split("/")
        equation: Callable[[str, int], float] = getattr(self, "product_" + name)
        return equation(product, t)

    def over_products(self, equation: Callable[[str, int], float], t: int) -> float:
        return sum(equation(product, t) for product in self.products)

    def p(self, product: str, key: str, t: int = 0) -> float:
        return self.x(f"{product}/{key}", t)

    def product_arr(self, product: str, t: int) -> float:
        return self.remember(product + " arr", t, lambda: self._arr(product, t))

    def _arr(self, product: str, t: int) -> float:
        if t < 0:
            return self.p(product, "opening_arr")
        kept = self.product_arr(product, t - 1) * self.retention(product, t)
        return kept + self.product_new(product, t) * self.p(product, "acv", t)

    def survivors(self, product: str, t: int) -> float:
        return float((1 - self.p(product, "churn", t)) ** self.d)

    def retention(self, product: str, t: int) -> float:
        """What a unit of revenue becomes in a period, without new customers."""
        up = (1 + self.p(product, "expansion", t)) ** self.d
        down = (1 - self.p(product, "contraction", t)) ** self.d
        return float(self.survivors(product, t) * (up + down - 1))

    def product_new(self, product: str, t: int) -> float:
        return self.p(product, "new_customers_pm", t) * self.months

    def product_customers(self, product: str, t: int) -> float:
        def compute() -> float:
            if t < 0:
                return self.p(product, "opening_customers")
            before = self.product_customers(product, t - 1)
            return before * self.survivors(product, t) + self.product_new(product, t)

        return self.remember(product + " customers", t, compute)

    def product_subscription(self, product: str, t: int) -> float:
        arr = self.product_arr(product, t - 1) + self.product_arr(product, t)
        return arr / 2 * self.d

    def product_usage(self, product: str, t: int) -> float:
        before, after = (self.product_customers(product, s) for s in (t - 1, t))
        over = max(
            0.0, self.p(product, "units_pm", t) - self.p(product, "included_pm", t)
        )
        fee = self.p(product, "commit_pm", t)
        fee += over * self.p(product, "overage_price", t)
        return (before + after) / 2 * self.months * fee

    def product_data(self, product: str, t: int) -> float:
        records = self.p(product, "records_pm", t) * self.months
        consented = records * self.p(product, "consent_rate", t)
        return consented * self.p(product, "record_price", t)

    def product_revenue(self, product: str, t: int) -> float:
        fees = self.product_subscription(product, t) + self.product_usage(product, t)
        return fees + self.product_data(product, t)

    def product_deferred(self, product: str, t: int) -> float:
        prepaid = self.p(product, "prepaid_months", max(t, 0))
        return self.product_arr(product, t) * prepaid / 12

    @cell
    def arr(self, t: int) -> float:
        return self.over_products(self.product_arr, t)

    @cell
    def customers(self, t: int) -> float:
        return self.over_products(self.product_customers, t)

    @cell
    def subscription(self, t: int) -> float:
        return self.over_products(self.product_subscription, t)

    @cell
    def usage(self, t: int) -> float:
        return self.over_products(self.product_usage, t)

    @cell
    def data_sales(self, t: int) -> float:
        return self.over_products(self.product_data, t)

    @cell
    def deferred(self, t: int) -> float:
        """At t = -1 the opening balance, at the first period's terms."""
        return self.over_products(self.product_deferred, t)

    @cell
    def billings(self, t: int) -> float:
        return self.subscription(t) + self.deferred(t) - self.deferred(t - 1)

    def opening_arr(self, t: int) -> float:
        return self.arr(t - 1)

    def nrr_arr(self, t: int) -> float:
        return sum(
            self.product_arr(name, t - 1)
            * float(self.retention(name, t) ** (1 / self.d))
            for name in self.products
        )

    def grr_arr(self, t: int) -> float:
        return sum(
            self.product_arr(name, t - 1)
            * (1 - self.p(name, "churn", t))
            * (1 - self.p(name, "contraction", t))
            for name in self.products
        )

    def new_customers(self, t: int) -> float:
        return self.over_products(self.product_new, t)

    def new_customers_ltv(self, t: int) -> float:
        total = 0.0
        for name in self.products:
            margin = self.p(name, "acv", t) * self.p(name, "gross_margin", t)
            lost = self.p(name, "churn", t) * self.p(name, "cac", t)
            total += self.product_new(name, t) * ratio_of(margin, lost)
        return total

    def revenue_gross(self, t: int) -> float:
        return self.subscription(t) + self.usage(t) + self.data_sales(t)

    def revenue_net(self, t: int) -> float:
        return self.revenue_gross(t)

    def contribution(self, t: int) -> float:
        return self.revenue_gross(t)

    def bookings(self, t: int) -> float:
        return self.billings(t) + self.usage(t) + self.data_sales(t)

    def postings(self, t: int) -> list[Posting]:
        return [
            Posting("client", "deferred", self.billings(t)),
            Posting("deferred", "platform", self.subscription(t)),
            Posting("client", "platform", self.usage(t) + self.data_sales(t)),
        ]
