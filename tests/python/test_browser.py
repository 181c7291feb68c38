"""The report in a real browser: what it shows, does, fetches and says."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import tiktokrev as ttr
from chromium import Chromium, Tab
from conftest import MODEL, PUBLISHED, SOURCE

AXE = SOURCE / "build" / "node" / "node_modules" / "axe-core" / "axe.min.js"
WAYS = {"wide": (1100, False), "dark": (1100, True), "narrow": (800, False), "phone": (360, False)}
OPEN_ALL = "document.querySelectorAll('details').forEach((one) => { one.open = true; })"


@pytest.fixture(scope="module")
def browser() -> Iterator[Chromium]:
    """One for all tests."""
    with Chromium() as running:
        yield running


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A report of the example's model."""
    path: Path = tmp_path_factory.mktemp("report") / "out.html"
    ttr.Outlook(MODEL, PUBLISHED, paths=4096).write_report(path)
    return path.as_uri()


@pytest.fixture(scope="module")
def page(browser: Chromium, address: str) -> Tab:
    """The report on a wide screen."""
    return browser.open(address, 1100)


@pytest.mark.parametrize("way", WAYS)
def test_it_renders_and_is_silent(browser: Chromium, address: str, way: str) -> None:
    width, dark = WAYS[way]
    tab = browser.open(address, width, dark=dark)
    charts = """[...document.querySelectorAll("main svg[role=img]")]
        .filter((one) => one.getBoundingClientRect().height > 50).length"""
    regions = len(json.loads(MODEL.read_text(encoding="utf-8"))["regions"])
    assert tab.js(charts) == 5 + regions
    assert tab.js("document.documentElement.scrollWidth") <= width
    background = tab.js("getComputedStyle(document.body).backgroundColor")
    light = sum(int(part) for part in background.strip("rgb()").split(","))
    assert (light < 3 * 80) if dark else (light > 3 * 200)
    assert tab.said == []
    assert tab.fetched == []


@pytest.mark.private
@pytest.mark.parametrize("way", WAYS)
def test_axe_core_finds_nothing(browser: Chromium, address: str, way: str) -> None:
    width, dark = WAYS[way]
    tab = browser.open(address, width, dark=dark)
    tab.js(OPEN_ALL)
    tab.js(AXE.read_text(encoding="utf-8") + "; 0")
    found = tab.js("axe.run().then((all) => all.violations.map((one) => [one.id, one.help]))")
    assert found == []


def test_values_show_where_the_pointer_is(page: Tab) -> None:
    page.point_at("figure .hit:last-of-type")
    style, text = page.js(
        "(() => { const tip = document.getElementById('tip');"
        " return [getComputedStyle(tip).display, tip.textContent]; })()"
    )
    assert style == "block"
    assert "P50" in text
    assert any(letter.isdigit() for letter in text)


def last_column(page: Tab) -> list[float]:
    values: list[float] = page.js(
        "[...document.querySelector('main table').tBodies[0].rows]"
        ".map((row) => Number(row.cells[row.cells.length - 1].dataset.value))"
    )
    return values


def test_a_table_sorts_both_ways(page: Tab) -> None:
    head = "main table thead th:last-child button"
    page.click(head)
    rising = last_column(page)
    page.click(head)
    assert len(rising) > 1
    assert rising == sorted(rising)
    assert last_column(page) == rising[::-1]
    names = "[...document.querySelector('main table').tBodies[0].rows].map((r) => r.innerText)"
    assert all(name[0].isalpha() for name in page.js(names))


def test_a_table_copies_with_all_digits(page: Tab) -> None:
    page.js("navigator.clipboard.writeText = async (text) => { window.copied = text; }; 0")
    page.click("button.copy")
    lines = [line.split("\t") for line in page.js("window.copied").split("\n")]
    assert len(lines) == 1 + len(last_column(page))
    assert {len(line) for line in lines} == {len(lines[0])}
    assert [float(line[-1]) for line in lines[1:]] == last_column(page)


def test_a_filter_hides_what_does_not_match(page: Tab) -> None:
    page.js(OPEN_ALL)
    counts = []
    for text in ("zzz", "ad_load", ""):
        counts.append(
            page.js(f"""(() => {{
            const input = document.querySelector("#evidence ~ details input.filter");
            input.value = {text!r};
            input.dispatchEvent(new Event("input"));
            const rows = document.querySelector("#evidence ~ details table").tBodies[0].rows;
            return [...rows].filter((row) => !row.hidden).length;
        }})()""")
        )
    assert counts[0] == 0
    assert 0 < counts[1] < counts[2]


def test_it_prints(browser: Chromium, address: str) -> None:
    tab = browser.open(address, 1100)
    tab.do("Emulation.setEmulatedMedia", media="print")
    tab.js("dispatchEvent(new Event('beforeprint'))")
    hidden, shown = tab.js("""[
        [...document.querySelectorAll(".tools, nav")]
            .every((one) => getComputedStyle(one).display === "none"),
        [...document.querySelectorAll("details")].every((one) => one.open),
    ]""")
    assert hidden, "buttons do nothing on paper"
    assert shown, "on paper nothing can be opened"
    pages = base64.b64decode(tab.do("Page.printToPDF")["data"])
    assert pages.startswith(b"%PDF")
    assert len(pages) > 20_000


def test_nothing_went_wrong_meanwhile(page: Tab) -> None:
    assert page.said == []
    assert page.fetched == []
