"""AMPL's data, as files of sets and parameters: read into dicts and frames to build a model from, and written again.

    data = read_ampl_data("furniture.dat")
    data.sets["PRODUCT"], data.params["profit"]["chair"], data.frame("needs")

A data file of AMPL's declares nothing. What is declared all the same (``param cost{I,J} default 0;``, as the package
amply wants it) is heeded; otherwise the number of subscripts is taken from slices, tables, the sets of the file and the
lines, and a parameter of which that leaves two readings is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from os import PathLike
from typing import TYPE_CHECKING, Any

from headway.errors import UnknownName
from headway.optimize.extras import load
from headway.optimize.readers import checked_text, path_of, text_of_file
from headway.optimize.readers.ampl.data_file import gather
from headway.optimize.writers.ampl.data import data_text

if TYPE_CHECKING:
    from pandas import DataFrame

Value = int | float | str
Key = Value | tuple[Value, ...]


@dataclass(frozen=True)
class AmplData:
    """Sets and parameters by name.

    Attributes:
        sets: A list of members, each once, tuples where they have parts; an indexed set is a dict of such lists.
        params: A number or a symbol, or a dict of these by subscript (a tuple where there are several).
        defaults: What a parameter is where it has no value, for those of which the file says so.
        index: The sets that a parameter or set is indexed over, for those of which the file says so.

    Numbers without a fraction are ints. ``data[name]`` is the set or parameter of that name.

    >>> data = read_ampl_data_text("set FOOD := bread milk; param price default 2 := bread 3; param days := 7;")
    >>> data
    AmplData: sets FOOD; parameters price, days
    >>> data["FOOD"], data["days"]
    (['bread', 'milk'], 7)
    >>> [data.value("price", food) for food in data["FOOD"]]
    [3, 2]
    """

    sets: dict[str, list[Any] | dict[Any, list[Any]]] = field(default_factory=dict)
    params: dict[str, Any] = field(default_factory=dict)
    defaults: dict[str, Value] = field(default_factory=dict)
    index: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        """A set or parameter.

        Raises:
            UnknownName: there is none of that name.
        """
        for held in (self.sets, self.params):
            if name in held:
                return held[name]
        raise UnknownName("set or parameter", str(name), _near(name, (*self.sets, *self.params)))

    def value(self, name: str, *subscripts: Value) -> Value:
        """A parameter's value, or its default where it has none.

        Raises:
            UnknownName: there is no such parameter, or it has neither.

        >>> data = AmplData(params={"km": {("Ulm", "Bonn"): 350}}, defaults={"km": 999})
        >>> data.value("km", "Ulm", "Bonn"), data.value("km", "Ulm", "Trier")
        (350, 999)
        """
        if name not in self.params:
            raise UnknownName("parameter", str(name), _near(name, tuple(self.params)))
        held = self.params[name]
        found = held.get(_key(subscripts)) if isinstance(held, Mapping) else held
        found = self.defaults.get(name) if found is None else found
        if found is None:
            raise UnknownName("value", f"{name}[{', '.join(map(str, subscripts))}]")
        return found

    def frame(self, name: str) -> DataFrame:
        """A set or parameter as a pandas frame: a parameter's subscripts are the index, a set's parts the columns.

        Raises:
            UnknownName: there is none of that name.

        >>> AmplData(params={"profit": {"chair": 45, "table": 80}}).frame("profit")
               profit
        chair      45
        table      80
        """
        pd = load("pandas", "AmplData.frame")
        held = self[name]
        if name in self.params:
            if not isinstance(held, Mapping):
                return pd.DataFrame({name: [held]})
            return pd.DataFrame({name: list(held.values())}, index=_index(list(held), self.index.get(name, ())))
        if isinstance(held, Mapping):
            rows = [(*_parts(key), *_parts(member)) for key, members in held.items() for member in members]
        else:
            rows = [_parts(member) for member in held]
        width = len(rows[0]) if rows else 1
        return pd.DataFrame(rows, columns=[name] if width == 1 else [f"{name}{k + 1}" for k in range(width)])

    def __repr__(self) -> str:
        return f"{type(self).__name__}: sets {', '.join(self.sets) or 'none'}; parameters {', '.join(self.params) or 'none'}"


def read_ampl_data(source: str | PathLike[str]) -> AmplData:
    """The sets and parameters of a data file.

    Args:
        source: Its path. For a text see :func:`read_ampl_data_text`.

    Raises:
        BadModel: there is no such file, or it can't be read.
        UnreadableModel: it holds something else; with the line.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "shop.dat")
    ...     _ = file.write_text("set PRODUCT := chair table; param profit := chair 45 table 80;")
    ...     read_ampl_data(file)
    AmplData: sets PRODUCT; parameters profit
    """
    file = path_of(source)
    return read_ampl_data_text(text_of_file(file), str(file))


def read_ampl_data_text(text: str, where: str = "the text") -> AmplData:
    """The sets and parameters that a text of AMPL's data states.

    Raises:
        UnreadableModel: it holds something else; with the line.

    >>> data = read_ampl_data_text('''
    ... set PRODUCT := chair table;
    ... param: profit hours := chair 45 5  table 80 20;
    ... param needs default 0: wood glue := chair 4 .  table 9 1;''')
    >>> data.sets["PRODUCT"], data.params["profit"]
    (['chair', 'table'], {'chair': 45, 'table': 80})
    >>> data.frame("needs")["needs"].to_dict()
    {('chair', 'wood'): 4, ('chair', 'glue'): 0, ('table', 'wood'): 9, ('table', 'glue'): 1}
    """
    return AmplData(*gather(checked_text(text), where))


def write_ampl_data(data: AmplData, style: str = "ampl") -> str:
    """Sets and parameters as a text of AMPL's data.

    Args:
        data: What to write.
        style: ``"ampl"``: data alone, as AMPL and glpsol take it. ``"amply"``: with declarations before, as the Python
            package amply needs them.

    Raises:
        BadOption: there is no such style.
        BadModel: a name or value that can't be said in that style.

    >>> print(write_ampl_data(AmplData({"P": ["chair", "book case"]}, {"profit": {"chair": 45}})))
    set P := chair 'book case';
    param profit :=
      chair 45
    ;
    """
    return data_text(data.sets, data.params, data.defaults, data.index, style)


def _key(subscripts: tuple[Value, ...]) -> Key:
    return subscripts[0] if len(subscripts) == 1 else subscripts


def _parts(member: Key) -> tuple[Value, ...]:
    return member if isinstance(member, tuple) else (member,)


def _index(keys: list[Any], names: tuple[str, ...]) -> Any:
    pd = load("pandas", "AmplData.frame")
    if keys and isinstance(keys[0], tuple):
        return pd.MultiIndex.from_tuples(keys, names=names if len(names) == len(keys[0]) else None)
    return pd.Index(keys, name=names[0] if len(names) == 1 else None)


def _near(name: object, known: tuple[str, ...]) -> tuple[str, ...]:
    from difflib import get_close_matches  # only when something is already wrong

    return tuple(get_close_matches(str(name), known, 1))
