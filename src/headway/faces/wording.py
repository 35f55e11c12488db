"""Numbers and names as people read them: the same words in every face."""

from __future__ import annotations

import re

# Bidirectional overrides would let a name reverse the text around it.
_INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]")


def clean(text: object) -> str:
    r"""The text on one line, without characters that XML forbids or that would disturb a terminal.

    >>> clean("two\nlines \x1b[31m and \ud800")
    'two lines ·[31m and ·'
    """
    return _INVISIBLE.sub("·", re.sub(r"[\t\r\n\u2028\u2029]+", " ", str(text)))


def shorten(text: object, length: int) -> str:
    """The text, cleaned, cut in its middle to at most ``length`` characters.

    >>> shorten("prepare_the_training_table", 14)
    'prepare…_table'
    """
    whole = clean(text)
    if len(whole) <= length:
        return whole
    tail = (length - 1) // 2
    return f"{whole[: length - 1 - tail]}…{whole[len(whole) - tail :]}"


def first_line(error: str | None, length: int = 200) -> str:
    r"""The first line of an error that says something, shortened.

    >>> first_line("ValueError: no rows\n  in train.csv")
    'ValueError: no rows'
    """
    lines = [line for line in (error or "").splitlines() if line.strip()]
    return shorten(lines[0].strip(), length) if lines else ""


def duration(seconds: float) -> str:
    """A time span with about three digits, in the unit that fits.

    >>> [duration(s) for s in (0, 0.00035, 0.0427, 1.234, 61.5, 7325, 200_000)]
    ['0 s', '350 µs', '42.7 ms', '1.23 s', '1 min 2 s', '2 h 2 min', '2 d 7 h']
    """
    if seconds <= 0:
        return "0 s" if seconds == 0 else f"-{duration(-seconds)}"
    for factor, unit in ((1e6, "µs"), (1e3, "ms"), (1.0, "s")):
        if round(seconds * factor, 1) < (1000 if factor > 1 else 60):
            return f"{_digits(seconds * factor)} {unit}"
    return _in_two_units(round(seconds))


def _digits(number: float) -> str:
    text = f"{number:.2f}" if number < 9.995 else f"{number:.1f}" if number < 99.95 else f"{number:.0f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _in_two_units(seconds: int) -> str:
    for size, unit, small, smaller in ((86400, "d", 3600, "h"), (3600, "h", 60, "min"), (60, "min", 1, "s")):
        if seconds >= size:
            rest = seconds % size // small
            return f"{seconds // size} {unit}" + (f" {rest} {smaller}" if rest else "")
    return f"{seconds} s"


def count(number: int, noun: str = "task") -> str:
    """A number with its noun.

    >>> count(1), count(5000), count(2, "worker")
    ('1 task', '5,000 tasks', '2 workers')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def ratio(number: float) -> str:
    """How many times as fast, said without false precision.

    >>> ratio(3.14159), ratio(12.6)
    ('3.1 ×', '13 ×')
    """
    return f"{number:.1f} ×" if number < 9.95 else f"{number:.0f} ×"
