"""What holds of every case: money is conserved, figures are finite, expected
values are what is computed."""

from __future__ import annotations

import math
from collections.abc import Iterator

from generate import CASES, disagreements
from reference.custom import Custom
from reference.ledger import BALANCES, PAYERS, RECIPIENTS, STANDING
from reference.partnership import Partnership
from reference.results import Results
from tiktokrev_reference import load


def cases() -> Iterator[tuple[str, Results]]:
    for path in sorted(CASES.glob("*.json")):
        yield path.stem, load(path)


def test_money_is_conserved_on_every_case() -> None:
    for name, results in cases():
        for region in results.regions:
            check_conservation(name, results, region)


def check_conservation(name: str, results: Results, region: str) -> None:
    ledger = results.component("ledger", region)
    total = results.component("total", region)
    before = {a: results._ledgers[region].opening(a) for a in BALANCES}
    for t in range(len(results.timeline)):
        paid = sum(ledger.read("paid_" + payer, t) for payer in PAYERS)
        received = sum(ledger.read("received_" + party, t) for party in RECIPIENTS)
        after = {a: ledger.read("balance_" + a, t) for a in BALANCES}
        change = {a: after[a] - before[a] for a in BALANCES}
        grown = sum(change.values()) - 2 * change["receivable"]
        size = 1e-12 * max(1.0, abs(paid), *map(abs, after.values()))
        assert abs(paid - received - grown) <= 100 * size, (name, region, t)
        kept = ledger.read("received_platform", t)
        assert abs(kept - total.read("contribution", t)) <= 100 * size, (name, t)
        check_balances(name, results, region, t, 1000 * size)
        before = after


def check_balances(
    name: str, results: Results, region: str, t: int, allowed: float
) -> None:
    """Ledger balances are those the streams compute on their own."""
    ledger = results.component("ledger", region)
    for account, output in STANDING.items():
        expected = sum(
            results.component(stream_name, region).read(output, t)
            for stream_name in results.streams
            if output in results.outputs(stream_name)
        )
        found = ledger.read("balance_" + account, t)
        assert abs(found - expected) <= allowed, (name, account, t)


def test_contribution_does_not_depend_on_presentation() -> None:
    for _, results in cases():
        for flipped in ("gross", "net"):
            document = {
                **results.document,
                "links": [],
                "streams": [
                    {**s, "presentation": flipped, "presentation_by_region": {}}
                    for s in results.document["streams"]
                ],
            }
            other = Results(document)
            for region in results.regions:
                a = results.unlinked.streams_in(region)
                b = other.world.streams_in(region)
                for one, two in zip(a, b):
                    # deals and formulas may read revenue as presented
                    if not isinstance(one, (Partnership, Custom)):
                        assert one.read("contribution", 0) == two.read(
                            "contribution", 0
                        )


def test_all_figures_are_finite() -> None:
    for name, results in cases():
        for *key, value in results.rows():
            assert math.isfinite(value), (name, key)


def test_expected_values_are_up_to_date() -> None:
    for name, results in cases():
        wrong = disagreements(results, CASES / f"{name}.expected.csv")
        assert not wrong, (name, wrong[:3])
