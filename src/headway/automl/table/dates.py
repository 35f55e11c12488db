"""Dates as people write them, read to datetime64[ns] without a zone (UTC where there was one).

A format is chosen for the entire column, never value by value: 01/02/2024 alone can't say what it means, 31/12/2024
further down can. Names of months are English, whatever the machine's locale.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

Times = np.ndarray[Any, np.dtype[np.datetime64]]
MOSTLY = 0.95
DAY_FIRST, MONTH_FIRST = "31/12/2024", "12/31/2024"
EITHER = "either order would do"
MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"), 1)
    for name in names.split()
}  # fmt: skip

_TIME = (
    r"(?:(?:[T ]|, ?)\s*(?P<h>[01]?\d|2[0-4])[:.](?P<min>[0-5]\d)(?:[:.](?P<s>[0-5]\d)(?:[.,](?P<f>\d{1,9}))?)?"
    r"(?:\s*(?P<half>[AaPp])\.?[Mm]\.?)?)?(?:\s*(?P<zone>Z|UTC|GMT|[+-]\d\d:?\d\d|[+-]\d\d))?"
)
_YEAR, _MONTH, _DAY = r"(?P<y>[12]\d{3})", r"(?P<m>0?[1-9]|1[0-2])", r"(?P<d>0?[1-9]|[12]\d|3[01])"
_SHORT = r"(?P<y>\d\d)"
_NAME = rf"(?P<name>{'|'.join(sorted(MONTHS, key=len, reverse=True))})\.?"
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+)?"


@dataclass(frozen=True)
class Format:
    """A way to write dates: an example, which names it, and the expression that reads it."""

    example: str
    pattern: re.Pattern[str]


def _format(example: str, pattern: str) -> Format:
    return Format(example, re.compile(pattern + _TIME, re.IGNORECASE | re.ASCII))


FORMATS = (
    _format("2024-12-31", rf"{_YEAR}-{_MONTH}-{_DAY}"),
    _format("2024/12/31", rf"{_YEAR}/{_MONTH}/{_DAY}"),
    _format("2024.12.31", rf"{_YEAR}\.{_MONTH}\.{_DAY}"),
    _format("31.12.2024", rf"{_DAY}\.{_MONTH}\.{_YEAR}"),
    _format("12.31.2024", rf"{_MONTH}\.{_DAY}\.{_YEAR}"),
    _format(DAY_FIRST, rf"{_DAY}/{_MONTH}/{_YEAR}"),
    _format(MONTH_FIRST, rf"{_MONTH}/{_DAY}/{_YEAR}"),
    _format("31-12-2024", rf"{_DAY}-{_MONTH}-{_YEAR}"),
    _format("12-31-2024", rf"{_MONTH}-{_DAY}-{_YEAR}"),
    _format("31.12.24", rf"{_DAY}\.{_MONTH}\.{_SHORT}"),
    _format("31/12/24", rf"{_DAY}/{_MONTH}/{_SHORT}"),
    _format("12/31/24", rf"{_MONTH}/{_DAY}/{_SHORT}"),
    _format("31 Dec 2024", rf"{_WEEKDAY}{_DAY}(?:st|nd|rd|th|\.)?[ -]{_NAME}[ ,-]\s*{_YEAR}"),
    _format("31 Dec 24", rf"{_DAY}[ -]{_NAME}[ -]{_SHORT}"),
    _format("Dec 31, 2024", rf"{_WEEKDAY}{_NAME} {_DAY}(?:st|nd|rd|th)?,? {_YEAR}"),
    _format("2024年12月31日", rf"{_YEAR}年{_MONTH}月{_DAY}日"),
    Format("2024-W52-2", re.compile(r"(?P<y>[12]\d{3})-?W(?P<week>[0-4]\d|5[0-3])(?:-?(?P<weekday>[1-7]))?", re.ASCII)),
    Format("2024-12", re.compile(rf"{_YEAR}-(?P<m>0[1-9]|1[0-2])", re.ASCII)),
)
ISO = FORMATS[0]
BY_EXAMPLE = {form.example: form for form in FORMATS}
TWINS = {"31.12.2024": "12.31.2024", DAY_FIRST: MONTH_FIRST, "31-12-2024": "12-31-2024", "31/12/24": "12/31/24"}
TWINS |= {second: first for first, second in TWINS.items()}


@dataclass(frozen=True)
class Dates:
    """A column read as dates: NaT where a text is none; ``odd`` are such texts."""

    values: Times
    example: str
    odd: tuple[str, ...] = ()
    note: str = ""


def read_dates(texts: Sequence[str], counts: Sequence[int] | None = None, mostly: float = MOSTLY) -> Dates | None:
    """Texts as dates, in the format that suits nearly all; None where no format does.

    ``counts``: how often each text stands in the column; ``mostly``: the share that must be dates. The texts stand in
    the order in which they first appear.

    >>> read_dates(["01/02/2024", "31/12/2024"]).values.astype("datetime64[D]").tolist()
    [datetime.date(2024, 2, 1), datetime.date(2024, 12, 31)]
    >>> read_dates(["12.5", "A"]) is None
    True
    """
    if not may_be_dates(texts):
        return None
    weights = np.ones(len(texts)) if counts is None else np.asarray(counts, float)
    if found := _iso_dates(texts, weights, mostly):
        return found
    best = max((_share(form, texts, weights) for form in FORMATS), key=lambda found: found[0])
    if best[0] < mostly or not best[0]:
        return None
    chosen, note = _ordered(best[1], texts, weights)
    values = parse(texts, chosen)
    odd = tuple(text for text, value in zip(texts, values, strict=True) if np.isnat(value))
    if weights[np.isnat(values)].sum() > (1 - mostly) * weights.sum():
        return None
    note = "; ".join(filter(None, (note, zone_note(texts, chosen))))
    return Dates(values, chosen.example, odd, note)


def _iso_dates(texts: Sequence[str], weights: np.ndarray[Any, Any], mostly: float) -> Dates | None:
    """The most frequent format by far, and the one that pandas reads in C."""
    if not are_iso(texts[:50]):
        return None
    found = pd.to_datetime(pd.Series(texts, dtype=object), errors="coerce", utc=True, format="ISO8601")
    missing = found.isna().to_numpy()
    if weights[missing].sum() > (1 - mostly) * weights.sum():
        return None
    odd = tuple(texts[place] for place in np.flatnonzero(missing).tolist())
    return Dates(to_nanoseconds(found), ISO.example, odd, zone_note(texts[:50], ISO))


def zone_note(texts: Sequence[str], form: Format) -> str:
    """A word on zones, where the texts have them."""
    matches = (form.pattern.fullmatch(text.strip()) for text in texts)
    has_zone = any(match and match.groupdict().get("zone") for match in matches)
    return "times were converted to UTC" if has_zone else ""


def are_iso(texts: Sequence[str]) -> bool:
    """Whether all of some texts are dates as 2024-12-31, with or without a time.

    >>> are_iso(["2024-12-31", "2024-12-31T08:00Z"]), are_iso([])
    (True, False)
    """
    return bool(texts) and all(map(ISO.pattern.fullmatch, texts))


def parse_iso(texts: Any) -> tuple[Times, bool]:
    """A Series of text as datetime64[ns], in C; and whether all that is not missing could be read."""
    found = pd.to_datetime(texts, errors="coerce", utc=True, format="ISO8601")
    values = to_nanoseconds(found)
    return values, int(np.isnat(values).sum()) == int(texts.isna().sum())


def may_be_dates(texts: Sequence[str]) -> bool:
    """Whether any of the first texts is a date in some format: cheap, and mostly False."""
    return any(form.pattern.fullmatch(text.strip()) for text in texts[:50] for form in FORMATS)


def _share(form: Format, texts: Sequence[str], weights: np.ndarray[Any, Any]) -> tuple[float, Format]:
    """The share of the column that the format reads; a column whose first values it does not read at all has none."""
    if len(texts) > 1000 and not any(form.pattern.fullmatch(text.strip()) for text in texts[:100]):
        return 0.0, form
    fits = np.fromiter((form.pattern.fullmatch(text.strip()) is not None for text in texts), bool, len(texts))
    return float(weights[fits].sum() / weights.sum()), form


def _ordered(form: Format, texts: Sequence[str], weights: np.ndarray[Any, Any]) -> tuple[Format, str]:
    """Day first or month first, where both read the column equally: the one in which it is sorted, or as is the custom."""
    twin = BY_EXAMPLE.get(TWINS.get(form.example, ""))
    if twin is None or _share(twin, texts, weights)[0] < _share(form, texts, weights)[0]:
        return form, ""
    first, second = parse(texts, form), parse(texts, twin)
    if np.array_equal(first, second, equal_nan=True):
        return _customary(form, twin, texts), EITHER
    if _is_sorted(first) != _is_sorted(second):
        return (form if _is_sorted(first) else twin), f"{EITHER}, and in this one they are sorted"
    return _customary(form, twin, texts), EITHER


def _customary(form: Format, twin: Format, texts: Sequence[str]) -> Format:
    """The day before points and hyphens; before slashes the month, as in most files of that look."""
    month_first = "/" in form.example
    return next(each for each in (form, twin) if each.example.startswith("12") == month_first)


def _is_sorted(values: Times) -> bool:
    return len(values) > 1 and bool((values[1:] >= values[:-1]).all())


def parse(texts: Sequence[str], form: Format) -> Times:
    """The texts in one format as datetime64[ns]; NaT where one is not in it, or lies outside the years 1678 to 2261."""
    iso = [_iso(form.pattern.fullmatch(text.strip())) for text in texts]
    found = pd.to_datetime(pd.Series(iso, dtype=object), errors="coerce", utc=True, format="ISO8601")
    return to_nanoseconds(found)


def to_nanoseconds(times: Any) -> Times:
    """A Series of datetimes as datetime64[ns], without its zone (UTC); NaT outside the years 1678 to 2261."""
    naive = times.dt.tz_convert("UTC").dt.tz_localize(None) if times.dt.tz is not None else times
    inside: Times = naive.where((naive.dt.year >= 1678) & (naive.dt.year <= 2261)).to_numpy().astype("datetime64[ns]")
    return inside


def swap_day_and_month(times: Any) -> Any:
    """Dates (a Series) read in one order, as read in the other; all must be of a day from 1 to 12."""
    turned = pd.DataFrame({"year": times.dt.year, "month": times.dt.day, "day": times.dt.month})
    return to_nanoseconds(pd.to_datetime(turned) + (times - times.dt.normalize()))


def _iso(match: re.Match[str] | None) -> str | None:
    """A match as ISO 8601, with the day 1 where there is none."""
    if match is None:
        return None
    part = {name: value for name, value in match.groupdict().items() if value is not None}
    if "week" in part:
        return _week(part)
    month = MONTHS[part["name"].lower()] if "name" in part else int(part["m"])
    date = f"{_full_year(part['y']):04}-{month:02}-{int(part.get('d', 1)):02}"
    return date + _clock(part) if "h" in part else date


def _week(part: dict[str, str]) -> str | None:
    from datetime import date

    try:
        return date.fromisocalendar(int(part["y"]), int(part["week"]), int(part.get("weekday", 1))).isoformat()
    except ValueError:  # a year without a week 53
        return None


def _full_year(year: str) -> int:
    """Two digits stand for 1969 to 2068, as POSIX has it."""
    return int(year) if len(year) == 4 else int(year) + (1900 if int(year) >= 69 else 2000)


def _clock(part: dict[str, str]) -> str:
    hour = int(part["h"])
    if "half" in part:
        hour = hour % 12 + (12 if part["half"] in "pP" else 0)
    zone = part.get("zone", "").upper()
    zone = "Z" if zone in ("UTC", "GMT") else zone
    return f"T{hour:02}:{part['min']}:{part.get('s', '00')}.{part.get('f', '0')}{zone}"


def days_as_numbers(values: np.ndarray[Any, Any]) -> Times | None:
    """Whole numbers such as 20241231 as dates; None where any is not a date of the years 1900 to 2100.

    >>> days_as_numbers(np.array([20241231, 19991231])).astype("datetime64[Y]").tolist()
    [datetime.date(2024, 1, 1), datetime.date(1999, 1, 1)]
    """
    there = values[~np.isnan(values)]
    if not len(there) or there.min() < 19000101 or there.max() > 21001231 or (there % 1).any():
        return None
    texts = pd.Series(values).map("{:.0f}".format, na_action="ignore")
    found = pd.to_datetime(texts, format="%Y%m%d", errors="coerce")
    return None if int(found.isna().sum()) > len(values) - len(there) else to_nanoseconds(found)
