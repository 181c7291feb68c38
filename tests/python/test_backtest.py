"""Back-tests from Python: rows against the CSV, scores against the rows."""

from __future__ import annotations

import csv
import io
import math
import os
import signal
import threading
import time

import numpy as np
import pytest

import tiktokrev as ttr
from tiktokrev import score

MODEL = """{"tiktokrev": 1, "currency": "USD", "regions": [{"name": "US"}],
 "calendar": {"start": "2018-01", "frequency": "quarter", "periods": 24},
 "audience": {"drivers": {"mau_gross": {"value": 1e6, "range": {"low": 5e5, "high": 2e6},
  "noise": {"volatility": 0.2, "reversion": 0.1}}}},
 "streams": [{"name": "advertising", "model": "advertising", "drivers":
  {"ad_load": 0.1, "ecpm_ref": {"value": 2, "range": {"low": 1, "high": 4},
  "noise": {"volatility": 0.1, "reversion": 1}}}}]}"""
SERIES = ("audience/US/mau", "advertising/US/revenue")
QUARTERS = 18


def past() -> str:
    """What path 5 of the model was."""
    simulation = ttr.load(MODEL).compile().simulation()
    for output in ("audience/mau", "advertising/revenue"):
        simulation.watch(output, "US", step="period")
    drawn = simulation.paths(5, 1).reshape(2, -1)
    lines = ["series,period,value,unit,low,high,kind,confidence,source,error"]
    for name, values in zip(SERIES, drawn):
        for quarter, value in enumerate(values[:QUARTERS]):
            period = f"{2018 + quarter // 4}-Q{quarter % 4 + 1}"
            lines.append(f"{name},{period},{float(value)!r},,,,reported,3,drawn,0.01")
    return "\n".join(lines) + "\n"


def run(**options: object) -> ttr.Backtest:
    given = {"first": "2020-10-01", "last": "2021-06-30", "horizons": 2, "paths": 1024}
    try:
        return ttr.Backtest.run(
            ttr.load(MODEL),
            ttr.History.load(past()),
            SERIES,
            SERIES[0],
            rounds=0,
            **{**given, **options},  # type: ignore[arg-type]
        )
    except ttr.MissingError as error:
        if "cminpack" in str(error):
            pytest.skip("built without cminpack")
        raise


@pytest.fixture(scope="module")
def backtest() -> ttr.Backtest:
    return run()


def test_rows_are_those_of_the_csv(backtest: ttr.Backtest) -> None:
    lines = list(csv.DictReader(io.StringIO(backtest.csv(), newline="")))
    rows = backtest.rows
    # drivers forecast and known, origins, series, horizons
    assert len(backtest) == len(rows) == len(lines) == 2 * 3 * 2 * 2
    assert repr(backtest) == "<Backtest of 24 forecasts>"
    periods = ttr.load(MODEL).compile().steps("period")
    for row, line in zip(rows, lines):
        assert backtest.series[row["series"]] == line["series"]
        assert periods[row["origin"]] == line["origin"]
        assert periods[row["origin"] + row["horizon"]] == line["period"]
        assert ("forecast", "known")[row["known_drivers"]] == line["drivers"]
        for name in rows.dtype.names[3:]:
            if name != "known_drivers":
                assert row[name] == float(line[name]), name
    assert np.all(rows["low"] < rows["median"])
    assert np.all(rows["median"] < rows["high"])


def test_scores_are_those_of_the_rows(backtest: ttr.Backtest) -> None:
    rows = backtest.rows
    chosen = rows[(rows["series"] == 1) & (rows["known_drivers"] == 0)]
    found = backtest.score(SERIES[1])
    assert found == backtest.score(1)
    assert found.count == len(chosen) == 6
    low, high, observed = (chosen[name] for name in ("low", "high", "observed"))
    assert found.crps == pytest.approx(chosen["crps"].mean())
    assert found.crps_holt == pytest.approx(chosen["crps_holt"].mean())
    assert found.coverage == score.coverage(low, high, observed)
    assert found.interval == pytest.approx(score.interval(0.8, low, high, observed).mean())
    assert found.smape == pytest.approx(score.smape(chosen["median"], observed))
    baselines = ("naive", "seasonal_naive", "drift", "holt", "winters")
    best = min(chosen[f"crps_{name}"].mean() for name in baselines)
    assert found.ratio == pytest.approx(found.crps / best)
    assert math.isfinite(found.mase)
    second = chosen[chosen["horizon"] == 2]
    assert backtest.score(SERIES[1], 2).crps == pytest.approx(second["crps"].mean())
    assert backtest.score(SERIES[1], known_drivers=True).crps < found.crps


def test_a_table_is_labelled(backtest: ttr.Backtest) -> None:
    pandas = pytest.importorskip("pandas")
    frame = backtest.to_pandas()
    assert isinstance(frame, pandas.DataFrame)
    assert list(frame["period"][:2]) == ["2021-Q1", "2021-Q2"]
    for name in backtest.rows.dtype.names or ():
        if name not in ("series", "origin", "known_drivers"):
            assert np.array_equal(frame[name], backtest.rows[name])


def test_threads_change_nothing(backtest: ttr.Backtest) -> None:
    assert run(threads=1).csv() == backtest.csv() == run(threads=3).csv()
    assert run(seed=2).csv() != backtest.csv()


def test_options_reach_the_library(backtest: ttr.Backtest) -> None:
    wide = run(share=0.95, season=2, kinds=["reported"]).rows
    assert np.all(wide["high"] > backtest.rows["high"])
    assert np.all(wide["crps_seasonal_naive"] != backtest.rows["crps_seasonal_naive"])
    with pytest.raises(ttr.OutOfRangeError, match=r"options\.horizons must be 1 to 40"):
        run(horizons=41)
    with pytest.raises(ttr.ArgumentError, match="horizons must be within"):
        run(horizons=-1)
    with pytest.raises(TypeError, match="no option speed"):
        run(speed=1)
    with pytest.raises(ttr.ArgumentError, match="series must be one of audience/US/mau, "):
        backtest.score("audience/US/dau")
    with pytest.raises(ttr.ArgumentError, match="horizon must be 1 or more"):
        backtest.score(horizon=0)
    with pytest.raises(ttr.MissingError):
        backtest.score(horizon=3)


def test_a_run_is_watched(backtest: ttr.Backtest) -> None:
    monitor = ttr.Monitor()
    assert run(monitor=monitor).csv() == backtest.csv()
    assert monitor.progress == 1


@pytest.mark.usefixtures("interruptible")
def test_an_interrupt_stops_it() -> None:
    with pytest.raises(KeyboardInterrupt):  # noqa: PT012
        threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
        run(paths=2**20, horizons=6, threads=1)
    ended = time.monotonic()
    while any(thread.name == "tiktokrev run" for thread in threading.enumerate()):
        assert time.monotonic() - ended < 1


def test_a_closed_one_says_so() -> None:
    backtest = run()
    backtest.close()
    assert repr(backtest) == "<Backtest closed>"
    with pytest.raises(ValueError, match="this Backtest is closed"):
        backtest.csv()
