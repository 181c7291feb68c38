"""Failures are exceptions that name the thing, the rule and the value."""

from __future__ import annotations

import pytest

import tiktokrev as ttr
from conftest import MODEL
from tiktokrev import _errors
from tiktokrev import _prototypes as c
from tiktokrev._library import lib


def test_every_status_has_a_class() -> None:
    statuses = {value for name, value in vars(c).items() if name.startswith("TTR_E_")}
    assert statuses == set(_errors.CLASSES)
    assert len(set(_errors.CLASSES.values())) == len(statuses)
    for name in (error.__name__ for error in _errors.CLASSES.values()):
        assert name in ttr.__all__


def test_exception_carries_all_of_the_block() -> None:
    stream = ttr.Advertising()
    with pytest.raises(ttr.OutOfRangeError) as caught:
        stream.ad_load["US"] = 1.4
    error = caught.value
    assert str(error) == "advertising/US/ad_load must be within [0, 1] (got 1.4)"
    assert (error.status, error.status_name) == (c.TTR_E_RANGE, "TTR_E_RANGE")
    assert (error.path, error.rule) == ("advertising/US/ad_load", "must be within [0, 1]")
    assert (error.value, error.line, error.column) == ("1.4", 0, 0)
    assert isinstance(error, ttr.TiktokrevError)
    assert isinstance(error, ValueError)


def test_misspelt_key_is_told_the_nearest() -> None:
    stream = ttr.Advertising()
    with pytest.raises(ttr.UnknownNameError, match="did you mean ad_load"):
        stream.ad_lod = 0.1
    with pytest.raises(AttributeError):
        stream.ad_lod  # noqa: B018


def test_document_errors_have_a_line() -> None:
    with pytest.raises(ttr.UnknownNameError) as caught:
        ttr.load('{"tiktokrev": 1,\n  "x": 2}', "m.json")
    assert str(caught.value).startswith("m.json:2: ")
    assert caught.value.line == 2
    with pytest.raises(ttr.FormatError):
        ttr.load("{")
    with pytest.raises(ttr.VersionError):
        ttr.load(MODEL.read_text(encoding="utf-8").replace('"tiktokrev": 1', '"tiktokrev": 2'))
    with pytest.raises(ttr.FileError, match="/nowhere must exist") as missing:
        ttr.open("/nowhere")
    assert isinstance(missing.value, OSError)


def test_formula_errors_have_a_column() -> None:
    with pytest.raises(ttr.FormatError) as caught:
        ttr.Custom("own").formula("1 + * 2")
    assert caught.value.column == 5


def test_choices_and_names_are_refused_in_the_same_words(forecast: ttr.Forecast) -> None:
    with pytest.raises(ttr.ArgumentError, match="step must be one of period, year"):
        forecast.read("total/revenue", step="yearly")  # type: ignore[arg-type]
    with pytest.raises(ttr.ArgumentError, match=r"region must be one of US, .* \(got 'USA'\)"):
        forecast.read("total/revenue", "USA")
    with pytest.raises(ttr.UnknownNameError, match="did you mean total/revenue"):
        forecast.read("total/revenu")
    with pytest.raises(ttr.ArgumentError, match="must not contain a zero byte"):
        forecast.read("total\0/revenue")
    with pytest.raises(ttr.ArgumentError, match="a date must be written as 2024-07-01"):
        ttr.Driver.linear(1, 1, "July")


def test_closed_objects_say_so(program: ttr.Program) -> None:
    forecast = program.run()
    with forecast:
        assert not forecast.closed
    assert forecast.closed
    forecast.close()
    with pytest.raises(ValueError, match="this Forecast is closed"):
        forecast.read("total/revenue")
    assert "closed" in repr(forecast)


def test_null_is_an_argument_error() -> None:
    with pytest.raises(ttr.ArgumentError, match="driver must not be NULL"):
        lib.ttr_driver_set_value(None, 1.0)
