"""Numbers as people write them: those of a model as they are, those that a solver found to the digits that count.

No commas in thousands: numbers stand in lists, too, and are to be looked for.
"""

from __future__ import annotations

import math

DIGITS = 12  # of a model's own numbers; a float that needs more of them is most often the sum of rounded ones
FOUND_DIGITS = 7  # a solver is right to about 1e-7


def exact(number: float) -> str:
    """A number of a model, to 12 digits.

    >>> exact(3.0), exact(0.1 + 0.2), exact(-0.0), exact(1234567.25), exact(1e-7), exact(float("inf"))
    ('3', '0.3', '0', '1234567.25', '1e-7', '∞')
    """
    if math.isinf(number):
        return "∞" if number > 0 else "-∞"
    digits, _, power = f"{number + 0.0:.{DIGITS}g}".partition("e")
    return f"{digits}e{int(power)}" if power else digits


def is_rounded(number: float) -> bool:
    """Whether ``exact`` does not say the whole number."""
    return math.isfinite(number) and float(exact(number)) != number


def found(number: float) -> str:
    """A number that a solver found, to 7 digits, and more of whole ones.

    >>> found(19.999999999), found(33 + 1 / 3), found(1234567890.0), found(-2e-12), found(12345.678)
    ('20', '33.33333', '1234567890', '0', '12345.68')
    """
    if math.isinf(number):
        return exact(number)
    whole = round(number)
    if abs(number - whole) <= 1e-9 * max(1.0, abs(number)) and abs(whole) < 1e15:
        return f"{whole}"
    digits, _, power = f"{number:.{FOUND_DIGITS}g}".partition("e")
    return f"{digits}e{int(power)}" if power else digits


def latex(number: float) -> str:
    r"""A number of a model in LaTeX.

    >>> latex(1.5e-7), latex(-20)
    ('1.5 \\times 10^{-7}', '-20')
    """
    digits, _, power = exact(number).replace("∞", r"\infty").partition("e")
    return rf"{digits} \times 10^{{{power}}}" if power else digits
