"""Tables leave by the Arrow C data interface, and as NumPy arrays in place."""

from __future__ import annotations

import gc

import numpy as np
import pytest

import tiktokrev as ttr
from tiktokrev import _arrow


@pytest.fixture(scope="module")
def result(program: ttr.Program) -> ttr.Distribution:
    """A run of two figures."""
    simulation = program.simulation()
    simulation.watch("total/revenue")
    simulation.watch("audience/mau", "US")
    return simulation.run(2048)


def test_columns_are_over_the_librarys_memory(result: ttr.Distribution) -> None:
    table = result.table([0.1, 0.9])
    assert list(table)[:5] == ["name", "region", "step", "unit", "mean"]
    assert table["p10"].tolist() == result.quantiles(0.1).values[:, 0].tolist()
    assert table["mean_error"].tolist() == result.means().errors.tolist()
    assert table["name"] == [variable.name for variable in result.variables]
    assert table["step"][3] == "2023"
    assert "22 rows" in repr(table)
    mean = table["mean"]
    assert not mean.flags.writeable
    assert not mean.flags.owndata
    place = mean.__array_interface__["data"][0]
    held = table._batches.array.children[4].contents.buffers[1]
    assert place == held
    values = mean.tolist()
    del table
    gc.collect()
    assert mean.tolist() == values, "the array keeps what it shows"


def test_memory_is_freed_with_the_last_array(result: ttr.Distribution) -> None:
    freed = []

    class Watched(_arrow.Batches):
        def __del__(self) -> None:
            super().__del__()
            freed.append(self.array.release)

    original, _arrow.Batches = _arrow.Batches, Watched  # type: ignore[misc]
    try:
        table = result.table()
    finally:
        _arrow.Batches = original  # type: ignore[misc]
    mean = table["mean"]
    del table
    gc.collect()
    assert freed == []
    del mean
    gc.collect()
    assert freed == [None]


def test_pandas(result: ttr.Distribution) -> None:
    frame = result.to_pandas()
    assert len(frame) == len(result)
    assert frame["mean"].tolist() == result.means().values.tolist()


def test_unused_capsules_are_released(result: ttr.Distribution) -> None:
    assert (_arrow.sweep(), len(_arrow._batches)) == (0, 0)
    capsules = [result.__arrow_c_array__(), result.__arrow_c_stream__()]
    capsules.append(result.table().__arrow_c_schema__())
    assert (_arrow.sweep(), len(_arrow._batches)) == (4, 1)
    del capsules
    assert (_arrow.sweep(), len(_arrow._batches)) == (0, 0)


@pytest.mark.private
def test_pyarrow(result: ttr.Distribution) -> None:
    import pyarrow as pa

    batch = pa.record_batch(result)
    batch.validate(full=True)
    assert batch.column("mean").to_pylist() == result.means().values.tolist()
    assert batch.schema == pa.schema(result)
    table = pa.table(result.table([0.5]))
    assert table.column("p50").to_pylist() == result.quantiles(0.5).values[:, 0].tolist()
    assert table.column("name").to_pylist() == [one.name for one in result.variables]
    reader = pa.RecordBatchReader.from_stream(result)
    assert reader.read_all() == pa.table(result)
    array = np.asarray(batch.column("mean"))
    del batch
    gc.collect()
    assert array.tolist() == result.means().values.tolist()
    del reader
    assert (_arrow.sweep(), len(_arrow._batches)) == (0, 0)


@pytest.mark.private
def test_polars(result: ttr.Distribution) -> None:
    import polars as pl

    frame = pl.DataFrame(result)
    assert frame["mean"].to_list() == result.means().values.tolist()
    assert frame.filter(pl.col("region") == "US").height == 11


@pytest.mark.private
def test_duckdb(result: ttr.Distribution) -> None:
    import duckdb

    rows = duckdb.sql("select max(mean) from result where region = 'US'").fetchall()
    assert rows[0][0] == result.means(range(11, 22)).values.max()


@pytest.mark.private
def test_a_closed_distribution_fails_politely(result: ttr.Distribution) -> None:
    import pyarrow as pa

    copy = ttr.Distribution.load(result.save())
    copy.close()
    with pytest.raises(ValueError, match="closed"):
        pa.table(copy)


@pytest.mark.private
def test_a_shard_is_refused(program: ttr.Program) -> None:
    import pyarrow as pa

    simulation = program.simulation()
    simulation.watch("total/revenue")
    sampling = ttr.Sampling(paths=2048)
    shard = simulation.shard(0, 1024, sampling=sampling)
    with pytest.raises(ttr.ConflictError, match="shard"):
        pa.RecordBatchReader.from_stream(shard)
    assert (_arrow.sweep(), len(_arrow._batches)) == (0, 0)


def test_a_consumers_own_error_stays_what_it_is(result: ttr.Distribution) -> None:
    with pytest.raises(RuntimeError, match="own"):
        drop(result.__arrow_c_stream__(), result.__arrow_c_array__())
    assert (_arrow.sweep(), len(_arrow._batches)) == (0, 0)


def drop(*capsules: object) -> None:
    """Fails with capsules in hand."""
    raise RuntimeError("own")
