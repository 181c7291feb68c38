"""Small documents, and what their results are."""

from __future__ import annotations

import math
from typing import Any

from reference.results import Results

Drivers = dict[str, Any]


def close(a: float, b: float, relative: float = 1e-12) -> bool:
    return math.isclose(a, b, rel_tol=relative, abs_tol=1e-9)


def model(
    *streams: dict[str, Any],
    audience: Drivers | None = None,
    calendar: dict[str, Any] | None = None,
    **more: Any,
) -> Results:
    """A document of one region with a million users, unless said."""
    base = {"start": "2023-01", "frequency": "month", "periods": 12}
    document: dict[str, Any] = {
        "calendar": {**base, **(calendar or {})},
        "currency": "USD",
        "regions": [{"name": "US", "currency": "USD"}],
        "audience": {"drivers": audience or {"mau_gross": 1e6}},
        "streams": list(streams),
    }
    document.update(more)
    return Results(document)


def stream(name: str, drivers: Drivers, **more: Any) -> dict[str, Any]:
    return {"name": name, "drivers": drivers, **more}


def series(results: Results, address: str) -> list[float]:
    component, output = address.split("/", 1)
    return [
        results.component(component, "US").read(output, t)
        for t in range(len(results.timeline))
    ]
