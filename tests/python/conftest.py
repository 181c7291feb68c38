"""What the tests share: the example's model, and results as TAP."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

import tiktokrev as ttr

SOURCE = Path(__file__).resolve().parent.parent.parent
MODEL = SOURCE / "examples" / "data" / "tiktok.json"
PUBLISHED = SOURCE / "examples" / "data" / "published.csv"


class Tap:
    """Prints each test as a point of the Test Anything Protocol."""

    def __init__(self) -> None:
        self.count = 0

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """One point per test; a failure before or after it is one too."""
        if report.when != "call" and report.passed:
            return
        self.count += 1
        name = report.nodeid.split("/")[-1].replace("#", " ")
        if report.skipped:
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
            print(f"ok {self.count} - {name} # SKIP {reason}", flush=True)
            return
        print(f"{'ok' if report.passed else 'not ok'} {self.count} - {name}", flush=True)
        if report.failed:
            for line in report.longreprtext.splitlines():
                print(f"# {line}", flush=True)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A file that can not be read is a failed point."""
        if report.failed:
            self.count += 1
            print(f"not ok {self.count} - {report.nodeid}", flush=True)
            for line in report.longreprtext.splitlines():
                print(f"# {line}", flush=True)

    def pytest_sessionfinish(self) -> None:
        """The plan comes last."""
        print(f"1..{self.count}", flush=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--tap`, for Meson."""
    parser.addoption("--tap", action="store_true", help="print points of TAP only")


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Replaces the terminal's output by points."""
    if config.getoption("--tap"):
        terminal = config.pluginmanager.getplugin("terminalreporter")
        config.pluginmanager.unregister(terminal)
        config.pluginmanager.register(Tap())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What looks back at all other tests comes last; what needs Clang may not come."""
    if shutil.which("clang") is None:
        items[:] = [item for item in items if item.get_closest_marker("clang") is None]
    items.sort(key=lambda item: item.path.name == "test_every_function.py")


@pytest.fixture(scope="session")
def program() -> Iterator[ttr.Program]:
    """The example's model."""
    with ttr.open(MODEL) as model:
        yield model.compile()


@pytest.fixture(scope="session")
def forecast(program: ttr.Program) -> ttr.Forecast:
    """Its central path."""
    return program.run()


@pytest.fixture(scope="session")
def published() -> ttr.History:
    """Published figures."""
    return ttr.History.open(PUBLISHED)


@pytest.fixture
def interruptible() -> Iterator[None]:
    """A process that was started in the background ignores interrupts."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
