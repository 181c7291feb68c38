"""Deals, by hand."""

from __future__ import annotations

from generate import CASES
from models import close, series
from tiktokrev_reference import load


def test_recoupment_by_hand() -> None:
    results = load(CASES / "deal_recoupment.json")
    recognised = series(results, "partnership/advance/recognised")
    unrecouped = series(results, "partnership/advance/unrecouped")
    due = [sum(recognised[4 * y : 4 * y + 4]) for y in range(4)]
    for found, expected in zip(due, (6e6, 6e6, 13.2e6, 21.6e6)):
        assert close(found, expected)
    for year, balance in enumerate((3.6e6, 2.4e6, 0, 0)):
        assert close(unrecouped[4 * year + 3], balance)


def test_guarantee_by_hand() -> None:
    results = load(CASES / "deal_guarantee_binding.json")
    recognised = series(results, "partnership/distribution/recognised")
    assert all(close(recognised[t], 1.25e6) for t in range(4))
    # royalties by period: 1.8, 3.9, 6.3 and 9 million, of which 5 are guaranteed
    second = [1.25e6, 1.25e6, 1.25e6 + 1.3e6, 1.25e6 + 2.7e6]
    assert all(close(a, b) for a, b in zip(recognised[4:], second))
    fees = series(results, "partnership/fixed_fees")
    assert all(close(fee, 1e5) for fee in fees)


def test_recognition_methods_end_at_due() -> None:
    results = load(CASES / "deal_recognition.json")
    paths = {
        name: series(results, f"partnership/{name}/recognised")
        for name in ("rateable", "as_sales", "progress")
    }
    for year in range(2):
        span = slice(12 * year, 12 * year + 12)
        totals = [sum(path[span]) for path in paths.values()]
        assert close(totals[0], totals[1]) and close(totals[0], totals[2])
    assert paths["rateable"][0] != paths["as_sales"][0] != paths["progress"][0]


def test_progress_expects_sales_to_go_on() -> None:
    results = load(CASES / "deal_beyond_calendar.json")
    recognised = series(results, "partnership/progress/recognised")
    # by period 3, 6 and 9 million; so the year, 12, 18, 24, 30 million of sales
    due = [max(2e6, 1.2e6), max(2e6, 1.8e6), 2e6 + 0.2 * 4e6, 2e6 + 0.2 * 10e6]
    by_now = [share * part for share, part in zip(due, (0.25, 0.5, 0.75, 1))]
    for k in range(4):
        assert close(sum(recognised[: k + 1]), by_now[k])


def test_renewal_goes_on() -> None:
    results = load(CASES / "deal_renewal.json")
    kept = series(results, "partnership/kept/recognised")
    # from the second year on, always: 12, 12, 24, 48 and 12 million of sales;
    # 0.8 million are unrecouped after the first year, 1.6, 1.2, 0 and 0.8 later
    assert all(close(a, b) for a, b in zip(kept, (0, 2e6, 2e6, 2e6, 3.6e6, 2e6)))
    lost = series(results, "partnership/lost/recognised")
    assert all(close(a, b) for a, b in zip(lost, (2.4e6, 2.4e6, 2.4e6, 0, 0, 0)))


def test_what_we_owe_is_a_negative_receivable() -> None:
    results = load(CASES / "deal_tiers_pay.json")
    owed = series(results, "partnership/music/receivable")
    assert owed[0] < 0 == owed[-1]
    assert series(results, "ledger/balance_receivable") == owed
    changes = series(results, "ledger/change_receivable")
    assert close(changes[1], owed[1] - owed[0])


def test_tiers_are_marginal() -> None:
    results = load(CASES / "deal_tiers_pay.json")
    base = 0.8 * sum(series(results, "advertising/revenue"))
    assert base > 2e8
    due = 5e6 + 0.07 * 1e8 + 0.04 * (base - 2e8)
    cost = sum(series(results, "partnership/deal_cost"))
    assert close(cost, due + 2e6)
