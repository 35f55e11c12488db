"""The three shapes whose overhead is measured, as the linear code that a person would write.

A function that returns values gives the plain loop; one that returns tasks gives a graph of them: the text is the same.
The bodies do next to nothing, so the time is the library's own.
"""

from collections.abc import Callable
from math import isqrt
from typing import Any

MODULUS = 1_000_003
NAMES = ("independent", "layered", "chain")


def increment(x: int) -> int:
    """The tiny body with one input."""
    return x + 1


def combine(a: int, b: int, c: int) -> int:
    """The tiny body with three inputs; the modulus keeps the numbers small through a hundred layers."""
    return (a + b + c) % MODULUS


def independent(increment: Callable[[Any], Any], n: int) -> list[Any]:
    """Calls that need nothing from each other.

    >>> independent(increment, 3)
    [1, 2, 3]
    """
    return [increment(i) for i in range(n)]


def layered(increment: Callable[[Any], Any], combine: Callable[[Any, Any, Any], Any], n: int) -> list[Any]:
    """Calls in layers as wide as deep; each call below the first layer needs three of the layer above.

    >>> layered(increment, combine, 9)
    [18, 18, 18]
    """
    width, depth = layers(n)
    row = [increment(j) for j in range(width)]
    for _ in range(depth - 1):
        row = [combine(row[j], row[j - 1], row[j - 2]) for j in range(width)]
    return row


def layers(n: int) -> tuple[int, int]:
    """Width and depth of `layered`: as near to a square as n calls allow, and not less than three wide.

    >>> layers(10_000), layers(2_000)
    ((100, 100), (40, 50))
    """
    width = next((width for width in range(isqrt(n), 2, -1) if n % width == 0), isqrt(n))
    return width, n // width


def chain(increment: Callable[[Any], Any], n: int) -> list[Any]:
    """Calls that need the one before.

    >>> chain(increment, 4)
    [4]
    """
    x: Any = 0
    for _ in range(n):
        x = increment(x)
    return [x]


def expected(shape: str, n: int) -> list[int]:
    """What every library must return for a shape of n calls: the plain loop's values.

    >>> expected("chain", 5)
    [5]
    """
    plain = {
        "independent": lambda: independent(increment, n),
        "layered": lambda: layered(increment, combine, n),
        "chain": lambda: chain(increment, n),
    }
    return plain[shape]()
