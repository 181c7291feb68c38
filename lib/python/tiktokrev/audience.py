"""The audience: users and their time, by region, shared by all streams."""

from __future__ import annotations

from ._library import lib
from .component import Component, Values, describe


class Audience(Component):
    """Users and their time.

    Drivers can be given at once: ``Audience(mau_gross={"US": 60e6}, dau_mau=0.6)``.
    """

    _type = "ttr_audience"
    model = "audience"

    def __init__(self, **drivers: Values) -> None:
        self._begin(lib.ttr_audience_new, None)
        self._set_all(drivers)


describe(Audience)
