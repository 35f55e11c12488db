"""The terms of rows and objective: sums over indices, with parameters for what differs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from headway.optimize.model import Floats
from headway.optimize.writers.ampl.blocks import Block, How, one_block
from headway.optimize.writers.ampl.families import Family, Places
from headway.optimize.writers.ampl.index_sets import IndexSet, Names, literal
from headway.optimize.writers.ampl.lines import signed
from headway.optimize.writers.ampl.names import spelt
from headway.optimize.writers.ampl.params import Entries, Params, by_place, is_one_value
from headway.optimize.writers.ampl.patterns import Key


class Terms:
    """Writes terms, and states the parameters that they need."""

    def __init__(self, params: Params, names: Names) -> None:
        self.params, self.names = params, names

    def dummies(self, family: Family, used: Sequence[str] = ()) -> tuple[str, ...]:
        """Dummy indices for a family, none of them used already."""
        found: list[str] = []
        for letter in family.domain.letters:
            found.append(self._free(letter, (*used, *found)))
        return tuple(found)

    def _free(self, letter: str, used: Sequence[str]) -> str:
        free = self.names.letters
        wished = [letter] if letter in free else []
        return next(name for name in (*wished, *free) if name not in used)

    def over(self, family: Family, dummies: Sequence[str]) -> str:
        """The indexing expression of a declaration; without dummies where these are not asked for."""
        if family.is_scalar:
            return ""
        if not dummies:
            return f"{{{family.domain.declared}}}"
        if family.domain.is_product:
            entries = (f"{letter} in {index.name}" for letter, index in zip(dummies, family.domain.sets, strict=True))
            return f"{{{', '.join(entries)}}}"
        return f"{{({','.join(dummies)}) in {family.domain.sets[0].name}}}"

    def member(self, family: Family, key: Key) -> str:
        """One variable."""
        return f"{family.name}[{','.join(map(literal, key))}]" if key else family.name

    def of_costs(self, nothing: Family, columns: Family, at: Places, costs: Floats, name: str) -> list[str]:
        """The terms of the objective over a family."""
        block = one_block(nothing, columns, np.zeros(len(at), np.int64), at, costs)
        return self.of_block(block, (), name)

    def of_block(self, block: Block, dummies: tuple[str, ...], name: str = "") -> list[str]:
        """The terms of a block in its rows, whose dummies are these."""
        if block.how is How.SINGLY or (block.rows.is_scalar and block.columns.is_scalar):
            return [
                signed(value, self.member(block.columns, block.columns.keys[j]))
                for j, value in zip(block.column, block.values.tolist(), strict=True)
            ]
        name = name or f"{block.rows.called}_{block.columns.called}"
        if block.how is How.LISTED:
            subscripts = self.dummies(block.columns, dummies)
            free = list(range(len(subscripts)))
            indexing = self._listed(block, dummies, subscripts, name)
        else:
            subscripts, free = self._bound(block, dummies)
            indexing = self._matching(block, subscripts, free)
        sign, factor = self._factor(block, dummies, subscripts, free, name)
        variable = f"{block.columns.name}[{','.join(subscripts)}]" if subscripts else block.columns.name
        return [f"{sign} {indexing}{factor}{variable}"]

    def _bound(self, block: Block, dummies: tuple[str, ...]) -> tuple[tuple[str, ...], list[int]]:
        """The subscripts of the variables, and at which positions these are dummies of a sum."""
        found, free = list[str](), list[int]()
        for at, to in enumerate(block.bound):
            if to is None:
                free.append(at)
                found.append(self._free(block.columns.domain.letters[at], (*dummies, *found)))
            else:
                found.append(literal(to[0]) if isinstance(to, tuple) else dummies[to])
        return tuple(found), free

    def _matching(self, block: Block, subscripts: tuple[str, ...], free: list[int]) -> str:
        if not free:
            return ""
        domain = block.columns.domain
        if domain.is_product:
            return f"sum{{{', '.join(f'{subscripts[at]} in {domain.sets[at].name}' for at in free)}}} "
        return f"sum{{({','.join(subscripts)}) in {domain.sets[0].name}}} "

    def _listed(self, block: Block, dummies: tuple[str, ...], subscripts: tuple[str, ...], name: str) -> str:
        held: dict[Key, list[Key]] = {key: [] for key in block.rows.keys}
        for i, j in zip(block.row.tolist(), block.column.tolist(), strict=True):
            held[block.rows.keys[i]].append(block.columns.keys[j])
        within = " cross ".join(index.name for index in block.columns.domain.sets)
        subset = self.params.subsets(f"{name}_used", block.rows.domain.sets, within, held)
        subset += f"[{','.join(dummies)}]" if dummies else ""
        dummy = f"({','.join(subscripts)})" if len(subscripts) > 1 else subscripts[0]
        return f"sum{{{dummy} in {subset}}} "

    def _factor(
        self, block: Block, dummies: tuple[str, ...], subscripts: tuple[str, ...], free: list[int], name: str
    ) -> tuple[str, str]:
        """The sign of the terms, and what stands before the variable."""
        rows, columns = block.rows, block.columns
        is_filled = block.how is How.FILLED
        if is_one_value(block.values) and not is_filled:
            value = float(block.values[0])
            return ("-" if value < 0 else "+"), "" if abs(value) == 1 else f"{spelt(abs(value))}*"
        default = "0" if is_filled else ""
        for family, places, own, may in (
            (rows, block.row, dummies, not is_filled or columns.is_scalar),
            (columns, block.column, subscripts, not is_filled or rows.is_scalar),
        ):
            values = by_place(places, block.values) if may and not family.is_scalar else None
            if values is not None:
                entries = [(family.keys[at], value) for at, value in sorted(values.items())]
                return "+", f"{self.params.add(name, family.domain.sets, entries, default)}[{','.join(own)}]*"
        sets, shown, entries = self._both(block, dummies, subscripts, free)
        return "+", f"{self.params.add(name, sets, entries, default)}[{','.join(shown)}]*"

    def _both(
        self, block: Block, dummies: tuple[str, ...], subscripts: tuple[str, ...], free: list[int]
    ) -> tuple[list[IndexSet], list[str], Entries]:
        """A parameter by row and variable; of the variable's subscripts those that the row's do not give."""
        rows, columns = block.rows, block.columns
        shown = free if columns.domain.is_product else list(range(columns.domain.width))
        sets = [columns.domain.sets[at] for at in free] if columns.domain.is_product else list(columns.domain.sets)
        entries = [
            (rows.keys[i] + tuple(columns.keys[j][at] for at in shown), value)
            for i, j, value in zip(block.row.tolist(), block.column.tolist(), block.values.tolist(), strict=True)
        ]
        return [*rows.domain.sets, *sets], [*dummies, *(subscripts[at] for at in shown)], entries
