"""Reads of a forecast, and what is set beside it."""

from __future__ import annotations

import csv
import io
import json
import math
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import tiktokrev as ttr
from tiktokrev._convert import Currency, Step

HEAD = "series,period,value,unit,low,high,kind,confidence,source"


def test_program_tells_what_it_has(program: ttr.Program) -> None:
    assert program.title == "TikTok outside China"
    assert program.regions[:2] == ("US", "EU")
    assert program.places == (*program.regions, "World")
    assert program.currencies["UK"] == "GBP"
    assert program.currency == "USD"
    assert program.streams[0] == "advertising"
    assert program.steps()[4] == "2024"
    assert program.steps("period")[0] == "2020-Q1"
    assert program.steps("horizon") == ("2020-2030",)
    assert all(program.complete())
    calendar = program.calendar
    assert (calendar.frequency, calendar.periods) == ("quarter", 44)
    assert str(calendar.as_of) == "2025-01-01"
    output = program.outputs["total/revenue"]
    assert (output.kind, output.money, output.unit) == ("flow", True, "money")
    assert output.model == "total"
    driver = program.drivers["advertising/US/ad_load"]
    assert (driver.region, driver.grade, driver.support) == ("US", "C", "unit")
    assert program.drivers.index(driver.name) == driver.index
    assert "total/revenue" in program.outputs
    assert "total/revenu" not in program.outputs
    assert len(list(program.outputs)) == len(program.outputs)


@pytest.mark.parametrize("step", ["period", "year", "fiscal_year", "horizon"])
@pytest.mark.parametrize("currency", ["reporting", "constant"])
def test_table_is_made_of_reads(forecast: ttr.Forecast, step: Step, currency: Currency) -> None:
    names = ["total/revenue", "audience/mau", "advertising/revenue"]
    table = forecast.table(names, step=step, currency=currency)
    program = forecast.program
    assert table.shape == (3, len(program.places), len(program.steps(step)))
    for name, rows in zip(names, table):
        for place, row in zip(program.places, rows):
            read = forecast.read(name, place, step=step, currency=currency)
            assert row.tobytes() == read.tobytes()


def test_csv_and_json_hold_the_same(forecast: ttr.Forecast) -> None:
    rows = csv.DictReader(io.StringIO(forecast.to_csv()))
    by_place = {(r["output"], r["region"], r["step"]): float(r["value"]) for r in rows}
    value = forecast.read("total/revenue", "US")[4]
    assert by_place["total/revenue", "US", "2024"] == value
    document = json.loads(forecast.to_json())
    assert document["outputs"]["total/revenue"]["regions"]["US"][4] == value


def test_pandas(forecast: ttr.Forecast, published: ttr.History) -> None:
    frame = forecast.to_pandas("total/revenue")
    assert frame.loc["2024", "World"] == forecast["total/revenue"][4]
    assert frame.columns.name == "region"
    wide = forecast.to_pandas(["total/revenue", "audience/mau"], step="period")
    assert wide.shape == (44, 20)
    assert wide["audience/mau", "US"].tolist() == (
        forecast.read("audience/mau", "US", step="period").tolist()
    )
    assert forecast.to_pandas().shape[1] == 10 * len(forecast.program.outputs)
    figures = published.to_pandas(forecast)
    assert len(figures) == len(published)
    assert {"model", "difference", "source"} <= set(figures.columns)


def test_history(forecast: ttr.Forecast, published: ttr.History) -> None:
    first = published[0]
    assert (first.series, first.period, first.confidence) == ("mau_world", "2020-07-31", 3)
    assert published[-1] == list(published)[-1]
    assert published[1:3] == [published[1], published[2]]
    with pytest.raises(IndexError):
        published[len(published)]
    compared = published.compare(forecast)
    assert compared[0] == published.compare_one(0, forecast)
    assert compared[0] == pytest.approx(first.value, rel=0.01)
    text = f"{HEAD}\nno/such,2024,1,users,,,reported,,\n"
    unknown = ttr.History.load(text, "mine")
    assert math.isnan(unknown.compare(forecast)[0])
    with pytest.raises(ttr.UnknownNameError):
        unknown.compare_one(0, forecast)


def test_concentration(forecast: ttr.Forecast) -> None:
    values = forecast.hhi()
    names = [f"{stream}/revenue" for stream in forecast.program.streams]
    revenue = np.maximum(forecast.table(names)[:, -1], 0)
    shares = revenue / revenue.sum(axis=0)
    assert values == pytest.approx((shares**2).sum(axis=0), rel=1e-12)


def test_shifts(program: ttr.Program, forecast: ttr.Forecast) -> None:
    name = "advertising/US/ecpm_ref"
    by_name = program.run({name: math.log(1.1)})
    vector = np.zeros(len(program.drivers))
    vector[program.drivers.index(name)] = math.log(1.1)
    by_number = program.run(vector)
    assert by_name["total/revenue"].tolist() == by_number["total/revenue"].tolist()
    assert (by_name["total/revenue"] > forecast["total/revenue"]).all()
    with pytest.raises(ttr.ArgumentError, match="one per driver"):
        program.run([1.0, 2.0])
    with pytest.raises(ttr.UnknownNameError):
        program.run({"advertising/US/ecpm": 1})
    with pytest.raises(ttr.OutOfRangeError):
        program.run({name: math.inf})


def test_explanations(program: ttr.Program) -> None:
    by_name = program.explain("total/revenue", "US", "2030-Q4")
    assert by_name == program.explain("total/revenue", "US")
    assert by_name == program.explain("total/revenue", 0, 43)
    assert by_name.startswith("total/revenue, US, 2030-Q4, in USD")
    assert len(program.explain("total/revenue", depth=5)) > len(by_name)
    with pytest.raises(ttr.ArgumentError, match="2020-Q1 to 2030-Q4"):
        program.explain("total/revenue", "US", "2031-Q1")
    with pytest.raises(ttr.ArgumentError, match="below 44"):
        program.explain("total/revenue", "US", 44)


def test_forecast_keeps_its_program() -> None:
    from test_description import guide

    forecast = guide().compile().run()
    assert forecast.program.streams == ("advertising", "coins", "creators")
    forecast.program.close()
    assert forecast.program.title == ""
    assert forecast["total/revenue"][0] > 0


def test_threads_run_the_same_program(program: ttr.Program, forecast: ttr.Forecast) -> None:
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda _: program.run()["total/revenue"].tobytes(), range(16)))
    assert set(results) == {forecast["total/revenue"].tobytes()}
