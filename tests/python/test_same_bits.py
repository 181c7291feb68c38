"""The same numbers, bit for bit, from C and from Python, for the example's model."""

from __future__ import annotations

import os
import subprocess

import numpy as np
import pytest

import tiktokrev as ttr
from conftest import MODEL


@pytest.fixture(scope="module")
def printed() -> dict[str, list[str]]:
    """What tests/python/print_numbers.c prints, by the first word of its lines."""
    program = os.environ["TTR_PRINT_NUMBERS"]
    done = subprocess.run([program, str(MODEL)], capture_output=True, text=True, check=True)
    rows = (line.split(" ") for line in done.stdout.splitlines())
    return {words[0]: words[1:] for words in rows}


def bits(words: list[str]) -> bytes:
    """Hexadecimal numbers as bytes of float64."""
    return np.array([float.fromhex(word) for word in words]).tobytes()


def test_central_path(
    printed: dict[str, list[str]], program: ttr.Program, forecast: ttr.Forecast
) -> None:
    names = list(program.outputs)
    assert set(names) == printed.keys() - {
        "means",
        "errors",
        "quantiles",
        "quantile_errors",
        "digest",
    }
    table = forecast.table(names, step="period")
    for name, rows in zip(names, table):
        assert rows.tobytes() == bits(printed[name]), name


def test_distribution(printed: dict[str, list[str]], program: ttr.Program) -> None:
    simulation = program.simulation()
    simulation.watch("total/revenue")
    result = simulation.run(4096)
    assert [result.digest] == printed["digest"]
    means = result.means()
    assert means.values.tobytes() == bits(printed["means"])
    assert means.errors.tobytes() == bits(printed["errors"])
    quantiles = result.quantiles([0.05, 0.5, 0.95])
    assert quantiles.values.tobytes() == bits(printed["quantiles"])
    assert quantiles.errors.tobytes() == bits(printed["quantile_errors"])
