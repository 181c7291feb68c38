"""python -m tiktokrev: an outlook, a check, explanations and lists of drivers."""

from __future__ import annotations

import argparse
import errno
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from . import __version__, schema
from ._convert import name_of
from ._errors import TiktokrevError
from ._text import outlook_text
from .combiner import Combiner
from .history import History
from .outlook import PATHS, Outlook
from .program import Program


def compiled(path: str) -> Program:
    """The program of a model document."""
    with Combiner.open(path) as platform:
        return platform.compile()


def do_outlook(options: argparse.Namespace) -> int:
    """Prints an outlook, or writes a report."""
    if options.report and not Path(options.report).parent.is_dir():  # known before a long run
        raise NotADirectoryError(errno.ENOTDIR, "must be in a folder that exists", options.report)
    outlook = Outlook(
        options.model,
        options.history,
        paths=options.paths,
        seed=options.seed,
        threads=options.threads,
        progress=False if options.quiet else None,
    )
    if options.report:
        outlook.write_report(options.report)
        if not options.quiet:
            print(f"{outlook.headline()}.\n{options.report} is written.")
    else:
        print(outlook_text(outlook))
    return 0


def do_check(options: argparse.Namespace) -> int:
    """Says whether a document compiles and runs, and how much is in it."""
    program = compiled(options.model)
    program.run().close()
    grades = [driver.grade for driver in program.drivers.values()]
    print(
        f"{options.model}: {program.title or 'no title'}: {len(program.streams)} streams, "
        f"{len(program.regions)} regions, {program.calendar.periods} periods, "
        f"{len(program.drivers)} drivers, {len(program.outputs)} outputs"
    )
    for grade in "ABC":
        print(f"  grade {grade}: {grades.count(grade)} drivers")
    print(f"  no evidence: {grades.count('')} drivers")
    for repair in program.repairs:
        pair = " and ".join(repair.pair)
        print(
            f"  correlations ({repair.kind}) were repaired: "
            f"{pair}, {repair.given:.2f} to {repair.used:.2f}"
        )
    if options.history:
        return check_history(program, options.history)
    return 0


def check_history(program: Program, path: str) -> int:
    """Tells which published figures the model can be set beside."""
    with History.open(path) as history, program.run() as forecast:
        unknown = 0
        for index, figure in enumerate(history):
            try:
                history.compare_one(index, forecast)
            except TiktokrevError as error:
                unknown += 1
                print(f"  {figure.series} {figure.period}: {error}")
        print(f"  {len(history) - unknown} of {len(history)} published figures can be compared")
    return 0


def do_explain(options: argparse.Namespace) -> int:
    """Explains a number."""
    program = compiled(options.model)
    period: str | int = options.period if options.period is not None else -1
    print(program.explain(options.output, options.region, period, depth=options.depth), end="")
    return 0


def do_drivers(options: argparse.Namespace) -> int:
    """Lists the drivers of a model document, or of a model."""
    if options.model in schema.MODELS:
        for info in schema.drivers(options.model):
            print(info)
        return 0
    program = compiled(options.model)
    for driver in program.drivers.values():
        if options.grade and driver.grade != options.grade:
            continue
        grade = driver.grade or "-"
        print(f"{driver.name}  [{driver.unit}]  {grade}  {driver.source or driver.meaning}")
    return 0


class Parser(argparse.ArgumentParser):
    """Says in one line what is wrong with a command."""

    def error(self, message: str) -> NoReturn:
        """Ends the program."""
        self.exit(2, f"{self.prog}: {message}; see {self.prog} --help\n")


def arguments() -> argparse.ArgumentParser:
    """What the command takes."""
    parser = Parser(prog="tiktokrev", description=__doc__.split(": ", 1)[1])
    parser.add_argument("--version", action="version", version=f"tiktokrev {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    outlook = commands.add_parser("outlook", help="what the model says of the years")
    outlook.add_argument("model", metavar="MODEL.json")
    outlook.add_argument("--report", metavar="OUT.html", help="write a report instead of text")
    outlook.add_argument("--history", metavar="PUBLISHED.csv", help="published figures")
    outlook.add_argument("--paths", type=int, default=PATHS, help=f"random paths ({PATHS:,})")
    outlook.add_argument("--seed", type=int, default=1)
    outlook.add_argument("--threads", type=int, help="one per processor if not given")
    outlook.add_argument("--quiet", action="store_true", help="no progress, no words")
    outlook.set_defaults(work=do_outlook)
    check = commands.add_parser("check", help="does the model compile and run")
    check.add_argument("model", metavar="MODEL.json")
    check.add_argument("--history", metavar="PUBLISHED.csv", help="published figures")
    check.set_defaults(work=do_check)
    explain = commands.add_parser("explain", help="how a number comes about")
    explain.add_argument("model", metavar="MODEL.json")
    explain.add_argument("output", nargs="?", default="total/revenue", help="total/revenue")
    explain.add_argument("--region", help="all together if not given")
    explain.add_argument("--period", help="the last one if not given, e.g. 2024-Q3")
    explain.add_argument("--depth", type=int, default=3)
    explain.set_defaults(work=do_explain)
    drivers = commands.add_parser("drivers", help="what goes in, with its evidence")
    models = ", ".join(name_of(schema.MODELS, number) for number in range(9))
    drivers.add_argument("model", metavar="MODEL.json", help=f"or one of {models}")
    drivers.add_argument("--grade", choices=["A", "B", "C"])
    drivers.set_defaults(work=do_drivers)
    return parser


def main(words: Sequence[str] | None = None) -> int:
    """The command; what fails is said in one line."""
    options = arguments().parse_args(words)
    try:
        return int(options.work(options))
    except BrokenPipeError:  # nobody reads on
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except TiktokrevError as error:
        print(f"tiktokrev: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"tiktokrev: {error.filename or 'output'}: {error.strerror}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("tiktokrev: stopped", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
