"""The few lines of the Test Anything Protocol that the scripts here need."""

import sys


class Tap:
    """Counts and prints test points; `finish` closes the run."""

    def __init__(self) -> None:
        self.count = 0
        self.failed = 0

    def point(self, good: bool, name: str, details: str = "") -> bool:
        self.count += 1
        self.failed += not good
        print(f"{'ok' if good else 'not ok'} {self.count} - {name}", flush=True)
        if not good:
            for line in details.rstrip().splitlines():
                print(f"# {line}", flush=True)
        return good

    def finish(self) -> None:
        print(f"1..{self.count}", flush=True)
        sys.exit(1 if self.failed else 0)
