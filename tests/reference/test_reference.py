"""The reference against closed forms, hand calculations and conservation.

Runs under pytest, or directly: python3 test_reference.py
"""

from __future__ import annotations

import math
import sys
import traceback
from collections.abc import Iterator
from typing import Any

from generate import CASES, disagreements
from reference.component import CycleError, survival
from reference.custom import Custom
from reference.drivers import bass_share
from reference.formula import Parser
from reference.laws import law_median, normal_quantile
from reference.ledger import BALANCES, PAYERS, RECIPIENTS, STANDING
from reference.partnership import Partnership
from reference.results import CONSTANT, REPORTING, Results
from reference.timeline import Timeline, date_of, time_of
from tiktokrev_reference import load

Drivers = dict[str, Any]


def close(a: float, b: float, relative: float = 1e-12) -> bool:
    return math.isclose(a, b, rel_tol=relative, abs_tol=1e-9)


def model(
    *streams: dict[str, Any],
    audience: Drivers | None = None,
    calendar: dict[str, Any] | None = None,
    **more: Any,
) -> Results:
    """A document of one region with a million users, unless said."""
    base = {"start": "2023-01", "frequency": "month", "periods": 12}
    document: dict[str, Any] = {
        "calendar": {**base, **(calendar or {})},
        "currency": "USD",
        "regions": [{"name": "US", "currency": "USD"}],
        "audience": {"drivers": audience or {"mau_gross": 1e6}},
        "streams": list(streams),
    }
    document.update(more)
    return Results(document)


def stream(name: str, drivers: Drivers, **more: Any) -> dict[str, Any]:
    return {"name": name, "drivers": drivers, **more}


def series(results: Results, address: str) -> list[float]:
    component, output = address.split("/", 1)
    return [
        results.component(component, "US").read(output, t)
        for t in range(len(results.timeline))
    ]


def cases() -> Iterator[tuple[str, Results]]:
    for path in sorted(CASES.glob("*.json")):
        yield path.stem, load(path)


def test_dates_become_times() -> None:
    assert time_of(date_of("2024-01-01")) == 2024
    assert close(time_of(date_of("2024-02-15")), 2024 + (1 + 14 / 29) / 12)
    assert close(time_of(date_of("2023-02-15")), 2023 + (1 + 14 / 28) / 12)


def test_calendar_counts_days_and_years() -> None:
    calendar = {"start": "2023-11", "frequency": "quarter", "periods": 5}
    timeline = Timeline({**calendar, "fiscal_start": 2})
    assert [period.days for period in timeline.periods] == [92, 90, 92, 92, 92]
    years = timeline.years(2, "FY")
    assert [(y.name, y.complete) for y in years] == [
        ("FY2024", False),
        ("FY2025", True),
    ]
    try:
        timeline.years(1, "CY")
    except ValueError as error:
        assert "straddles" in str(error)
    else:
        raise AssertionError("a period over a year's end was accepted")


def test_retention_follows_fader_and_hardie() -> None:
    for alpha, beta in ((0.668, 3.806), (0.704, 1.182)):
        kept = 1.0
        for age in range(1, 13):
            kept *= (beta + age - 1) / (alpha + beta + age - 1)
            assert close(survival(alpha, beta, age), kept)


def test_cohorts_by_hand() -> None:
    users = {"added_pm": 100.0, "opening_users": 1000.0, "opening_age_months": 2.0}
    results = model(audience={**users, "retention_alpha": 1, "retention_beta": 1})
    # alpha = beta = 1: S(age) = 1 / (1 + age)
    mau = series(results, "audience/mau")
    assert close(mau[0], 100 + 1000 * 3 / 4)
    assert close(mau[2], 100 * (1 + 1 / 2 + 1 / 3) + 1000 * 3 / 6)


def test_bass_peaks_where_it_should() -> None:
    p, q = 0.03, 0.38
    peak = math.log(q / p) / (p + q)
    speed = [
        bass_share(p, q, u + 1e-3) - bass_share(p, q, u - 1e-3)
        for u in (peak - 0.1, peak, peak + 0.1)
    ]
    assert speed[1] > speed[0] and speed[1] > speed[2]
    assert bass_share(p, q, 0) == 0 and close(bass_share(p, q, 1e3), 1)


def test_bass_additions_are_the_exact_flow() -> None:
    bass = {"market": 5e6, "p": 0.02, "q": 0.6, "launch": "2023-02-10"}
    users = {"added_pm": {"bass": bass}, "retention_alpha": 1e-12}
    mau = series(model(audience=users), "audience/mau")
    launch = 2023 + (1 + 9 / 28) / 12
    for t in range(12):
        share = bass_share(0.02, 0.6, 2023 + (t + 1) / 12 - launch)
        assert close(mau[t], 5e6 * share, 1e-9)


def test_season_keeps_the_year() -> None:
    for season in ([0.7, 1.0, 1.1, 1.6], [1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 3]):
        for frequency, periods in (("month", 12), ("quarter", 4), ("year", 1)):
            goods = {
                "payer_share": 0.1,
                "arppu_pm": {"value": 5, "seasonality": season},
            }
            calendar = {"frequency": frequency, "periods": periods}
            results = model(stream("virtual_goods", goods), calendar=calendar)
            bookings = series(results, "virtual_goods/bookings")
            assert close(sum(bookings), 1e6 * 0.1 * 5 * 12)


def test_movable_event_by_hand() -> None:
    results = load(CASES / "movable_events.json")
    orders = series(results, "commerce/orders")
    odds = 0.1 / 0.9 * (23 + 6 * 1.5) / 29
    assert close(orders[1], 1e8 * odds / (1 + odds))
    gmv = series(results, "commerce/gmv")
    # 25 Jan to 13 Feb times 1.2, 10 to 17 Feb times 1.5: 9, 4, 4 and 12 days
    index = (9 * 1.2 + 4 * 1.2 * 1.5 + 4 * 1.5 + 12) / 29
    assert close(gmv[1] / orders[1], 20 * index)


def without_doubt(spec: Any) -> Any:
    """A driver, or what holds some, without what a central run leaves aside."""
    if isinstance(spec, list):
        return [without_doubt(part) for part in spec]
    if not isinstance(spec, dict):
        return spec
    kept = {"range", "law", "noise", "loadings", "grade", "source", "default_hazard"}
    drop = kept if "value" in spec or "exponential" in spec else {"noise", "loadings"}
    return {key: without_doubt(part) for key, part in spec.items() if key not in drop}


def test_doubt_leaves_the_central_path() -> None:
    results = load(CASES / "kept_without_effect.json")
    document = {**results.document, "calendar": {**results.document["calendar"]}}
    del document["calendar"]["as_of"]
    environment = document["environment"]
    document["environment"] = {key: environment[key] for key in ("drivers", "regions")}
    for key in ("environment", "audience", "streams", "links"):
        document[key] = without_doubt(document[key])
    assert "'volatility'" not in str(document) and "'low'" not in str(document)
    assert list(Results(document).rows()) == list(results.rows())


def test_launch_and_end_by_days() -> None:
    results = load(CASES / "launch_and_end.json")
    reservation = series(results, "advertising/reservation")
    assert reservation[0] == 0
    assert close(reservation[1], 2 * 42 * 40000)
    assert close(reservation[4], 2 * 34 * 40000)
    assert reservation[5] == 0
    payers = series(results, "virtual_goods/payers")
    assert close(payers[2], 1e8 * 0.02 * 46 / 92)


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


def test_recoupment_by_hand() -> None:
    results = load(CASES / "deal_recoupment.json")
    recognised = series(results, "partnership/advance/recognised")
    unrecouped = series(results, "partnership/advance/unrecouped")
    due = [sum(recognised[4 * y : 4 * y + 4]) for y in range(4)]
    for found, expected in zip(due, (6e6, 6e6, 13.2e6, 21.6e6)):
        assert close(found, expected)
    for year, balance in enumerate((3.6e6, 2.4e6, 0, 0)):
        assert close(unrecouped[4 * year + 3], balance)


def test_guarantee_by_hand() -> None:
    results = load(CASES / "deal_guarantee_binding.json")
    recognised = series(results, "partnership/distribution/recognised")
    assert all(close(recognised[t], 1.25e6) for t in range(4))
    # royalties by period: 1.8, 3.9, 6.3 and 9 million, of which 5 are guaranteed
    second = [1.25e6, 1.25e6, 1.25e6 + 1.3e6, 1.25e6 + 2.7e6]
    assert all(close(a, b) for a, b in zip(recognised[4:], second))
    fees = series(results, "partnership/fixed_fees")
    assert all(close(fee, 1e5) for fee in fees)


def test_recognition_methods_end_at_due() -> None:
    results = load(CASES / "deal_recognition.json")
    paths = {
        name: series(results, f"partnership/{name}/recognised")
        for name in ("rateable", "as_sales", "progress")
    }
    for year in range(2):
        span = slice(12 * year, 12 * year + 12)
        totals = [sum(path[span]) for path in paths.values()]
        assert close(totals[0], totals[1]) and close(totals[0], totals[2])
    assert paths["rateable"][0] != paths["as_sales"][0] != paths["progress"][0]


def test_progress_expects_sales_to_go_on() -> None:
    results = load(CASES / "deal_beyond_calendar.json")
    recognised = series(results, "partnership/progress/recognised")
    # by period 3, 6 and 9 million; so the year, 12, 18, 24, 30 million of sales
    due = [max(2e6, 1.2e6), max(2e6, 1.8e6), 2e6 + 0.2 * 4e6, 2e6 + 0.2 * 10e6]
    by_now = [share * part for share, part in zip(due, (0.25, 0.5, 0.75, 1))]
    for k in range(4):
        assert close(sum(recognised[: k + 1]), by_now[k])


def test_renewal_goes_on() -> None:
    results = load(CASES / "deal_renewal.json")
    kept = series(results, "partnership/kept/recognised")
    # from the second year on, always: 12, 12, 24, 48 and 12 million of sales;
    # 0.8 million are unrecouped after the first year, 1.6, 1.2, 0 and 0.8 later
    assert all(close(a, b) for a, b in zip(kept, (0, 2e6, 2e6, 2e6, 3.6e6, 2e6)))
    lost = series(results, "partnership/lost/recognised")
    assert all(close(a, b) for a, b in zip(lost, (2.4e6, 2.4e6, 2.4e6, 0, 0, 0)))


def test_what_we_owe_is_a_negative_receivable() -> None:
    results = load(CASES / "deal_tiers_pay.json")
    owed = series(results, "partnership/music/receivable")
    assert owed[0] < 0 == owed[-1]
    assert series(results, "ledger/balance_receivable") == owed
    changes = series(results, "ledger/change_receivable")
    assert close(changes[1], owed[1] - owed[0])


def test_tiers_are_marginal() -> None:
    results = load(CASES / "deal_tiers_pay.json")
    base = 0.8 * sum(series(results, "advertising/revenue"))
    assert base > 2e8
    due = 5e6 + 0.07 * 1e8 + 0.04 * (base - 2e8)
    cost = sum(series(results, "partnership/deal_cost"))
    assert close(cost, due + 2e6)


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


def test_recovery_is_integrated() -> None:
    results = load(CASES / "event_recovery.json")
    availability = series(results, "audience/availability")
    days = [period.days for period in results.timeline.periods]
    lost = sum((1 - a) * n for a, n in zip(availability, days))
    first = (date_of("2024-09-01") - date_of("2024-03-05")).days
    fixed_and_tail = 14 + 45 / math.log(2) * (1 - 2 ** (-first / 45))
    assert close(lost, 0.4 * fixed_and_tail)
    assert close(availability[1], 1 - 0.4 * 10 / 29)


def test_ban_lasts() -> None:
    results = load(CASES / "event_absorbing.json")
    india = results.component("audience", "IN")
    assert close(india.read("availability", 0), 1)
    assert india.read("mau", 1) == 1e8 * 0 and india.read("mau", 3) == 0
    assert results.component("audience", "US").read("mau", 3) == 1e8


def test_shift_of_a_share_multiplies_its_odds() -> None:
    drivers = {"ad_load": 0.2, "ecpm_ref": 1.0}
    link = {
        "name": "up",
        "source": "audience/mau",
        "target": "advertising/ad_load",
        "elasticity": 0.5,
        "reference": 250000,
    }
    results = model(stream("advertising", drivers), links=[link])
    ads = results.component("advertising", "US")
    share = ads.read("impressions", 0) / ads.read("feed_items", 0)
    assert close(share, 0.25 * 2 / (1 + 0.25 * 2))


def test_lagged_link_starts_late() -> None:
    results = load(CASES / "links_with_feedbacks.json")
    ads = results.component("advertising", "US")
    plain = results.unlinked.component("advertising", "US", "advertising")
    assert ads.read("auction", 0) == plain.read("auction", 0)
    gmv = series(results, "commerce/gmv")[0]
    moved = ads.read("auction", 1) / plain.read("auction", 1)
    assert close(moved, (gmv / 4e8) ** 0.4)


def test_central_references_carry_deviations_only() -> None:
    link = {
        "name": "shop_ads",
        "source": "commerce/gmv",
        "target": "advertising/demand",
        "elasticity": 0.7,
        "lag": 1,
    }
    streams = (
        stream("advertising", {"ad_load": 0.1, "ecpm_ref": 2}),
        stream("commerce", {"buyer_share": 0.1, "aov": 20}),
    )
    linked, unlinked = model(*streams, links=[link]), model(*streams)
    address = "advertising/revenue"
    assert series(linked, address) == series(unlinked, address)


def test_cycle_is_named() -> None:
    link = {
        "name": "loop",
        "source": "advertising/auction",
        "target": "advertising/demand",
        "elasticity": 0.1,
        "reference": 1e6,
    }
    try:
        model(stream("advertising", {"ad_load": 0.1, "ecpm_ref": 2}), links=[link])
    except CycleError as error:
        assert "demand" in str(error)
    else:
        raise AssertionError("a cycle within a period was accepted")


def test_synergy_is_zero_without_feedbacks() -> None:
    results = load(CASES / "no_synergy.json")
    assert series(results, "total/synergy") == [0.0] * 4
    feedbacks = load(CASES / "links_with_feedbacks.json")
    assert abs(series(feedbacks, "total/synergy")[1]) > 1e4


def test_currencies() -> None:
    results = load(CASES / "reports_and_eliminations.json")
    euro = results.component("advertising", "EU").read("revenue", 1)
    dollar = results.component("advertising", "US").read("revenue", 1)
    rate, first = 1.08 + 0.04 * 0.375, 1.08 + 0.04 * 0.125
    both = ["US", "EU"]
    reported = results.value("advertising", "revenue", both, [1], REPORTING)
    assert close(reported, dollar + rate * euro)
    constant = results.value("advertising", "revenue", both, [1], CONSTANT)
    assert close(constant, dollar + first * euro)
    net = results.component("commerce", "EU").read("revenue_net", 1)
    turnover = (0.9 * euro + net) * rate
    assert close(results.report(results.document["reports"][0], 1), turnover)


def test_balances_convert_at_period_ends() -> None:
    results = load(CASES / "currencies_and_inflation.json")
    places = {"US": 1.0, "EU": 1.06 + 0.04 * 12 / 13, "JP": 0.0064}
    found = results.value(
        "virtual_goods", "coin_liability", list(places), [3], REPORTING
    )
    start, finish = 2023 + (2 + 30 / 31) / 12, 2024 + (11 + 30 / 31) / 12
    places["JP"] = 0.0075 - 0.0011 * (2024 - start) / (finish - start)
    by_hand = sum(
        rate * results.component("virtual_goods", region).read("coin_liability", 3)
        for region, rate in places.items()
    )
    assert close(found, by_hand)


def test_eliminations_leave_contribution() -> None:
    results = load(CASES / "reports_and_eliminations.json")
    total = results.component("total", "US")
    streams = results.world.streams_in("US")
    carriage = results.component("commerce", "US").read("logistics_revenue", 2)
    revenue = sum(stream.read("revenue", 2) for stream in streams)
    assert close(total.read("revenue", 2), revenue - 0.4 * carriage)
    contribution = sum(stream.read("contribution", 2) for stream in streams)
    assert close(total.read("contribution", 2), contribution)


def test_technology_moves_drivers_on_their_scale() -> None:
    results = load(CASES / "technology.json")
    ads = results.component("advertising", "US")
    assert ads.x("match_quality", 1) == 1
    # 15 to 31 August and September, of 92 days
    assert close(ads.x("match_quality", 2), math.exp(0.1 * 47 / 92))
    assert close(ads.x("match_quality", 3), math.exp(0.1))
    # the diffusions stand at half their size at their dates, logistic around
    reach = 0.2 / (1 + math.exp(-2 * 0.125))
    assert close(results.component("audience", "US").read("dau", 3), 5e7)
    minutes = results.component("audience", "US").x("minutes_per_dau_day", 3)
    assert close(minutes, 60 * math.exp(reach))
    ctr = ads.x("ctr", 4)
    odds = 0.015 / 0.985 * math.exp(0.3 / (1 + math.exp(-1.5 * 0.125)))
    assert close(ctr, odds / (1 + odds))


def test_suspension_of_one_stream() -> None:
    results = load(CASES / "event_duration.json")
    shop = results.component("commerce", "IN")
    both = (1 - 1) * (1 - 0.5 * 11 / 30), (1 - 10 / 31) * (1 - 0.5 * 9 / 31)
    users = 1e8 * (1 - 0.3 * 2 / 31)
    assert shop.read("orders", 1) == both[0]
    assert close(shop.read("orders", 2), users * 0.05 * both[1])
    impressions = results.component("advertising", "IN").read("impressions", 1)
    items = results.component("advertising", "IN").read("feed_items", 1)
    assert close(impressions, items * 0.12 * (1 - 0.5 * 11 / 30))


def test_prices_rise_with_inflation() -> None:
    goods = {"payer_share": 0.1, "arppu_pm": {"value": 5, "real": True}}
    results = model(
        stream("virtual_goods", goods),
        environment={"drivers": {"inflation": 0.04}},
        calendar={"periods": 25},
    )
    bookings = series(results, "virtual_goods/bookings")
    assert close(bookings[0], 5e5)
    assert close(bookings[24], 5e5 * 1.04**2)


def test_aggregation_by_kind() -> None:
    results = load(CASES / "cohorts.json")
    mau = series(results, "audience/mau")
    days = [period.days for period in results.timeline.periods]
    mean = sum(m * n for m, n in zip(mau, days)) / sum(days)
    periods = range(len(mau))
    assert close(results.value("audience", "mau", ["US"], periods), mean)
    revenue = sum(series(results, "advertising/revenue"))
    per_hour = revenue / sum(series(results, "audience/hours"))
    found = results.value("advertising", "revenue_per_hour", ["US"], periods)
    assert close(found, per_hour)


def test_formulas() -> None:
    class Nothing:
        def named(self, name: str, t: int) -> float:
            return {"x": 3.0, "t": float(t)}[name]

    for text, value in {
        "1 + 2 * x ^ 2": 19,
        "-2 ^ 2": -4,
        "2 ^ 3 ^ 2": 512,
        "2 ^ -1": 0.5,
        "8 / 4 / 2": 1,
        "1 / 0": 0,
        "(1 - x) * -x": 6,
        "max(1, x, 2) - min(x, 1)": 2,
        "if(x >= 3, exp(0), log(0))": 1,
        "if(-x, 1, 2)": 2,
        "log(1e12) - 2 * log(1e6)": 0,
        "log(0) / log(10)": -300,
        "log(-1) - log(0)": 0,
        "1e9 ^ 2 / 1e18": 1,
        "0 ^ 2 + 0 ^ 0": 1,
        "(-4) ^ 0.5": 0,
        "+x - -'x'": 6,
        "lag(t, 2) + lag(t, 9)": 3,
        "abs(1e1 - 1.25E+1)": 2.5,
    }.items():
        assert close(Parser(text).parse()(Nothing(), 5), value), text


def test_custom_ratios_are_made_of_their_parts() -> None:
    results = load(CASES / "custom_reads_custom.json")
    search, year = results.component("search", "US"), range(4)
    paid = sum(search.read("gross_revenue", t) for t in year)
    found = results.value("search", "price", ["US"], year)
    assert close(found, paid / sum(search.read("reach", t) for t in year))


def test_custom_revenue_is_as_presented() -> None:
    results = load(CASES / "custom_reads_custom.json")
    for region, view in (("US", "revenue_gross"), ("EU", "revenue_net")):
        tickets = results.component("tickets", region)
        assert tickets.read("revenue_gross", 1) > tickets.read("revenue_net", 1)
        assert tickets.read("revenue", 1) == tickets.read(view, 1)


def test_medians_of_laws() -> None:
    medians: list[tuple[dict[str, Any], float]] = [
        ({"type": "beta", "alpha": 2, "beta": 2}, 0.5),
        ({"type": "beta", "alpha": 1, "beta": 3}, 1 - 0.5 ** (1 / 3)),
        ({"type": "gamma", "shape": 1, "scale": 7}, 7 * math.log(2)),
        ({"type": "pert", "low": 2, "mode": 3, "high": 4}, 3),
        ({"type": "triangular", "low": 0, "mode": 1, "high": 1}, math.sqrt(0.5)),
        ({"type": "pareto", "minimum": 3, "index": 2.5}, 3 * 2**0.4),
        ({"type": "empirical", "values": [5, 1, 3]}, 3),
        (
            {
                "type": "mixture",
                "weights": [1, 1],
                "laws": [
                    {"type": "normal", "mean": -1, "sd": 2},
                    {"type": "normal", "mean": 5, "sd": 2},
                ],
            },
            2,
        ),
    ]
    for law, median in medians:
        assert close(law_median(law), median, 1e-10), law
    assert close(normal_quantile(0.99), 2.3263478740408408)


def test_medians_of_ranges() -> None:
    results = load(CASES / "medians.json")
    ads = results.component("advertising", "US")
    assert close(ads.x("ecpm_ref"), math.sqrt(2 * 4.5))
    odds = math.sqrt(0.05 / 0.95 * 0.3 / 0.7)
    assert close(ads.x("ad_load"), odds / (1 + odds))


def test_money_is_conserved_on_every_case() -> None:
    for name, results in cases():
        for region in results.regions:
            check_conservation(name, results, region)


def check_conservation(name: str, results: Results, region: str) -> None:
    ledger = results.component("ledger", region)
    total = results.component("total", region)
    before = {a: results._ledgers[region].opening(a) for a in BALANCES}
    for t in range(len(results.timeline)):
        paid = sum(ledger.read("paid_" + payer, t) for payer in PAYERS)
        received = sum(ledger.read("received_" + party, t) for party in RECIPIENTS)
        after = {a: ledger.read("balance_" + a, t) for a in BALANCES}
        change = {a: after[a] - before[a] for a in BALANCES}
        grown = sum(change.values()) - 2 * change["receivable"]
        size = 1e-12 * max(1.0, abs(paid), *map(abs, after.values()))
        assert abs(paid - received - grown) <= 100 * size, (name, region, t)
        kept = ledger.read("received_platform", t)
        assert abs(kept - total.read("contribution", t)) <= 100 * size, (name, t)
        check_balances(name, results, region, t, 1000 * size)
        before = after


def check_balances(
    name: str, results: Results, region: str, t: int, allowed: float
) -> None:
    """Ledger balances are those the streams compute on their own."""
    ledger = results.component("ledger", region)
    for account, output in STANDING.items():
        expected = sum(
            results.component(stream_name, region).read(output, t)
            for stream_name in results.streams
            if output in results.outputs(stream_name)
        )
        found = ledger.read("balance_" + account, t)
        assert abs(found - expected) <= allowed, (name, account, t)


def test_contribution_does_not_depend_on_presentation() -> None:
    for _, results in cases():
        for flipped in ("gross", "net"):
            document = {
                **results.document,
                "links": [],
                "streams": [
                    {**s, "presentation": flipped, "presentation_by_region": {}}
                    for s in results.document["streams"]
                ],
            }
            other = Results(document)
            for region in results.regions:
                a = results.unlinked.streams_in(region)
                b = other.world.streams_in(region)
                for one, two in zip(a, b):
                    # deals and formulas may read revenue as presented
                    if not isinstance(one, (Partnership, Custom)):
                        assert one.read("contribution", 0) == two.read(
                            "contribution", 0
                        )


def test_all_figures_are_finite() -> None:
    for name, results in cases():
        for *key, value in results.rows():
            assert math.isfinite(value), (name, key)


def test_expected_values_are_up_to_date() -> None:
    for name, results in cases():
        wrong = disagreements(results, CASES / f"{name}.expected.csv")
        assert not wrong, (name, wrong[:3])


def main() -> int:
    """All tests, in the Test Anything Protocol."""
    tests = [name for name in globals() if name.startswith("test_")]
    failed = 0
    for number, name in enumerate(tests, 1):
        try:
            globals()[name]()
            print(f"ok {number} - {name}", flush=True)
        except Exception:
            failed += 1
            print(f"not ok {number} - {name}", flush=True)
            print("#", traceback.format_exc().replace("\n", "\n# "), flush=True)
    print(f"1..{len(tests)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
