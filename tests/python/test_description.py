"""A platform described by calls is the one that a document describes."""

from __future__ import annotations

import datetime
import gc
import json
import math
import pydoc
import weakref
from pathlib import Path

import numpy as np
import pytest

import tiktokrev as ttr
from conftest import MODEL
from tiktokrev.component import DriverKey, ItemDrivers
from tiktokrev.streams import OptionKey

STREAMS = [
    ttr.Advertising,
    ttr.Commerce,
    ttr.VirtualGoods,
    ttr.Enterprise,
    ttr.Partnership,
    ttr.Creator,
]


def guide() -> ttr.Combiner:
    """The platform of doc/guide.md."""
    audience = ttr.Audience(mau_gross={"EU": 90e6}, minutes_per_dau_day=55)
    audience.ad_load_elasticity = 0.8
    audience.ad_load_reference = 0.1
    users = ttr.Driver.exponential(60e6, 0.04, "2025-01-01")
    audience["US", "mau_gross"] = users.grade("B", "panel of measured devices", "2025-01-01")
    advertising = ttr.Advertising(ecpm_ref={"EU": 2.9}, ad_load=0.12)
    advertising.ecpm_ref["US"] = ttr.Driver(5.2).season([0.90, 0.97, 0.98, 1.15])
    coins = ttr.VirtualGoods("coins", payer_share=0.01, arppu_pm=12, gifts_weight=1)
    creators = ttr.Creator("creators")
    creators.set_presentation("net", "EU")
    euro = ttr.Driver.knots({"2025-01-01": 1.04, "2026-01-01": 1.10, "2028-01-01": 1.08})
    environment = ttr.Environment(fx={"EU": euro})
    environment.add_event("ban", date="2026-09-01", regions="EU", duration_days=14)
    platform = ttr.Combiner("USD", start="2025-01", periods=12, regions={"US": "USD", "EU": "EUR"})
    platform.set_audience(audience)
    platform.set_environment(environment)
    for stream in (advertising, coins, creators):
        platform.add_stream(stream)
    platform.add_link(
        "gifts bring advertisers", "creators/gifts", "advertising/demand", 0.05, reference=10e6
    )
    return platform


def test_guides_platform_gives_the_guides_numbers() -> None:
    """The table is the one that doc/guide.md shows, made there by a C program."""
    program = guide().compile()
    forecast = program.run()
    expected = {
        "advertising/revenue": [1428.0, 1457.3, 1511.3],
        "coins/revenue": [104.0, 114.0, 117.8],
        "creators/revenue": [72.2, 79.8, 82.6],
        "total/revenue": [1604.2, 1651.1, 1711.7],
        "total/contribution": [1584.1, 1628.2, 1687.9],
    }
    for name, values in expected.items():
        assert np.round(forecast[name] / 1e6, 1).tolist() == values
    local = forecast.read("advertising/revenue", "EU", step="period", currency="local")
    assert np.round(local[4:8] / 1e6, 2).tolist() == [156.30, 158.04, 135.46, 158.90]
    shifted = program.run({"advertising/US/ad_load": 2 * math.log(1.1)})
    assert round(shifted["total/revenue"].sum() / 1e6, 1) == 5347.7
    text = program.explain("advertising/impressions", "US", "2026-Q1", depth=3)
    assert text.splitlines()[0] == "advertising/impressions, US, 2026-Q1, in impressions"


def test_vouchers_of_the_guide() -> None:
    """Formulas as text and by operators give the same; the table is doc/guide.md's."""
    tables = []
    for by_operators in (False, True):
        vouchers = ttr.Custom("vouchers")
        share = vouchers.declare("voucher_share", support="unit", activity=True)
        if by_operators:
            flow = vouchers.value("mau") * share * vouchers.value("months")
            kept = 0.3 * vouchers.value("sold").lag(1)
            sold = vouchers.equation("sold", flow + kept, unit="vouchers")
            gross = vouchers.equation("gross_revenue", sold * 20, unit="money")
            revenue = vouchers.equation("revenue", gross * 0.15, unit="money")
            vouchers.equation("cost", sold * 0.2, unit="money")
            vouchers.equation("each", revenue / sold, kind="ratio", unit="money/voucher")
        else:
            vouchers.equation(
                "sold", "mau * voucher_share * months + 0.3 * lag(sold, 1)", unit="vouchers"
            )
            vouchers.equation("gross_revenue", "sold * 20", unit="money")
            vouchers.equation("revenue", "gross_revenue * 0.15", unit="money")
            vouchers.equation("cost", "sold * 0.2", unit="money")
            vouchers.equation("each", "revenue / sold", kind="ratio", unit="money/voucher")
        vouchers.voucher_share = 0.002
        platform = ttr.Combiner("USD", regions={"US": "USD"})
        platform.set_audience(ttr.Audience(mau_gross=5e6))
        platform.add_stream(vouchers)
        names = ["sold", "revenue", "revenue_net", "contribution", "each"]
        forecast = platform.compile().run()
        tables.append(forecast.table([f"vouchers/{name}" for name in names], step="period")[:, -1])
    expected = [
        [30000, 39000, 41700, 42510],
        [600000, 780000, 834000, 850200],
        [90000, 117000, 125100, 127530],
        [84000, 109200, 116760, 119028],
        [3, 3, 3, 3],
    ]
    assert np.round(tables[0]).tolist() == expected
    assert tables[0].tolist() == tables[1].tolist()


def test_operators_compute_what_they_say() -> None:
    own = ttr.Custom("own")
    x = own.declare("x", support="real", default=3)
    formulas = {
        "a": (x + 1, 4),
        "b": (1 + x, 4),
        "c": (x - 1, 2),
        "d": (1 - x, -2),
        "e": (x * 2, 6),
        "f": (2 * x, 6),
        "g": (x / 2, 1.5),
        "h": (2 / x, 2 / 3),
        "i": (x**2, 9),
        "j": (2**x, 8),
        "k": (-x, -3),
        "l": (x.min(2), 2),
        "m": (x.max(5), 5),
        "n": (x.log().exp(), 3),
        "o": ((x - 4).select(1, 2), 2),
        "p": ((x - 2).select(1, 2), 1),
        "q": (own.number(7), 7),
    }
    for key, (formula, _) in formulas.items():
        own.equation(key, formula, kind="balance")
    own.equation("revenue", x, unit="money")
    platform = ttr.Combiner("USD", regions={"US": "USD"})
    platform.add_stream(own)
    forecast = platform.compile().run()
    for key, (_, value) in formulas.items():
        assert forecast[f"own/{key}"][0] == pytest.approx(value, rel=1e-14), key
    with pytest.raises(ttr.ArgumentError, match="must be a value of the same stream"):
        x + ttr.Custom("other").declare("y")


def test_document_goes_round(tmp_path: Path) -> None:
    text = ttr.open(MODEL).to_json()
    assert ttr.load(text).to_json() == text
    assert ttr.load(text.encode()).to_json() == text
    path = tmp_path / "größe.json"
    guide().save(path)
    again = ttr.open(path)
    assert again.to_json() == guide().to_json()
    assert (
        again.compile().run()["total/revenue"] == guide().compile().run()["total/revenue"]
    ).all()


def saved(driver: ttr.Driver, key: str = "ecpm_ref") -> dict[str, object]:
    """A driver as a document has it."""
    stream = ttr.Advertising()
    stream.set(key, driver)
    platform = ttr.Combiner("USD", regions={"US": "USD"}, periods=8)
    platform.add_stream(stream)
    document = json.loads(platform.to_json())
    found = document["streams"][0]["drivers"][key]
    assert isinstance(found, dict)
    return found


def test_every_curve_arrives() -> None:
    date = "2024-07-01"
    bass = {"market": 2, "p": 0.03, "q": 0.4, "launch": date}
    cases: list[tuple[ttr.Driver, dict[str, object]]] = [
        (
            ttr.Driver.exponential(2, 0.1, date),
            {"exponential": {"value": 2, "growth": 0.1, "date": date}},
        ),
        (
            ttr.Driver.linear(2, 0.1, date),
            {"linear": {"value": 2, "slope_per_year": 0.1, "date": date}},
        ),
        (
            ttr.Driver.logistic(2, 0.1, date),
            {"logistic": {"ceiling": 2, "rate": 0.1, "midpoint": date}},
        ),
        (
            ttr.Driver.gompertz(2, 0.1, date),
            {"gompertz": {"ceiling": 2, "rate": 0.1, "inflection": date}},
        ),
        (ttr.Driver.bass(2, 0.03, 0.4, datetime.date(2024, 7, 1)), {"bass": bass}),
        (
            ttr.Driver.knots({20240701: 2, "2025-07-01": 3}),
            {"knots": [[date, 2], ["2025-07-01", 3]]},
        ),
        (ttr.Driver.series(np.arange(8)), {"series": list(range(8))}),
    ]
    for driver, expected in cases:
        assert saved(driver) == expected


def test_everything_known_of_a_driver_arrives() -> None:
    driver = (
        ttr.Driver(5)
        .season([1, 2, 3, 4])
        .movable_event("2024-02-10", 7, 1.5)
        .real()
        .range(4, 6, 0.9)
        .noise(0.2, 0.5)
        .loading("macro", 1.5, 2)
        .grade("B", "a source", 20240701, "a note")
    )
    assert saved(driver) == {
        "value": 5,
        "seasonality": [1, 2, 3, 4],
        "movable": [{"first": "2024-02-10", "days": 7, "multiplier": 1.5}],
        "real": True,
        "range": {"low": 4, "high": 6, "probability": 0.9},
        "noise": {"volatility": 0.2, "reversion": 0.5},
        "loadings": [{"factor": "macro", "loading": 1.5, "lag": 2}],
        "grade": "B",
        "source": "a source",
        "date": "2024-07-01",
        "note": "a note",
    }
    dated = ttr.Driver(3).dates("2024-01-01", "2025-12-31").certain()
    assert saved(dated, "sponsored_deals_pm") == {
        "value": 3,
        "launch": "2024-01-01",
        "end": "2025-12-31",
        "range": "none",
    }


LAWS = {
    "normal": ttr.Law.normal(5, 1),
    "lognormal": ttr.Law.lognormal(5, 0.2),
    "uniform": ttr.Law.uniform(4, 6),
    "triangular": ttr.Law.triangular(4, 5, 6),
    "pert": ttr.Law.pert(4, 5, 6),
    "beta": ttr.Law.beta(2, 3, 4, 6),
    "gamma": ttr.Law.gamma(2, 3),
    "student_t": ttr.Law.student_t(5, 1, 4),
    "pareto": ttr.Law.pareto(4, 3),
    "empirical": ttr.Law.empirical([4, 5, 6]),
    "mixture": ttr.Law.mixture([4, 6], [0.3, 0.7], 0.2),
}


@pytest.mark.parametrize("name", LAWS)
def test_every_law_arrives(name: str) -> None:
    law = LAWS[name]
    written = saved(ttr.Driver(5).law(law.within(low=1, high=9)))["law"]
    assert isinstance(written, dict)
    assert written.pop("type") == name
    assert written.pop("truncation") == {"low": 1, "high": 9}
    numbers: list[float] = []
    for value in written.values():
        numbers += value if isinstance(value, list) else [value]
    expected = [*law.values, *law.weights, *law.parameters]
    if name == "mixture":
        expected.remove(0)  # a mixture has no first parameter
        with pytest.raises(ttr.ArgumentError, match="one weight per median"):
            ttr.Driver(5).law(ttr.Law.mixture([1, 2], [1], 0.2))
    assert sorted(numbers) == sorted(expected)


def test_environment_arrives() -> None:
    environment = ttr.Environment(inflation=0.02)
    law = ttr.Law.beta(2, 3)
    environment.add_event(
        "ban", hazard_per_year=0.1, severity=law, regions=["US"], grade="C", source="a thought"
    )
    environment.add_event("strike", date="2025-06-01", probability=0.3, severity=0.5)
    environment.add_technology("ranking", "advertising/match_quality", 0.1, "2025-01-01", rate=2)
    environment.set_macro(
        to_recession_per_year=0.15,
        to_expansion_per_year=0.8,
        growth_expansion=0.03,
        growth_recession=-0.02,
        start="expansion",
    )
    environment.set_region_correlation(0.35, kind="innovation")
    environment.add_preference("taste", 0.2, 0.5, regions="US")
    environment.add_correlation(
        ["advertising/ecpm_ref", "advertising/ad_load"], [[1, 0.25], [0.25, 1]], freedom=5
    )
    platform = ttr.Combiner("USD", regions={"US": "USD"})
    platform.set_environment(environment)
    platform.add_stream(ttr.Advertising())
    text = json.dumps(json.loads(platform.to_json())["environment"])
    for part in (
        "ban",
        "a thought",
        "strike",
        "0.3",
        "ranking",
        "macro",
        "taste",
        "0.25",
        "0.35",
        "beta",
    ):
        assert part in text, part
    with pytest.raises(ttr.ArgumentError, match="must be 2 x 2"):
        environment.add_correlation(["a", "b"], [1, 2])


def test_impossible_correlations_are_repaired() -> None:
    keys = ["ecpm_ref", "ad_load", "fill_rate"]
    drivers = [f"advertising/{key}" for key in keys]
    environment = ttr.Environment()
    environment.add_correlation(drivers, [[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]])
    stream = ttr.Advertising()
    for key in keys:
        stream.set(key, ttr.Driver(0.5).range(0.4, 0.6))
    platform = ttr.Combiner("USD", regions={"US": "USD"})
    platform.set_audience(ttr.Audience(mau_gross=1e6))
    platform.set_environment(environment)
    platform.add_stream(stream)
    (repair,) = platform.compile().repairs
    assert repair.kind == "level"
    assert set(repair.pair) <= set(repair.drivers)
    assert abs(repair.given) == 0.9
    assert abs(repair.used) < 0.9
    assert guide().compile().repairs == ()


def test_products_and_deals() -> None:
    services = ttr.Enterprise("services")
    crm = services.add_product("crm", acv=1000)
    crm.churn = 0.1
    crm["US", "new_customers_pm"] = 5
    crm.expansion["US"] = 0.05
    assert "churn" in dir(crm)
    assert crm.name == "crm"
    assert isinstance(crm, ItemDrivers)
    with pytest.raises(AttributeError, match="crm has no driver chrun"):
        crm.chrun  # noqa: B018
    with pytest.raises(ttr.UnknownNameError):
        crm.chrun = 1
    partners = ttr.Partnership()
    music = partners.add_deal(
        "music",
        tiers=[(0, 0.1), (1e6, 0.2)],
        base="services/revenue",
        pays=True,
        term_years=2,
        regions="US",
        recognition="as_sales",
        guarantee=5e4,
    )
    music.fixed_fee_per_year = 1e3
    with pytest.raises(ttr.ArgumentError, match="must be pairs"):
        partners.add_deal("bad", tiers=[(1, 2, 3)])  # type: ignore[list-item]
    platform = ttr.Combiner("USD", regions={"US": "USD"}, periods=8)
    platform.add_stream(services)
    platform.add_stream(partners)
    platform.add_elimination("own use", "services/revenue", 0.1)
    platform.add_report("all", {"services/revenue": 1, "partnership/revenue": 1}, "net")
    platform.add_report("home")
    platform.add_report_term("home", "services/revenue", "US", 2)
    platform.set_title("a title", "a note")
    document = json.loads(platform.to_json())
    assert document["name"] == "a title"
    program = platform.compile()
    assert program.title == "a title"
    forecast = program.run()
    assert forecast.reports == {"all": "flow", "home": "flow"}
    home = forecast.report("home")
    assert home.tolist() == (2 * forecast["services/revenue"]).tolist()
    assert home[0] > 0
    with pytest.raises(ttr.ArgumentError, match="report must be one of all, home"):
        forecast.report("abroad")


def test_options_and_presentation() -> None:
    stream = ttr.Advertising("ads")
    stream.pricing = "auction"  # type: ignore[assignment]
    assert stream.name == "ads"
    assert ttr.schema.MODELS[stream.model] == stream.model_number
    assert [option.key for option in stream.options] == ["pricing"]
    with pytest.raises(ttr.TiktokrevError):
        stream.set_option("pricing", "guess")
    with pytest.raises(ttr.ArgumentError, match="gross, net"):
        stream.set_presentation("both")  # type: ignore[arg-type]


def test_keys_are_attributes_with_help() -> None:
    for cls in [ttr.Audience, ttr.Environment, *STREAMS]:
        plain = [info for info in ttr.schema.drivers(cls.model) if not info.per_item]
        for info in plain:
            key = vars(cls)[info.key]
            assert isinstance(key, DriverKey), f"{cls.__name__}.{info.key} is something else"
            assert info.key in dir(cls)
            assert info.meaning in (key.__doc__ or "")
        for option in ttr.schema.options(cls.model):
            assert isinstance(vars(cls)[option.key], OptionKey)
        text = pydoc.render_doc(cls)
        for info in ttr.schema.drivers(cls.model):
            assert str(info) in text
        assert ttr.schema.outputs(cls.model) == cls().outputs


def test_schema_lists_all() -> None:
    assert list(ttr.schema.MODELS)[:3] == ["environment", "audience", "advertising"]
    info = {one.key: one for one in ttr.schema.drivers("advertising")}["ad_load"]
    assert (info.unit, info.support, info.default) == ("1", "unit", 0)
    assert "0 to 1" in str(info)
    revenue = {one.key: one for one in ttr.schema.outputs("total")}["revenue"]
    assert (revenue.kind, revenue.unit) == ("flow", "money")
    with pytest.raises(ttr.ArgumentError, match="a model must be one of"):
        ttr.schema.drivers("adverts")


def test_memory_is_given_back() -> None:
    program = guide().compile()
    forecast = program.run()
    listing = program.outputs
    watched = [weakref.ref(program), weakref.ref(forecast)]
    gc.disable()
    try:
        del program
        assert watched[0]() is None or forecast._program is watched[0]()
        assert listing["total/revenue"].unit == "money"
        del forecast
        assert [ref() for ref in watched] == [None, None]
    finally:
        gc.enable()
