"""Random paths: what is watched, read, merged, interrupted."""

from __future__ import annotations

import csv
import io
import json
import math
import os
import pickle
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pytest

import tiktokrev as ttr
from conftest import MODEL

PATHS = 4096


@pytest.fixture(scope="module")
def simulation(program: ttr.Program) -> ttr.Simulation:
    """Several kinds of figures."""
    made = program.simulation()
    made.watch("total/revenue", joint=True)
    made.watch("advertising/revenue", "US", joint=True, step="period")
    made.watch("total/revenue", kind="growth")
    made.watch("total/revenue", kind="cagr")
    made.watch("advertising/revenue", kind="share", of="total/revenue")
    made.watch(kind="hhi")
    made.watch("us_revenue", kind="report")
    return made


@pytest.fixture(scope="module")
def result(simulation: ttr.Simulation) -> ttr.Distribution:
    """A run of it."""
    return simulation.run(PATHS, seed=7)


@pytest.fixture(scope="module")
def total(simulation: ttr.Simulation) -> ttr.Figure:
    """The first figure."""
    return simulation.figures[0]


def test_variables_are_named(simulation: ttr.Simulation, result: ttr.Distribution) -> None:
    assert len(result) == simulation.variables == 11 + 44 + 10 + 1 + 11 + 11 + 11
    kinds = [figure.kind for figure in result.figures]
    assert kinds == ["output", "output", "growth", "cagr", "share", "hhi", "report"]
    for figure in result.figures:
        first, last = result.variables[figure.first], result.variables[figure.last]
        assert first.kind == last.kind == figure.kind
        assert first.name == last.name
    share = result.variables[result.figures[4].first]
    assert share.unit == "1"
    assert result.variables[0] == ttr.Variable(0, "total/revenue", "World", "2020", "USD", "output")
    assert result.find("advertising/revenue", "US") == range(11, 55)
    with pytest.raises(ttr.ArgumentError, match="name and region must be one of"):
        result.find("advertising/revenue", "UK")
    assert (result.paths, result.replicates, result.complete) == (PATHS, 8, True)


def test_numbers_are_those_of_the_paths(
    simulation: ttr.Simulation, result: ttr.Distribution
) -> None:
    paths = simulation.paths(0, PATHS, ttr.Sampling(paths=PATHS, seed=7))
    means, deviations = result.means().values, result.deviations().values
    assert means == pytest.approx(paths.mean(axis=1), rel=1e-12)
    assert deviations == pytest.approx(paths.std(axis=1), rel=1e-3)
    ordered = np.sort(paths, axis=1)
    tail = ordered[:, : PATHS // 20].mean(axis=1)
    shortfalls = result.shortfalls(PATHS // 20 / PATHS).values
    assert (abs(shortfalls - tail) <= 0.05 * deviations).all()
    levels = [0.1, 0.5, 0.9]
    assert (result.quantiles(levels, errors=False) == result.quantiles(levels).values).all()
    differences = result.quantiles(levels).values - np.quantile(paths, levels, axis=1).T
    assert (abs(differences) <= 0.05 * deviations[:, None]).all()
    last = result.figures[0].last
    exact = simulation.exact_quantiles(result, last, [0.5], paths=PATHS, seed=7)
    assert exact[0] in paths[last]
    limit = float(np.median(paths[last]))
    below = result.probabilities([limit], last)
    assert below.values[0] == pytest.approx(0.5, abs=4 * below.errors[0] + 0.01)
    joints = result.joints
    assert joints == tuple(range(55))
    correlations = result.correlations()
    assert correlations.values == pytest.approx(np.corrcoef(paths[:55]), abs=1e-9)
    assert (correlations.errors >= 0).all()


def test_one_variable_a_range_and_a_figure(result: ttr.Distribution, total: ttr.Figure) -> None:
    everything = result.means().values
    assert result.means(total).values.tolist() == everything[:11].tolist()
    assert result.means(3).values.tolist() == everything[3:4].tolist()
    assert result.means(range(2, 5)).values.tolist() == everything[2:5].tolist()
    with pytest.raises(ttr.ArgumentError, match="a step of 1"):
        result.means(range(0, 4, 2))
    with pytest.raises(ttr.ArgumentError):
        result.means(1000)


def test_threads_seeds_and_levels(simulation: ttr.Simulation) -> None:
    digests = {
        simulation.run(sampling=ttr.Sampling(paths=PATHS, level=level), threads=threads).digest
        for level in [None, *ttr.instruction_sets()]
        for threads in (1, 3)
    }
    assert len(digests) == 1
    assert simulation.run(PATHS, seed=2).digest not in digests
    modes = [
        simulation.run(sampling=ttr.Sampling(paths=PATHS, mode=mode)).digest
        for mode in ("sobol", "random", "latin", "antithetic")
    ]
    assert len(set(modes)) == 4
    assert modes[0] in digests


def test_shards_merge(simulation: ttr.Simulation) -> None:
    sampling = ttr.Sampling(paths=PATHS)
    whole = simulation.run(sampling=sampling)
    first = simulation.shard(0, PATHS // 2, sampling=sampling)
    second = simulation.shard(PATHS // 2, PATHS // 2, sampling=sampling)
    assert not first.complete
    assert "a shard" in repr(first)
    merged = second.merge(first)
    assert merged.complete
    assert merged.digest == whole.digest
    assert merged.figures == whole.figures
    with pytest.raises(ttr.ConflictError):
        first.means()
    with pytest.raises(ttr.ConflictError):
        first.merge(first)


def test_saved_and_pickled(result: ttr.Distribution) -> None:
    raw = result.save()
    assert b"\0" in raw
    assert ttr.Distribution.load(raw).digest == result.digest
    again = pickle.loads(pickle.dumps(result))
    assert (again.digest, again.figures) == (result.digest, result.figures)
    with pytest.raises(ttr.FormatError):
        ttr.Distribution.load(raw[:-1])


def test_texts(result: ttr.Distribution) -> None:
    rows = list(csv.DictReader(io.StringIO(result.to_csv([0.5]))))
    assert len(rows) == len(result)
    assert float(rows[4]["mean"]) == result.means(4).values[0]
    assert float(rows[4]["p50"]) == result.quantiles(0.5, 4).values[0, 0]
    document = json.loads(result.to_json())
    assert document["paths"] == PATHS
    assert len(document["variables"][0]["quantiles"]) == 7


def test_not_knowing_and_chance(program: ttr.Program) -> None:
    simulation = program.simulation()
    total = simulation.watch("total/revenue")
    split = simulation.run(sampling=ttr.Sampling(paths=PATHS, split_paths=PATHS))
    shares = split.epistemic_shares(total).values
    assert ((shares > 0) & (shares <= 1)).all()
    with pytest.raises(ttr.MissingError, match="split_paths"):
        simulation.run(PATHS).epistemic_shares(total)


def test_draws(simulation: ttr.Simulation, program: ttr.Program) -> None:
    draws = simulation.draws
    names = {draw.name for draw in draws}
    assert "advertising/US/ecpm_ref" in " ".join(names)
    assert {draw.epistemic for draw in draws} == {True, False}
    numbers = simulation.numbers(0, 3)
    assert numbers.shape == (len(draws), program.calendar.periods, 3)
    assert simulation.dimensions > len(draws)
    assert simulation.memory(threads=4) > simulation.memory(threads=1)
    source = simulation.to_numpy_source()
    compile(source, "export.py", "exec")
    text = simulation.explain(2, "total/revenue", "US", "2030-Q4", depth=1)
    value = text.split(" = ")[1].split()[0]
    assert float(value) > 0


def test_scenario(program: ttr.Program, result: ttr.Distribution) -> None:
    dearer = program.simulation({"advertising/US/ecpm_ref": math.log(1.1)})
    figure = dearer.watch("total/revenue")
    means = dearer.run(PATHS, seed=7).means(figure).values
    assert (means > result.means(result.figures[0]).values).all()


def test_refusals(program: ttr.Program) -> None:
    simulation = program.simulation()
    with pytest.raises(ttr.MissingError):
        simulation.run(PATHS)
    with pytest.raises(ttr.ArgumentError, match="output must be given"):
        simulation.watch()
    with pytest.raises(ttr.ArgumentError, match="report must be one of"):
        simulation.watch("nothing", kind="report")
    with pytest.raises(ttr.ArgumentError, match="kind must be one of output, report"):
        simulation.watch("total/revenue", kind="sum")  # type: ignore[arg-type]
    simulation.watch("total/revenue")
    with pytest.raises(ttr.ArgumentError, match=r"seed must be within \[0, 18446744073709551615\]"):
        simulation.run(PATHS, seed=-1)
    with pytest.raises(ttr.ArgumentError, match="given in the sampling"):
        simulation.run(PATHS, sampling=ttr.Sampling())
    with pytest.raises(ttr.ArgumentError, match="level must be one of scalar"):
        simulation.run(sampling=ttr.Sampling(level="avx9"))
    with pytest.raises(ttr.TiktokrevError):
        simulation.run(PATHS, threads=1000)


LONG = 50_000_000


def test_a_monitor_stops_a_run(program: ttr.Program) -> None:
    simulation = program.simulation()
    simulation.watch("total/revenue")
    monitor = ttr.Monitor()
    threading.Timer(0.3, monitor.cancel).start()
    with pytest.raises(ttr.CancelledError):
        simulation.run(LONG, monitor=monitor)
    assert 0 <= monitor.progress < 1
    assert simulation.run(PATHS, monitor=monitor).paths == PATHS
    assert monitor.progress == 1


@pytest.mark.usefixtures("interruptible")
def test_an_interrupt_stops_a_run(program: ttr.Program) -> None:
    """Within 0.2 s, as a KeyboardInterrupt, with nothing left running."""
    simulation = program.simulation()
    simulation.watch("total/revenue")
    sent = [0.0]

    def interrupt() -> None:
        sent[0] = time.monotonic()
        os.kill(os.getpid(), signal.SIGINT)

    for delay in (0.001, 0.002, 0.003, 0.005, 0.01, 0.02, 0.2, 0.5):
        with pytest.raises(KeyboardInterrupt):  # noqa: PT012
            threading.Timer(delay, interrupt).start()
            simulation.run(LONG)
        assert time.monotonic() - sent[0] < 0.2
        while any(thread.name == "tiktokrev run" for thread in threading.enumerate()):
            assert time.monotonic() - sent[0] < 1
        assert simulation.run(PATHS).paths == PATHS


def test_python_runs_on_meanwhile(program: ttr.Program) -> None:
    """The interpreter's lock is free: another thread counts during a run."""
    simulation = program.simulation()
    simulation.watch("total/revenue")
    monitor = ttr.Monitor()
    failure: list[BaseException] = []

    def work() -> None:
        try:
            simulation.run(LONG, monitor=monitor, threads=1)
        except ttr.CancelledError as error:
            failure.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    begin, longest = time.monotonic(), 0.0
    while time.monotonic() - begin < 0.5:
        before = time.monotonic()
        time.sleep(0.001)
        longest = max(longest, time.monotonic() - before)
    monitor.cancel()
    thread.join(10)
    assert failure
    assert longest < 0.25


def test_progress_is_told(program: ttr.Program) -> None:
    simulation = program.simulation()
    simulation.watch("total/revenue")
    parts: list[float] = []

    def stop_at_last(part: float) -> None:
        parts.append(part)

    simulation.run(30_000, progress=stop_at_last, threads=1)
    assert parts
    assert parts == sorted(parts)
    assert all(0 <= part <= 1 for part in parts)


def test_an_error_in_the_callback_stops_the_run(program: ttr.Program) -> None:
    simulation = program.simulation()
    simulation.watch("total/revenue")

    def fail(part: float) -> None:
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        simulation.run(LONG, progress=fail)


def bar(code: str) -> str:
    """What another process writes to its standard error stream during a run."""
    head = (
        "import sys, tiktokrev as ttr\n"
        f"s = ttr.open({str(MODEL)!r}).compile().simulation()\n"
        "s.watch('total/revenue')\n"
        "from tiktokrev import _progress\n"
        "_progress.PATIENCE = 0\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", head + code], capture_output=True, text=True, check=True
    )
    return done.stderr


def test_bars() -> None:
    plain = "sys.modules['tqdm'] = None\n"
    assert "paths [#" in bar(plain + "s.run(20_000, progress=True, threads=1)")
    assert bar(plain + "s.run(20_000, threads=1)") == "", "no terminal, no bar"
    assert "paths:" in bar("s.run(20_000, progress=True, threads=1)")


def test_closing_during_a_run_is_safe(program: ttr.Program) -> None:
    simulation = program.simulation()
    simulation.watch("total/revenue")
    threading.Timer(0.05, simulation.close).start()
    assert simulation.run(20_000, threads=1).paths >= 20_000
    assert simulation.closed
