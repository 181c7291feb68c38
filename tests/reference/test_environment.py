"""Events, technology, prices and shifts, by hand."""

from __future__ import annotations

import math

from generate import CASES
from models import close, model, series, stream
from reference.timeline import date_of
from tiktokrev_reference import load


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
