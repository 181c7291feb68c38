"""Calendars, curves, seasons and medians, in closed form and by hand."""

from __future__ import annotations

import math
from typing import Any

from generate import CASES
from models import close, model, series, stream
from reference.component import survival
from reference.drivers import bass_share
from reference.laws import law_median, normal_quantile
from reference.results import Results
from reference.timeline import Timeline, date_of, time_of
from tiktokrev_reference import load


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
