"""How many subscripts the data of a parameter have, where nothing declares it.

``1 2 5 3 4 6`` may be three values of one subscript or two of two. A reading has to give numbers as values, and no
subscripts twice. Of those that do, the ones count that break no record over two lines, and whose subscripts are members of
sets of the file, if there are such. Where several are left, symbols decide for the fewest; numbers alone are refused.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from headway.optimize.readers.ampl.lexer import Token
from headway.optimize.readers.ampl.source import Source

MOST = 12
Sets = list[set[Any]]


def subscripts_of(name: str, words: Sequence[Token], values: int, sets: Sets, line: int, source: Source) -> int:
    """How many subscripts stand before each group of values; 0 for one value alone.

    Raises:
        UnreadableModel: there is no such number, or more than one.
    """
    if len(words) == values == 1:
        return 0
    fitting = [count for count in range(1, MOST) if len(words) % (count + values) == 0 and len(words)]
    fitting = [count for count in fitting if _is_unique(words, count, values)]
    for test in (_gives_numbers, _keeps_lines, _within(sets)):
        fitting = [count for count in fitting if test(words, count, values)] or fitting
    if not fitting:
        raise source.fail(
            line, f"the data of `{name}` are no records of the same length", f"Declare it: param {name}{{…}};"
        )
    several = [count for count in fitting if len(words) > count + values]
    if len(several) > 1 and all(isinstance(word.value, float) for word in words):
        shown = " or ".join(str(count) for count in several)
        raise source.fail(
            line, f"`{name}` may have {shown} subscripts", f"Declare it: param {name}{{…}}; or give a slice."
        )
    return fitting[0]


def _keys(words: Sequence[Token], count: int, values: int) -> list[Sequence[Token]]:
    return [words[at : at + count] for at in range(0, len(words), count + values)]


def _is_unique(words: Sequence[Token], count: int, values: int) -> bool:
    keys = [tuple(word.value for word in key) for key in _keys(words, count, values)]
    return len(set(keys)) == len(keys) and all(
        not word.is_mark(".") for key in _keys(words, count, values) for word in key
    )


def _gives_numbers(words: Sequence[Token], count: int, values: int) -> bool:
    width = count + values
    return all(at % width < count or word.kind == "number" or word.is_mark(".") for at, word in enumerate(words))


def _keeps_lines(words: Sequence[Token], count: int, values: int) -> bool:
    width = count + values
    return all(words[at].line == words[at + width - 1].line for at in range(0, len(words), width))


def _within(sets: Sets) -> Callable[[Sequence[Token], int, int], bool]:
    def test(words: Sequence[Token], count: int, values: int) -> bool:
        keys = [tuple(word.value for word in key) for key in _keys(words, count, values)]
        if any(all(key in members for key in keys) for members in sets):
            return True
        return all(any(all(key[at] in members for key in keys) for members in sets) for at in range(count))

    return test
