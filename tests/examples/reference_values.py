"""What the independent reference says of a document (tests/reference)."""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "reference"))

from reference.results import Results  # noqa: E402

# (component/output, region, period) to value; the world in reporting currency
Values = dict[tuple[str, str, str], float]


def reference_values(document: Path) -> Values:
    results = Results(json.loads(document.read_text(encoding="utf-8")))
    return {
        (f"{component}/{output}", region, period): value
        for component, region, output, period, value in results.rows()
    }
