"""How AMPL's statements are laid out over lines, and signs before their terms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from headway.optimize.writers.ampl.names import spelt

WIDTH = 110


def joined(lines: Iterable[str]) -> str:
    """A text of lines."""
    return "".join(f"{line}\n" for line in lines)


def signed(value: float, name: str) -> str:
    """A term with its sign in front."""
    size = spelt(abs(value))
    factor = size if not name else name if size == "1" else f"{size}*{name}"
    return f"{'-' if np.signbit(value) else '+'} {factor}"


def wrapped(head: str, parts: list[str]) -> Iterator[str]:
    """A statement over lines of whole terms; the first term has no plus."""
    first = parts[0].removeprefix("+ ")
    first = "-" + first[2:] if first.startswith("- ") else first
    line = head
    for part in [first, *parts[1:]]:
        if len(line) + len(part) > WIDTH and line != head:
            yield line
            line = "   "
        line += f" {part}"
    yield line + ";"
