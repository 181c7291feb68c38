"""Links, currencies, sums and formulas, by hand."""

from __future__ import annotations

from generate import CASES
from models import close, model, series, stream
from reference.component import CycleError
from reference.formula import Parser
from reference.results import CONSTANT, REPORTING
from tiktokrev_reference import load


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
