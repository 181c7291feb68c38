"""Calendar: periods with their true days, fiscal years, dates as times."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

MONTHS_OF = {"month": 1, "quarter": 3, "year": 12}


def days_in_month(year: int, month: int) -> int:
    return (first_of(year, month + 1) - first_of(year, month)).days


def first_of(year: int, month: int) -> date:
    """First day of a month; months beyond 12 run into the next years."""
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def date_of(text: str) -> date:
    parts = [int(part) for part in text.split("-")]
    return date(parts[0], parts[1], parts[2] if len(parts) > 2 else 1)


def time_of(day: date) -> float:
    length = days_in_month(day.year, day.month)
    return day.year + (day.month - 1 + (day.day - 1) / length) / 12


@dataclass(frozen=True)
class Period:
    index: int
    first: date
    next_first: date
    start: float
    d: float
    months: tuple[tuple[int, int], ...]

    @property
    def days(self) -> int:
        return (self.next_first - self.first).days

    @property
    def mid(self) -> float:
        return self.start + self.d / 2

    @property
    def end(self) -> float:
        return self.start + self.d

    def overlap(self, first: date, next_first: date) -> int:
        """Days of this period within [first, next_first)."""
        days = min(self.next_first, next_first) - max(self.first, first)
        return max(0, days.days)


@dataclass(frozen=True)
class Year:
    name: str
    periods: tuple[int, ...]
    complete: bool


class Timeline:
    def __init__(self, calendar: dict[str, Any]) -> None:
        begin = date_of(calendar["start"])
        self.months = MONTHS_OF[calendar.get("frequency", "month")]
        self.d = self.months / 12
        self.fiscal_start = int(calendar.get("fiscal_start", 1))
        self.periods = [
            self._period(begin, index) for index in range(calendar["periods"])
        ]

    def _period(self, begin: date, index: int) -> Period:
        month = begin.month + index * self.months
        first = first_of(begin.year, month)
        days = [first_of(begin.year, month + i) for i in range(self.months)]
        return Period(
            index=index,
            first=first,
            next_first=first_of(begin.year, month + self.months),
            start=time_of(first),
            d=self.d,
            months=tuple((day.year, day.month) for day in days),
        )

    def __len__(self) -> int:
        return len(self.periods)

    def __getitem__(self, t: int) -> Period:
        return self.periods[t]

    def index_of(self, day: date) -> int:
        """Index of the period that begins on this day; may be negative."""
        begin = self.periods[0].first
        months = (day.year - begin.year) * 12 + day.month - begin.month
        if day.day != 1 or months % self.months:
            raise ValueError(f"{day} is not the first day of a period")
        return months // self.months

    def years(self, first_month: int, prefix: str) -> list[Year]:
        """Years that start in first_month, named by the year they end in."""
        members: dict[int, list[int]] = {}
        for period in self.periods:
            names = {
                year if first_month == 1 or month < first_month else year + 1
                for year, month in period.months
            }
            if len(names) > 1:
                raise ValueError(f"period {period.index} straddles two years")
            members.setdefault(names.pop(), []).append(period.index)
        whole = 12 // self.months
        return [
            Year(f"{prefix}{name}", tuple(indices), len(indices) == whole)
            for name, indices in sorted(members.items())
        ]

    def all_years(self) -> list[Year]:
        """Fiscal years, and calendar years where they differ and exist."""
        years = self.years(self.fiscal_start, "FY")
        if self.fiscal_start != 1:
            with suppress(ValueError):
                years += self.years(1, "CY")
        return years


def next_day(day: date, days: int) -> date:
    return day + timedelta(days=days)
