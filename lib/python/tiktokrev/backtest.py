"""Back-tests: what a model would have said in the past."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _prototypes as c
from ._blocks import filled, members, new_block, own_members, set_given
from ._convert import DateLike, date_number, in_range, make_text, names, refuse, texts
from ._handle import Handle
from ._library import lib
from ._progress import Progress
from ._run import Monitor, run
from .calibration import fit_options
from .combiner import Combiner
from .history import History
from .simulation import workers

if TYPE_CHECKING:
    import pandas
    from numpy.typing import NDArray


@dataclass(frozen=True)
class BacktestScore:
    """BacktestScore of a series over the origins; of baselines, the mean CRPS."""

    #: forecasts for which every baseline had a history
    count: int
    crps: float
    crps_naive: float
    crps_seasonal_naive: float
    crps_drift: float
    crps_holt: float
    crps_winters: float
    #: the model's CRPS over the least of the baselines': below 1 it beats them
    ratio: float
    #: share of what came inside the interval
    coverage: float
    interval: float
    pinball_low: float
    pinball_high: float
    mase: float
    #: in percent
    smape: float


class Backtest(Handle):
    """Forecasts from past origins, and their scores.

    ::

        test = Backtest.run(platform, history, "advertising/revenue",
                            first="2019-01-01", last="2023-12-31")
        test.score("advertising/revenue").ratio
        test.to_pandas()
    """

    _type = "ttr_backtest"

    #: Names of the series that were scored.
    series: tuple[str, ...]

    @classmethod
    def run(
        cls,
        combiner: Combiner,
        history: History,
        series: str | Sequence[str],
        drivers: str | Sequence[str] = (),
        *,
        first: DateLike,
        last: DateLike,
        horizons: int | None = None,
        season: int | None = None,
        paths: int | None = None,
        seed: int | None = None,
        share: float | None = None,
        kinds: Sequence[str] | None = None,
        threads: int | None = None,
        progress: Progress = None,
        monitor: Monitor | None = None,
        **calibration: float,
    ) -> Backtest:
        """Tests a model on its past.

        `first` and `last` are days in the periods of the first and of the last
        origin. With `drivers`, series whose figures are known up to the
        horizon, all is done once more. `kinds` and `calibration` are as of
        `Calibration`.
        """
        block = new_block(c.ttr_backtest_options)
        block.first, block.last = date_number(first), date_number(last)
        given = {"horizons": horizons, "season": season, "paths": paths, "seed": seed}
        for name, value in given.items():
            set_given(block, name, value)
        if share is not None:
            block.share = share
        fitting = fit_options(None, kinds, calibration)
        scored, driving = names(series), names(drivers)
        made = cls.__new__(cls)
        crew = workers(threads)
        with combiner._held() as model, history._held() as figures:

            def test(watching: Any) -> None:
                made._begin(
                    lib.ttr_backtest_run,
                    model,
                    figures,
                    texts(scored),
                    len(scored),
                    texts(driving),
                    len(driving),
                    ctypes.byref(fitting),
                    ctypes.byref(block),
                    ctypes.byref(crew),
                    watching,
                )

            run(test, "origins", progress, monitor)
        made.series = tuple(scored)
        return made

    def __len__(self) -> int:
        return int(lib.ttr_backtest_count(self._handle))

    @property
    def rows(self) -> NDArray[Any]:
        """The forecasts: a structured array, a column per field of `ttr_backtest_row`.

        ``rows["crps"]`` are all scores; `series` is an index in `self.series`,
        `origin` that of the last period that was known.
        """
        kind = c.ttr_backtest_row
        blocks = (kind * len(self))()
        for index, block in enumerate(blocks):
            block.struct_size = ctypes.sizeof(kind)
            lib.ttr_backtest_row(self._handle, index, ctypes.byref(block))
        return np.ctypeslib.as_array(blocks)[own_members(kind)]

    def score(
        self,
        series: str | int = 0,
        horizon: int | None = None,
        known_drivers: bool = False,
    ) -> BacktestScore:
        """BacktestScore of a series, at one horizon or, without one, at all of them."""
        if isinstance(series, str):
            if series not in self.series:
                raise refuse("series", f"must be one of {', '.join(self.series)}", series)
            series = self.series.index(series)
        if horizon == c.TTR_ALL_HORIZONS:
            raise refuse("horizon", "must be 1 or more", horizon)
        block = filled(
            c.ttr_backtest_score,
            lib.ttr_backtest_score,
            self._handle,
            in_range("series", series, False),
            in_range("horizon", horizon or c.TTR_ALL_HORIZONS, False),
            int(known_drivers),
        )
        return members(BacktestScore, block)

    def csv(self) -> str:
        """All forecasts as CSV, periods by name, in full precision."""
        return make_text(lib.ttr_backtest_csv, self._handle)

    def to_pandas(self) -> pandas.DataFrame:
        """A data frame of the CSV, with the numbers of `rows` to the last bit."""
        import io

        import pandas as pd

        frame, rows = pd.read_csv(io.StringIO(self.csv())), self.rows
        for name in frame.select_dtypes("float"):
            frame[name] = rows[name]
        return frame

    def __repr__(self) -> str:
        return f"<Backtest {'closed' if self.closed else f'of {len(self)} forecasts'}>"
