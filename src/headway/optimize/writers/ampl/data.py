"""Sets and parameters as AMPL's data.

In the style of AMPL, values of two subscripts and more stand in slices, which say how many there are. The package amply
(0.1) needs declarations, knows no doubled quotes, and takes ``.`` for the default even in quotes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any

from headway.errors import BadModel, BadOption
from headway.optimize.writers.ampl.names import NAME, check_literals, quoted, spelt

STYLES = ("ampl", "amply")
WORDS = frozenset(
    ("default", "dimen", "in", "data", "end", "set", "param", "var", "tr", "Infinity", "by", "symbolic", "model")
)
Sets = Mapping[str, Any]


def data_text(
    sets: Sets, params: Mapping[str, Any], defaults: Mapping[str, Any], index: Mapping[str, Any], style: str
) -> str:
    """The statements of all sets and parameters.

    Raises:
        BadOption: there is no such style.
        BadModel: a name or value that can't be said in it.
    """
    if style not in STYLES:
        raise BadOption("style", style, "one of " + ", ".join(STYLES))
    writing = _Writing(style == "amply", sets, index)
    lines = [line for name, held in sets.items() for line in writing.set(name, held)]
    for name in dict.fromkeys((*params, *defaults)):
        lines += writing.param(name, params.get(name, {}), defaults.get(name))
    return "".join(f"{line}\n" for line in lines)


class _Writing:
    def __init__(self, for_amply: bool, sets: Sets, index: Mapping[str, Any]) -> None:
        self.for_amply, self.sets, self.index = for_amply, sets, index

    def set(self, name: str, held: Any) -> Iterator[str]:
        self._check_name(name)
        families = held if isinstance(held, Mapping) else {(): held}
        parts = {len(_parts(member)) for members in families.values() for member in members}
        if len(parts) > 1:
            raise BadModel(f"the members of the set `{name}` have not all as many parts", "Give them as many.")
        if self.for_amply:
            keys = {len(_parts(key)) for key in held} if isinstance(held, Mapping) else set()
            index = self._index(name, max(keys, default=1)) if isinstance(held, Mapping) else ""
            yield f"set {name}{index}{f' dimen {max(parts)}' if parts and max(parts) > 1 else ''};"
        for key, members in families.items():
            subscripts = f"[{','.join(map(self._word, _parts(key)))}]" if isinstance(held, Mapping) else ""
            if members or not self.for_amply or subscripts:
                yield " ".join([f"set {name}{subscripts} :=", *map(self._member, members)]) + ";"

    def param(self, name: str, held: Any, default: Any) -> Iterator[str]:
        self._check_name(name)
        given = "" if default is None else f" default {self._word(default)}"
        if not isinstance(held, Mapping):
            yield f"param {name} := {self._value(name, held)};"
            return
        counts = {len(_parts(key)) for key in held}
        if len(counts) > 1:
            raise BadModel(f"the values of `{name}` have not all as many subscripts", "Give them as many.")
        count = counts.pop() if counts else len(self.index.get(name, ())) or 1
        if self.for_amply:
            yield f"param {name}{self._index(name, count)}{given};"
            given = ""
        if held or not self.for_amply:
            yield f"param {name}{given} :="
            yield from self._entries(name, held, count)
            yield ";"

    def _entries(self, name: str, held: Mapping[Any, Any], count: int) -> Iterator[str]:
        if count < 2 or self.for_amply:
            if not self.for_amply and any(isinstance(value, str) for value in held.values()):
                yield "  [*]"  # beside symbols nothing else says where a record ends
            for key, value in held.items():
                yield f"  {' '.join(map(self._word, _parts(key)))} {self._value(name, value)}"
            return
        slices: dict[Any, list[str]] = {}
        for key, value in held.items():
            slices.setdefault(key[:-1], []).append(f"    {self._word(key[-1])} {self._value(name, value)}")
        for first, lines in slices.items():
            yield f"  [{','.join(map(self._word, first))},*]"
            yield from lines

    def _index(self, name: str, count: int) -> str:
        """Index sets of a declaration for amply, which counts a name that it does not know as one subscript."""
        names = self.index.get(name, ())
        if len(names) != count or any(
            not NAME.fullmatch(index) or (index in self.sets and self._width(index) != 1) for index in names
        ):
            names = [f"{name}_index{k + 1}" for k in range(count)]
        return f"{{{','.join(names)}}}"

    def _width(self, name: str) -> int:
        held = self.sets[name]
        return 1 if isinstance(held, Mapping) or not held else len(_parts(held[0]))

    def _check_name(self, name: str) -> None:
        if not NAME.fullmatch(name) or name in WORDS:
            raise BadModel(f"{name!r} is no name of a set or parameter in AMPL", "Use letters, digits and `_`.")

    def _member(self, member: Any) -> str:
        parts = _parts(member)
        return self._word(member) if len(parts) == 1 else f"({','.join(map(self._word, parts))})"

    def _value(self, name: str, value: Any) -> str:
        if self.for_amply and value == ".":
            raise BadModel(f"amply takes the value '.' of `{name}` for its default", "Choose another symbol.")
        return self._word(value)

    def _word(self, value: Any) -> str:
        if isinstance(value, str):
            return self._symbol(value)
        number = float(value)
        if not isfinite(number) and (self.for_amply or number != number):
            raise BadModel(f"{number} can't stand in data", "Leave it out.")
        return spelt(number)

    def _symbol(self, text: str) -> str:
        check_literals([text])
        if NAME.fullmatch(text) and text not in WORDS:
            return text
        if not self.for_amply or "'" not in text:
            return quoted(text)
        if '"' in text:
            raise BadModel(f"amply can't hold {text!r}, which has quotes of both kinds", "Take one kind away.")
        return f'"{text}"'


def _parts(key: Any) -> tuple[Any, ...]:
    return key if isinstance(key, tuple) else (key,)
