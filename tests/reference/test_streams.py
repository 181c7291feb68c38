"""The streams, by hand."""

from __future__ import annotations

import math

from generate import CASES
from models import close, model, series, stream
from tiktokrev_reference import load


def test_load_effect_in_the_long_run_is_three_times_the_first_month() -> None:
    users = {"mau_gross": 1e6, "ad_load_elasticity": 0.4, "ad_load_reference": 0.1}
    ads = stream("advertising", {"ad_load": 0.2})
    results = model(ads, audience=users, calendar={"periods": 60})
    effect = [math.log(x) for x in series(results, "audience/load_effect")]
    assert close(effect[-1] / effect[0], 3, 1e-9)
    for t in range(60):
        assert close(effect[t], -0.04 * (1 - 1.5 ** -(t + 1)))


def test_content_effect_answers_a_period_later() -> None:
    users = {
        "mau_gross": 1e6,
        "content_elasticity": 0.1,
        "content_reference": 0.001,
        "content_lag_years": 0.5,
    }
    creator = stream("creator", {"tips_pm": 50000.0})
    results = model(creator, audience=users, calendar={"periods": 2})
    effect = series(results, "audience/content_effect")
    pay = 50000 / (1e6 * 0.5 * 31 * 60 / 60)
    speed = 1 - math.exp(-1 / 6)
    assert effect[0] == 1
    assert close(math.log(effect[1]), speed * 0.1 * math.log(pay / 0.001))


def test_all_partners_bring_users() -> None:
    users = {"mau_gross": 1e6, "retention_alpha": 1, "retention_beta": 1}
    partners = (
        stream("telecoms", {"cross_promotion_users_pm": 3000}, model="partnership"),
        stream("devices", {"cross_promotion_users_pm": 500}, model="partnership"),
    )
    mau = series(model(*partners, audience=users), "audience/mau")
    # alpha = beta = 1: S(age) = 1 / (1 + age)
    assert close(mau[2], 1e6 + 3500 * (1 + 1 / 2 + 1 / 3))


def test_advertising_by_hand() -> None:
    results = load(CASES / "advertising_reduced.json")
    ads = results.component("advertising", "US")
    items = 1e8 * 0.5 * 92 * 120
    impressions = items * 0.14 * 0.93
    reference = 2.4e10 * 1.15 ** (2.5 / 4) * 3
    ecpm = 2.8 * (impressions / reference) ** -0.35 * 1.05**0.7 * 0.96
    auction = impressions * ecpm / 1000 * (0.92 + 0.08 * 1.6)
    reservation = 92 * 65000 * 0.85 + 40 / 4 * 150000
    rebates = 0.06 * (auction + reservation)
    deals = 2700 * 4000 + 450 * 22000
    fees = 2700 * 4000 * 0.12 + 450 * 22000 * 0.08
    assert close(ads.read("views", 2), items - impressions)
    assert close(ads.read("auction", 2), auction)
    assert close(ads.read("revenue_gross", 2), auction + reservation + deals - rebates)
    net = auction + reservation + fees - rebates - 0.1 * 0.65 * auction
    assert close(ads.read("revenue_net", 2), net)
    value = impressions * 0.011 * 0.03 * 0.96 * 18
    assert close(ads.read("roas", 2), value / auction)
    assert close(ads.read("roas_to_traditional", 2), value / auction / 1.7)


def test_auction_price_by_hand() -> None:
    drivers = {"ad_load": 0.1, "ctr": 0.01, "cvr": 0.02, "conversion_value": 30}
    ads = stream("advertising", drivers, options={"pricing": "auction"})
    ecpm = series(model(ads), "advertising/ecpm")
    assert close(ecpm[0], 1000 * 0.01 * 0.02 * 30 * 0.5)


def test_commerce_by_hand() -> None:
    results = load(CASES / "commerce_refund_cap.json")
    shop = results.component("commerce", "US")
    orders = 1e8 * 0.11 * 1.4 * 3
    paid, paid_gmv = orders * 0.93, orders * 24 * 0.93
    net = paid_gmv * 0.88
    base = net / 1.08
    assert close(shop.read("fee_base", 0), base)
    take = (2 * 0.06 + 3 * 0.05 + 0.08) / 6
    price = 24 / 1.6 / 1.08
    refund = sum(
        weight / 6 * min(0.2 * rate * price, 0.15)
        for weight, rate in ((2, 0.06), (3, 0.05), (1, 0.08))
    )
    assert 0.2 * 0.05 * price < 0.15 < 0.2 * 0.06 * price
    revenue = take * base + 0.3 * paid + 0.012 * paid_gmv * 0.95
    revenue += 0.4 * paid * 1.15 * 3.2 + paid * 0.12 * 1.6 * refund
    revenue += 9e6 * 0.9 - 0.05 * net - 0.4 * paid * 1.15
    for view in ("revenue", "revenue_gross", "revenue_net", "bookings"):
        assert close(shop.read(view, 0), revenue)
    assert close(shop.read("contribution", 0), revenue - 0.8 * 9e6 * 0.9)


def test_sellers_and_their_affiliates_get_the_rest() -> None:
    results = load(CASES / "commerce_full.json")
    shop = results.component("commerce", "US")
    ledger = results.component("ledger", "US")
    affiliates = shop.read("affiliate_commissions", 0)
    assert affiliates > 0
    assert close(ledger.read("received_creator", 0), affiliates)
    proceeds = shop.read("seller_proceeds", 0)
    assert close(ledger.read("received_seller", 0), proceeds - affiliates)
    paid = shop.read("net_gmv", 0) - shop.read("discounts", 0)
    paid += shop.read("own_revenue", 0)
    assert close(ledger.read("paid_customer", 0), paid)


def test_breakage_tends_to_its_share_of_bookings() -> None:
    goods = {"payer_share": 0.1, "arppu_pm": 10, "turnover": 6, "breakage": 0.07}
    results = model(stream("virtual_goods", goods), calendar={"periods": 120})
    bookings = series(results, "virtual_goods/bookings")
    breakage = series(results, "virtual_goods/breakage_revenue")
    spend = series(results, "virtual_goods/spend")
    liability = series(results, "virtual_goods/coin_liability")
    assert close(breakage[-1], 0.07 * bookings[-1])
    assert close(liability[-1], 12 * bookings[-1] / 6)
    for t in range(120):
        assert close(breakage[t], spend[t] * 0.07 / 0.93)
        assert close(liability[t], 2e6 * (1 - math.exp(-(t + 1) / 2)))


def test_durables_are_earned_on_a_straight_line() -> None:
    goods = {
        "payer_share": {"value": 0.1, "end": "2023-01-31"},
        "arppu_pm": 10,
        "turnover": 1e9,
        "durable_share": 1.0,
        "payer_life_months": 4,
    }
    results = model(stream("virtual_goods", goods))
    earned = series(results, "virtual_goods/item_revenue")
    for t, share in enumerate((0.5, 1, 1, 1, 0.5, 0)):
        assert abs(earned[t] - share * 1e6 / 4) < 0.01
    deferred = series(results, "virtual_goods/deferred")
    assert abs(deferred[1] - 1e6 * 2.5 / 4) < 0.01


def test_concentration_of_payers() -> None:
    for top, expected in ((0.5, 2.3263478740408408), (0.01, 0), (0.002, 0), (0, 0)):
        goods = {"payer_share": 0.1, "arppu_pm": 10, "top1_share": top}
        results = model(stream("virtual_goods", goods))
        sigma = series(results, "virtual_goods/spend_sigma")
        assert close(sigma[0], expected), top


def test_bookings_are_all_that_payers_commit() -> None:
    goods = {
        "payer_share": 0.1,
        "arppu_pm": 10,
        "gift_card_sales_pm": 3e5,
        "game_payer_share": 0.02,
        "game_arppu_pm": 4,
        "secondary_volume_pm": 1e6,
        "secondary_fee": 0.05,
        "items_weight": 0,
    }
    for presentation in ("gross", "net"):
        results = model(stream("virtual_goods", goods, presentation=presentation))
        assert close(series(results, "virtual_goods/coin_bookings")[0], 1e6)
        booked = 1e6 + 3e5 + 8e4 + 5e4
        assert close(series(results, "virtual_goods/bookings")[0], booked)
        assert close(series(results, "total/bookings")[0], booked)
    # without any weight all coins buy items
    spent = series(results, "virtual_goods/spend")
    assert spent[0] > 0 and series(results, "virtual_goods/items") == spent


def test_recurring_revenue_compounds_over_a_year() -> None:
    drivers = {"opening_arr": 1e6, "expansion": 0.2, "churn": 0.1, "prepaid_months": 6}
    product = {"ads/" + key: value for key, value in drivers.items()}
    results = model(stream("enterprise", product, products=["ads"]))
    arr = series(results, "enterprise/arr")
    assert close(arr[-1], 1e6 * 0.9 * 1.2)
    assert close(series(results, "enterprise/nrr")[3], 0.9 * 1.2)
    assert close(series(results, "enterprise/grr")[3], 0.9)
    factor = (0.9 * 1.2) ** (1 / 12)
    subscription = 1e6 * (1 + factor) / 2 / 12
    assert close(series(results, "enterprise/subscription")[0], subscription)
    billed = subscription + 1e6 * (factor - 1) / 2
    assert close(series(results, "enterprise/billings")[0], billed)


def test_usage_by_hand() -> None:
    drivers = {
        "opening_customers": 100,
        "new_customers_pm": 10,
        "commit_pm": 5,
        "units_pm": 30,
        "included_pm": 20,
        "overage_price": 0.5,
        "acv": 1200,
        "churn": 0.25,
        "cac": 1000,
    }
    product = {"ads/" + key: value for key, value in drivers.items()}
    results = model(
        stream("enterprise", product, products=["ads"]),
        calendar={"frequency": "year", "periods": 1},
    )
    assert close(series(results, "enterprise/customers")[0], 75 + 120)
    usage = (100 + 195) / 2 * 12 * (5 + 10 * 0.5)
    assert close(series(results, "enterprise/usage")[0], usage)
    assert close(series(results, "enterprise/ltv_to_cac")[0], 1200 * 0.7 / 0.25 / 1000)


def test_creator_shares_by_hand() -> None:
    results = load(CASES / "creator_rate.json")
    creator = results.component("creator", "US")
    paid = creator.read("subscriptions", 0)
    assert close(creator.read("subscription_creator_share", 0), paid * 0.7 * 0.7)
    income = creator.read("qualified_views", 0) / 1000 * 0.05 * 1.2
    income += paid * 0.49 + 4.5e6 * 0.9
    assert close(creator.read("creator_income", 0), income)
    contribution = paid * 0.7 * 0.3 + 4.5e5 - creator.read("programme_payout", 0)
    assert close(creator.read("contribution", 0), contribution)


def test_pool_without_views_pays_nothing() -> None:
    results = load(CASES / "creator_pool.json")
    paid = results.component("creator", "IN")
    assert paid.read("programme_payout", 0) == 0 == paid.read("effective_rpm", 0)
    payouts = series(results, "creator/programme_payout")
    assert all(close(payout, 9e7 / 12) for payout in payouts)
