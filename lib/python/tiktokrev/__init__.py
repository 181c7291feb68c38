"""What a short-video platform such as TikTok earns, with its uncertainty.

::

    import tiktokrev as ttr

    program = ttr.open("tiktok.json").compile()
    program.run().read("total/revenue")                  # by year
    simulation = program.simulation()
    total = simulation.watch("total/revenue")
    simulation.run(100_000).quantiles([0.1, 0.5, 0.9], total).values

`open` reads a model document; `Combiner`, `Audience`, `Environment`, the
streams (`Advertising`, `Commerce`, `VirtualGoods`, `Enterprise`, `Partnership`,
`Creator`, `Custom`) and `Driver` describe a platform by calls. ``help()`` of
each lists its drivers, with unit, support and default.
"""

from . import baseline, schema, score
from ._convert import decode as _decode
from ._errors import (
    ArgumentError,
    CancelledError,
    ConflictError,
    CycleError,
    DuplicateError,
    FileError,
    FormatError,
    InternalError,
    LibraryError,
    LimitError,
    MissingError,
    NumericError,
    OutOfMemoryError,
    OutOfRangeError,
    StructSizeError,
    TiktokrevError,
    UnknownNameError,
    UnstableError,
    VersionError,
)
from ._library import lib as _lib
from ._run import Monitor
from .audience import Audience
from .backtest import Backtest, BacktestScore
from .calibration import (
    Calibration,
    FittedDraw,
    FittedDriver,
    FittedFigure,
    FittedNoise,
    Sampled,
    State,
)
from .combiner import Combiner
from .custom import Custom, Formula
from .distribution import Distribution, Estimate, Figure, Variable
from .driver import Driver, Law
from .environment import Environment
from .forecast import Forecast
from .gradient import Gradient, Slopes
from .history import History, Observation
from .outlook import Band, Outlook
from .program import Calendar, Output, Program, ProgramDriver, Repair
from .simulation import Draw, Sampling, Simulation, instruction_sets
from .streams import (
    Advertising,
    Commerce,
    Creator,
    Enterprise,
    Partnership,
    Stream,
    VirtualGoods,
)

__version__: str = _decode(_lib.ttr_version_text())
#: Revision of the model: the same description gives the same numbers.
model_revision: int = _lib.ttr_model_revision()
#: Path or name of the shared library that is used.
library: str = _lib.name
#: Reads a model document from a file.
open = Combiner.open  # noqa: A001
#: Reads a model document from text.
load = Combiner.load

__all__ = [
    "Advertising",
    "ArgumentError",
    "Audience",
    "Backtest",
    "BacktestScore",
    "Band",
    "Calendar",
    "Calibration",
    "CancelledError",
    "Combiner",
    "Commerce",
    "ConflictError",
    "Creator",
    "Custom",
    "CycleError",
    "Distribution",
    "Draw",
    "Driver",
    "DuplicateError",
    "Enterprise",
    "Environment",
    "Estimate",
    "Figure",
    "FileError",
    "FittedDraw",
    "FittedDriver",
    "FittedFigure",
    "FittedNoise",
    "Forecast",
    "FormatError",
    "Formula",
    "Gradient",
    "History",
    "InternalError",
    "Law",
    "LibraryError",
    "LimitError",
    "MissingError",
    "Monitor",
    "NumericError",
    "Observation",
    "OutOfMemoryError",
    "OutOfRangeError",
    "Outlook",
    "Output",
    "Partnership",
    "Program",
    "ProgramDriver",
    "Repair",
    "Sampled",
    "Sampling",
    "Simulation",
    "Slopes",
    "State",
    "Stream",
    "StructSizeError",
    "TiktokrevError",
    "UnknownNameError",
    "UnstableError",
    "Variable",
    "VersionError",
    "VirtualGoods",
    "__version__",
    "baseline",
    "instruction_sets",
    "library",
    "load",
    "model_revision",
    "open",
    "schema",
    "score",
]
