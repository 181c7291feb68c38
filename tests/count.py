"""Adds up what `meson test` ran, points of the Test Anything Protocol one by
one, and closes with `N passed, N failed`.

    count.py SUITE,SUITE,... BUILD-OR-FILE.tap...

A file NAME.tap counts as a suite of that name.

Fails if a test failed, was skipped, or if a suite ran nothing.
"""

import json
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

POINT = re.compile(r"^(not )?ok\b(.*)$", re.M)
GOOD = {"OK", "EXPECTEDFAIL"}


@dataclass
class Count:
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    suites: set[str] = field(default_factory=set)
    troubles: list[str] = field(default_factory=list)


def add_points(count: Count, output: str) -> tuple[int, int]:
    passed = failed = 0
    for negation, rest in POINT.findall(output):
        if "# SKIP" in rest.upper():
            count.skipped += 1
        elif negation:
            failed += 1
        else:
            passed += 1
    count.passed += passed
    count.failed += failed
    return passed, failed


def add_test(count: Count, build: Path, test: dict[str, str]) -> None:
    passed, failed = add_points(count, test.get("stdout", "") or "")
    good = test["result"] in GOOD
    if test["result"] == "SKIP":
        count.skipped += 1
    elif not good and failed == 0:
        count.failed += 1  # a crash, a time-out, a plan that was not kept
    elif good and passed == 0:
        count.passed += 1  # not a TAP test
    if good:
        suite = test["name"].split(" / ")[0].split(":")[-1]
        count.suites.add(suite)
    else:
        count.troubles.append(f"{build.name}: {test['name']}: {test['result']}")


def add_build(count: Count, build: Path) -> None:
    log = build / "meson-logs" / "testlog.json"
    for line in log.read_text(encoding="utf-8").splitlines():
        add_test(count, build, json.loads(line))


def add_file(count: Count, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    passed, failed = add_points(count, text)
    plan = re.search(r"^1\.\.(\d+)$", text, re.M)
    if plan is None or int(plan.group(1)) != passed + failed:
        count.troubles.append(f"{path.name}: it did not come to its end")
    elif failed == 0:
        count.suites.add(path.stem)


def main() -> None:
    count = Count()
    for name in sys.argv[2:]:
        path = Path(name)
        if path.suffix == ".tap":
            add_file(count, path)
        else:
            add_build(count, path)
    for suite in sys.argv[1].split(","):
        if suite not in count.suites:
            count.troubles.append(f"no test of suite {suite} passed: is something not installed?")
    for trouble in count.troubles:
        print(f"tests/count: {trouble}")
    if count.skipped:
        print(f"tests/count: {count.skipped} skipped")
    failed = count.failed or (1 if count.troubles else 0)
    print(f"{count.passed} passed, {failed} failed")
    sys.exit(1 if failed or count.skipped else 0)


if __name__ == "__main__":
    main()
