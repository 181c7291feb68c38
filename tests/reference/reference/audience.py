"""Audience: users, hours, and the responses to ad load and to creator pay."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from .catalogue import AUDIENCE, hidden, ratio, several
from .component import Component, cell, survival
from .laws import clamp_ratio, ratio_of

if TYPE_CHECKING:
    from .world import World


class Audience(Component):
    outputs = {
        **several("mau dau", "stock"),
        **several("hours", "flow"),
        **hidden("mau_gross", "stock"),
        **hidden("hours_without_load_effect hours_without_content_effect"),
        **ratio("load_effect", "hours", "hours_without_load_effect"),
        **ratio("content_effect", "hours", "hours_without_content_effect"),
        **ratio("availability", "mau", "mau_gross"),
    }

    def __init__(self, world: World, region: str, load: bool, content: bool) -> None:
        spec = world.document.get("audience", {})
        super().__init__(world, "audience", region, spec, AUDIENCE)
        self.has_load_effect = load
        self.has_content_effect = content

    def retained(self, age: float) -> float:
        return survival(self.x("retention_alpha"), self.x("retention_beta"), age)

    @cell
    def mau_gross(self, t: int) -> float:
        if self.is_given("mau_gross"):
            own = self.x("mau_gross", t)
        else:
            own = self.opening_cohort(t) + self.acquired_cohorts(t)
        return own + self.cross_promoted(t)

    def opening_cohort(self, t: int) -> float:
        age = self.x("opening_age_months")
        kept = self.retained(age + (t + 1) * self.months) / self.retained(age)
        return self.x("opening_users") * kept

    def acquired_cohorts(self, t: int) -> float:
        return sum(
            self.x("added_pm", c) * self.months * self.retained((t - c) * self.months)
            for c in range(t + 1)
        )

    def cross_promoted(self, t: int) -> float:
        total = 0.0
        for stream in self.world.streams_of("partnership", self.region):
            for c in range(t + 1):
                added = stream.read("cross_promotion_users", c)
                if added:
                    total += added * self.retained((t - c) * self.months)
        return total

    @cell
    def mau(self, t: int) -> float:
        return self.mau_gross(t) * self.world.events.availability(self.region, t)

    @cell
    def dau(self, t: int) -> float:
        return self.mau(t) * self.x("dau_mau", t)

    def plain_hours(self, t: int) -> float:
        minutes = self.dau(t) * self.days(t) * self.x("minutes_per_dau_day", t)
        return minutes / 60

    @cell
    def hours(self, t: int) -> float:
        return self.hours_without_load_effect(t) * math.exp(-self.load_response(t))

    def hours_without_load_effect(self, t: int) -> float:
        return self.plain_hours(t) * math.exp(self.content_response(t))

    def hours_without_content_effect(self, t: int) -> float:
        return self.plain_hours(t) * math.exp(-self.load_response(t))

    def source(self, output: str, t: int) -> float:
        """Effects are factors: they are there where nobody spends an hour."""
        if output == "load_effect":
            return math.exp(-self.load_response(t))
        if output == "content_effect":
            return math.exp(self.content_response(t))
        return self.read(output, t)

    def speed(self, lag_years: float) -> float:
        return 1.0 if lag_years == 0 else -math.expm1(-self.d / lag_years)

    @cell
    def load_response(self, t: int) -> float:
        """L: log hours lost to ad load, approached slowly."""
        advertising = self.world.streams_of("advertising", self.region)
        if not advertising or not self.has_load_effect:
            return 0.0
        before = self.load_response(t - 1) if t > 0 else 0.0
        excess = advertising[0].x("ad_load", t) - self.x("ad_load_reference", t)
        target = self.x("ad_load_elasticity", t) * excess
        return before + self.speed(self.x("ad_load_lag_years")) * (target - before)

    @cell
    def content_response(self, t: int) -> float:
        """C: log hours gained from what creators earned a period ago."""
        creators = self.world.streams_of("creator", self.region)
        if t == 0 or not creators or not self.has_content_effect:
            return 0.0
        before = self.content_response(t - 1)
        reference, target = self.x("content_reference", t), 0.0
        if reference > 0:
            pay = creators[0].read("payout_per_hour", t - 1)
            strength = self.x("content_elasticity", t)
            target = strength * math.log(clamp_ratio(ratio_of(pay, reference)))
        return before + self.speed(self.x("content_lag_years")) * (target - before)
