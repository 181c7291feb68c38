"""Outlooks, the command, plots and the report."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

import tiktokrev as ttr
from conftest import MODEL, PUBLISHED
from test_description import guide
from tiktokrev import _format, _svg, report
from tiktokrev.__main__ import main

PATHS = 4096


@pytest.fixture(scope="module")
def outlook() -> ttr.Outlook:
    """Of the example's model."""
    return ttr.Outlook(MODEL, PUBLISHED, paths=PATHS)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A document without a title, a year long, nothing random in it but grades."""
    platform = ttr.Combiner("USD", regions={"US": "USD"}, periods=4)
    platform.set_audience(ttr.Audience(mau_gross=ttr.Driver(1e6).certain()))
    stream = ttr.Advertising()
    for key, value in {"ad_load": 0.1, "ecpm_ref": 5, "videos_per_hour": 100}.items():
        stream.set(key, ttr.Driver(value).certain())
    platform.add_stream(stream)
    path = tmp_path / "small & <plain>.json"
    platform.save(path)
    return path


# numbers for people


@pytest.mark.parametrize(
    ("value", "error", "text"),
    [
        (75.17e9, 0, "75.2B"),
        (75.17e9, 0.2e9, "75.2B"),
        (75.17e9, 3e9, "75B"),
        (1.234e9, 0.05e9, "1.23B"),
        (999.6e6, 0, "1.00B"),
        (-8.314e6, 0, "-8.31M"),
        (0, 0, "-"),
        (1e-9, 0, "~0"),
        (float("nan"), 0, "."),
        (12.3, 0, "12.3"),
    ],
)
def test_amounts(value: float, error: float, text: str) -> None:
    assert _format.amount(value, error) == text


def test_percents() -> None:
    assert _format.percent(0.12345) == "12.3 %"
    assert _format.percent(0.12345, sign=True) == "+12.3 %"
    assert _format.percent(0.0029, 0.0002) == "0.29 %"
    assert _format.percent(0.742, 0.012) == "74 %"
    assert _format.percent(float("nan")) == "."


@pytest.mark.parametrize("bounds", [(0, 1), (-3, 7), (0, 126e9), (0, 0), (0.2, 0.2001)])
def test_ticks_are_round_and_span(bounds: tuple[float, float]) -> None:
    ticks = _svg.nice_ticks(*bounds)
    assert ticks[0] <= bounds[0]
    assert ticks[-1] >= bounds[1]
    assert 2 <= len(ticks) <= 9
    assert len(set(np.round(np.diff(ticks) / (ticks[1] - ticks[0]), 6))) == 1


# outlooks


def test_bands_are_the_distributions(outlook: ttr.Outlook) -> None:
    assert outlook.total.median.shape == (11,)
    assert (np.diff(outlook.total.quantiles, axis=1) > 0).all()
    assert set(outlook.streams) == set(outlook.program.streams)
    streams = sum(band.means for band in outlook.streams.values())
    regions = sum(band.means for band in outlook.regions.values())
    assert streams == pytest.approx(outlook.total.means, rel=1e-9)
    assert regions == pytest.approx(outlook.total.means, rel=1e-9)
    assert outlook.known == 5
    assert sum(outlook.grades().values()) == len(outlook.program.drivers)
    chance, error = outlook.falls_below(float(outlook.total.median[-1]))
    assert chance == pytest.approx(0.5, abs=0.02)
    assert error > 0
    assert outlook.reproduction()["digest of the run"] == outlook.distribution.digest


def test_outlook_is_reproduced(outlook: ttr.Outlook) -> None:
    again = ttr.Outlook(MODEL, PUBLISHED, paths=PATHS, threads=1)
    assert again.distribution.digest == outlook.distribution.digest
    assert again.digest == outlook.digest
    assert (
        ttr.Outlook(MODEL, paths=PATHS, seed=2).distribution.digest != outlook.distribution.digest
    )


# the command


def test_command_prints_an_outlook(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["outlook", str(MODEL), "--history", str(PUBLISHED), "--paths", "1024", "--quiet"]
    assert main(words) == 0
    text = capsys.readouterr().out
    for part in ("TikTok outside China", "Revenue reaches", "P95", "By stream", "By region"):
        assert part in text
    assert "uk_group_turnover" in text
    assert max(map(len, text.splitlines())) <= 120


def test_command_checks(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["check", str(MODEL), "--history", str(PUBLISHED)]) == 0
    text = capsys.readouterr().out
    assert "6 streams, 9 regions, 44 periods, 604 drivers" in text
    assert "80 of 80 published figures" in text
    broken = tmp_path / "broken.json"
    broken.write_text(MODEL.read_text(encoding="utf-8").replace('"ad_load"', '"ad_lod"', 1))
    assert main(["check", str(broken)]) == 1
    assert "did you mean ad_load" in capsys.readouterr().err
    assert main(["check", str(tmp_path / "none.json")]) == 1
    assert "must exist" in capsys.readouterr().err
    figures = tmp_path / "figures.csv"
    figures.write_text(
        "series,period,value,unit,low,high,kind,confidence,source\nx/y,2024,1,1,,,reported,,\n"
    )
    assert main(["check", str(MODEL), "--history", str(figures)]) == 0
    assert "0 of 1 published figures" in capsys.readouterr().out


def outcome(words: list[str]) -> object:
    """Exit code of the command."""
    try:
        return main(words)
    except SystemExit as end:
        return end.code


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["outlook", "none.json"], 1, "none.json must exist"),
        (["outlook", "."], 1, ".: Is a directory"),
        (["outlook", str(PUBLISHED)], 1, "document must be a JSON object"),
        (["outlook", str(MODEL), "--paths", "0"], 1, "paths must be within [1, "),
        (["outlook", str(MODEL), "--paths", "many"], 2, "invalid int value: 'many'"),
        (["outlook", str(MODEL), "--report", "no/such/x.html"], 1, "no/such/x.html: must be in a"),
        (["outlook", str(MODEL), "--history", str(MODEL)], 1, "header must be series,period"),
        (["explain", str(MODEL), "total/revenu"], 1, "did you mean total/revenue?"),
        (["explain", str(MODEL), "--region", "Mars"], 1, "region must be one of US, EU"),
        (["explain", str(MODEL), "--depth", "-1"], 1, "depth must be within"),
        (["forecast", str(MODEL)], 2, "invalid choice: 'forecast'"),
        ([], 2, "the following arguments are required: COMMAND"),
    ],
)
def test_a_mistake_is_told_in_one_line(
    words: list[str], status: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert outcome(words) == status
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("tiktokrev")
    assert printed.err.count("\n") == 1
    assert said in printed.err


def test_command_explains(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["explain", str(MODEL), "advertising/impressions", "--region", "US"]
    assert main([*words, "--period", "2024-Q3", "--depth", "2"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("advertising/impressions, US, 2024-Q3, in impressions")
    assert main([*words, "--period", "1999-Q1"]) == 1


def test_command_lists_drivers(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["drivers", "audience"]) == 0
    assert "mau_gross: monthly active users" in capsys.readouterr().out
    assert main(["drivers", str(MODEL), "--grade", "A"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 20
    assert all("  A  " in line for line in lines)


def test_command_is_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tiktokrev", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == f"tiktokrev {ttr.__version__}"
    done = subprocess.run([sys.executable, "-m", "tiktokrev"], capture_output=True, check=False)
    assert done.returncode == 2


def test_a_reader_that_stops_is_no_error() -> None:
    code = f"{sys.executable} -m tiktokrev drivers {MODEL} | head -1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] in ("0", "120")
    assert "Traceback" not in done.stderr


# the report


class Page(HTMLParser):
    """What tests ask of a page."""

    VOID = frozenset({"meta", "link", "input", "br"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_report_is_one_file(outlook: ttr.Outlook, tmp_path: Path) -> None:
    path = tmp_path / "out.html"
    outlook.write_report(path)
    text = path.read_text(encoding="utf-8")
    page = Page(text)
    assert page.open == []
    assert not re.search(r"""(?:src|href)\s*=\s*["'](?!#|data:)""", text)
    assert "@import" not in text
    assert "url(" not in text
    ids = [values["id"] for _, values in page.tags if "id" in values]
    assert len(ids) == len(set(ids))
    charts = [values for tag, values in page.tags if tag == "svg" and values.get("role") == "img"]
    assert len(charts) == 5 + len(outlook.regions)
    assert all(values["aria-label"] for values in charts)
    words = " ".join(page.words)
    for driver in outlook.program.drivers.values():
        assert driver.name in words
    for value in outlook.reproduction().values():
        assert value in words
    assert "us_shutdown" in words
    assert "--seed 1" in words


def test_report_of_a_small_model(small: Path, tmp_path: Path) -> None:
    """No history, no random number, one year, one stream, a name to be escaped."""
    path = tmp_path / "out.html"
    assert main(["outlook", str(small), "--report", str(path), "--paths", "1024", "--quiet"]) == 0
    text = path.read_text(encoding="utf-8")
    assert Page(text).open == []
    assert "small &amp; &lt;plain&gt;.json" in text
    assert "<plain>" not in text
    assert main(["outlook", str(small), "--paths", "1024", "--quiet"]) == 0


def test_report_of_the_guides_model(tmp_path: Path) -> None:
    path = tmp_path / "guide.json"
    guide().save(path)
    text = report.render(ttr.Outlook(path, paths=1024))
    assert Page(text).open == []
    assert "ban: on 2026-09-01, EU, takes 100 %".replace(" %", "\u00a0%") in text
    assert "gifts bring advertisers: creators/gifts moves advertising/demand" in text


# plots


@pytest.fixture
def plot(monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """The module, drawing into memory."""
    import matplotlib as mpl

    mpl.use("Agg")
    from tiktokrev import plot as module

    yield module
    module.plt.close("all")


def _words(artist: object) -> str | None:
    """Text of an artist, if it has any."""
    return str(artist.get_text()) if hasattr(artist, "get_text") else None


@pytest.mark.parametrize("dark", [False, True])
def test_plots(outlook: ttr.Outlook, plot, dark: bool, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    with plot.style(dark):
        drawn = {
            "fan": plot.fan(outlook),
            "stream": plot.fan(outlook, "commerce"),
            "streams": plot.streams(outlook),
            "regions": plot.regions(outlook),
            "waterfall": plot.waterfall(outlook),
            "years": plot.waterfall(outlook, "2022", "2026"),
            "history": plot.history(outlook),
            "series": plot.history(outlook, "uk_group_turnover"),
        }
        figures = {name: ax.figure for name, ax in drawn.items()}
        figures["by_region"] = plot.by_region(outlook)
    for name, figure in figures.items():
        figure.canvas.draw()
        width = figure.get_size_inches()[0] * figure.dpi
        assert width == 800
        for ax in figure.axes:
            title = ax.get_title("left")
            drawn_titles = [one for one in ax.findobj() if title and _words(one) == title]
            for text in [*ax.texts, *drawn_titles]:
                box = text.get_window_extent()
                assert box.x0 >= 0, f"{name}: {text}"
                assert box.x1 <= width, f"{name}: {text}"
        figure.savefig(tmp_path / f"{name}.png")
    assert drawn["fan"].get_title("left").replace("\n", " ") == outlook.headline()
    labels = [text.get_text() for text in drawn["fan"].get_yticklabels()]
    assert "20B" in labels
    assert outlook.stream_finding() in drawn["streams"].get_title("left").replace("\n", " ")
    tops = [patch.get_height() for patch in drawn["waterfall"].patches]
    assert tops[0] == pytest.approx(outlook.total.means[4])
    assert tops[-1] == pytest.approx(outlook.total.means[-1])


def test_plots_of_a_small_model(small: Path, plot) -> None:  # type: ignore[no-untyped-def]
    outlook = ttr.Outlook(small, paths=1024)
    for draw in (plot.fan, plot.streams, plot.regions, plot.waterfall):
        draw(outlook).figure.canvas.draw()
    plot.by_region(outlook, dark=True).canvas.draw()
    with pytest.raises(ValueError, match="without published figures"):
        plot.history(outlook)


def test_colours_can_be_told_apart(plot) -> None:  # type: ignore[no-untyped-def]
    """Also by those who see no red, no green or no blue (Machado et al. 2009)."""
    sight = {
        "protan": [[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]],
        "deutan": [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]],
        "tritan": [[1.256, -0.077, -0.179], [-0.078, 0.931, 0.148], [0.005, 0.691, 0.304]],
    }
    rgb = np.array([plot.to_rgb(colour) for colour in plot.COLOURS])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    for name, matrix in sight.items():
        seen = np.clip(linear @ np.array(matrix).T, 0, 1)
        apart = [np.abs(a - b).max() for i, a in enumerate(seen) for b in seen[:i]]
        assert min(apart) > 0.03, name


def test_driver_tree(outlook: ttr.Outlook, plot, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    source = plot.driver_tree(outlook, "advertising/revenue", "US", depth=2)
    assert source.startswith("digraph drivers {")
    assert '"advertising/US/revenue" -> "advertising/US/auction"' in source
    lines = source.splitlines()
    assert len(lines) == len(set(lines))
    path = tmp_path / "tree.svg"
    subprocess.run(["dot", "-Tsvg", "-o", str(path)], input=source, text=True, check=True)
    assert "advertising/US/auction" in path.read_text(encoding="utf-8")
