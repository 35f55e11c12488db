"""The statements of AMPL's data, as they stand: what they mean is for those who know the sets and parameters.

Source: AMPL (2nd ed.), appendix A.12 and chapter 9; GNU MathProg, chapter 5.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from headway.optimize.readers.ampl.lexer import Lexer, Token

Value = float | str


@dataclass(frozen=True)
class Slice:
    """``[a,*,1]`` or ``(a,*,1)``: None for each star."""

    parts: tuple[Value | None, ...]
    line: int

    @property
    def free(self) -> int:
        """How many stars it has."""
        return self.parts.count(None)

    def filled(self, values: tuple[Value, ...]) -> tuple[Value, ...]:
        """Whole subscripts: the values in the places of the stars."""
        rest = iter(values)
        return tuple(next(rest) if part is None else part for part in self.parts)


@dataclass(frozen=True)
class Plain:
    """A list of words."""

    words: list[Token | tuple[Token, ...]]


@dataclass(frozen=True)
class Table:
    """``: a b := x 1 2``: a row a label and a cell for each column; ``(tr)`` has it the other way round."""

    columns: list[Token]
    cells: list[Token]
    is_transposed: bool
    line: int


@dataclass(frozen=True)
class Range:
    """``1..9 by 2``."""

    low: Token
    high: Token
    step: Token | None


Record = Slice | Plain | Table | Range


@dataclass(frozen=True)
class SetData:
    """Members of a set: ``set NAME[subscripts] := …;``."""

    name: str
    subscripts: tuple[Value, ...]
    records: list[Record]
    line: int


@dataclass(frozen=True)
class ParamData:
    """Values of a parameter: ``param NAME default v := …;``."""

    name: str
    default: Value | None
    records: list[Record]
    line: int


@dataclass(frozen=True)
class Columns:
    """``param default v: SET: p q := …;``: several parameters of the same subscripts, and these as a set if wanted."""

    default: Value | None
    set_name: str
    params: list[str]
    cells: list[Token]
    line: int


@dataclass(frozen=True)
class Declared:
    """``set NAME{I} dimen 2;`` or ``param NAME{I,J} default v;`` among data. ``index``: a set's name, or what is known of one."""

    kind: str
    name: str
    index: list[str | int]
    dimen: int | None = None
    default: Value | None = None
    line: int = field(default=0, compare=False)


Statement = SetData | ParamData | Columns | Declared


class DataParser:
    """Reads the statements of a data section off a lexer that is switched to data."""

    def __init__(self, lexer: Lexer) -> None:
        self.lexer, self.source = lexer, lexer.source

    def statement(self) -> Statement:
        """The statement that begins with the word ``set`` or ``param``, which is next."""
        return self._set() if self.lexer.take().value == "set" else self._param()

    def _set(self) -> Statement:
        name = self.lexer.expect_name("the name of a set")
        if self._is_declared("dimen", "within", "ordered", "circular"):
            return self._declared("set", name)
        subscripts = self._subscripts() if self.lexer.peek().is_mark("[") else ()
        return SetData(str(name.value), subscripts, self._records(name, is_set=True), name.line)

    def _param(self) -> Statement:
        line = self.lexer.peek().line
        if self.lexer.peek().is_mark(":") or (
            self.lexer.peek().is_name("default") and not self.lexer.peek(1).is_mark(":=")
        ):
            return self._columns(line)
        name = self.lexer.expect_name("the name of a parameter")
        if self._is_declared("symbolic", "integer", "binary", "within", "in") or (
            self.lexer.peek().is_name("default") and self.lexer.peek(2).is_mark(";")
        ):
            return self._declared("param", name)
        return ParamData(str(name.value), self._default(), self._records(name, is_set=False), name.line)

    def _is_declared(self, *words: str) -> bool:
        token = self.lexer.peek()
        return token.is_mark("{", ";", "<", ">", "<=", ">=", "<>", "=") or token.is_name(*words)

    def _default(self) -> Value | None:
        return self._value(self.lexer.take()) if self.lexer.takes_name("default") else None

    def _value(self, token: Token) -> Value:
        if token.kind in ("mark", "end"):
            raise self.source.fail(token.line, f"{token} stands where a number or a symbol is expected")
        return token.value

    def _subscripts(self) -> tuple[Value, ...]:
        found = self._slice("[", "]")
        if found.free:
            raise self.source.fail(found.line, "a set has no star among its subscripts")
        return tuple(part for part in found.parts if part is not None)

    def _slice(self, opening: str, closing: str) -> Slice:
        line, parts = self.lexer.expect(opening).line, list[Value | None]()
        while True:
            parts.append(None if self.lexer.takes_mark("*") else self._value(self.lexer.take()))
            if not self.lexer.takes_mark(","):
                self.lexer.expect(closing)
                return Slice(tuple(parts), line)

    def _records(self, name: Token, is_set: bool) -> list[Record]:
        """What stands up to the semicolon."""
        found: list[Record] = []
        while not self.lexer.takes_mark(";"):
            token = self.lexer.peek()
            if self.lexer.takes_mark(":=", ","):
                continue
            if not is_set and token.is_mark("["):
                found.append(self._slice("[", "]"))
            elif token.is_mark(":") or (token.is_mark("(") and self._is_transposed()):
                found.append(self._table())
            elif (
                (is_set and token.is_mark("(")) or (token.kind != "mark" and token.kind != "end") or token.is_mark(".")
            ):
                found.append(self._plain(is_set))
            else:
                raise self.source.fail(token.line, f"{token} stands where data of `{name.value}` or `;` is expected")
        return found

    def _is_transposed(self) -> bool:
        return (
            self.lexer.peek(1).is_name("tr")
            and self.lexer.peek(2).is_mark(")")
            and self.lexer.peek(3).is_mark(":", ":=")
        )

    def _plain(self, is_set: bool) -> Record:
        if is_set and self.lexer.peek(1).is_mark(".."):
            return self._range()
        if is_set and self.lexer.peek().is_mark("("):
            found = self._slice("(", ")")
            if found.free:
                return found
            return Plain([tuple(_token(part, found.line) for part in found.parts if part is not None)])
        words: list[Token | tuple[Token, ...]] = []
        while self.lexer.peek().kind not in ("mark", "end") or self.lexer.peek().is_mark(".", ","):
            if is_set and self.lexer.peek(1).is_mark(".."):
                break
            if not self.lexer.takes_mark(","):
                words.append(self.lexer.take())
        return Plain(words)

    def _range(self) -> Range:
        low = self.lexer.take()
        self.lexer.expect("..")
        high = self.lexer.take()
        return Range(low, high, self.lexer.take() if self.lexer.takes_name("by") else None)

    def _table(self) -> Table:
        line = self.lexer.peek().line
        is_transposed = self.lexer.takes_mark("(")
        if is_transposed:
            self.lexer.take()
            self.lexer.expect(")")
            self.lexer.takes_mark(":=")  # as amply takes it
        self.lexer.expect(":")
        columns = self._cells()
        self.lexer.expect(":=", "behind the columns of a table")
        return Table(columns, self._cells(), is_transposed, line)

    def _cells(self) -> list[Token]:
        found = []
        while self.lexer.peek().kind not in ("mark", "end") or self.lexer.peek().is_mark(".", "+", "-", ","):
            if not self.lexer.takes_mark(","):
                found.append(self.lexer.take())
        return found

    def _columns(self, line: int) -> Columns:
        default = self._default()
        self.lexer.expect(":")
        names, set_name = self._cells(), ""
        if self.lexer.takes_mark(":"):
            if len(names) != 1:
                raise self.source.fail(line, "one set is expected between the colons")
            set_name, names = str(names[0].value), self._cells()
        for token in names:
            if token.kind != "name":
                raise self.source.fail(token.line, f"{token} stands where the name of a parameter is expected")
        self.lexer.expect(":=", "behind the names of the parameters")
        cells = self._cells()
        self.lexer.expect(";")
        return Columns(default, set_name, [str(token.value) for token in names], cells, line)

    def _declared(self, kind: str, name: Token) -> Declared:
        index = self._index() if self.lexer.takes_mark("{") else []
        dimen: int | None = None
        default: Value | None = None
        while not self.lexer.takes_mark(";"):
            token = self.lexer.take()
            if token.is_name("dimen"):
                dimen = self._dimension(self.lexer.take())
            elif token.is_name("within") and self.lexer.takes_mark("{"):
                dimen = sum(part for part in self._index() if isinstance(part, int)) or None
            elif token.is_name("within", "in"):
                self.lexer.expect_name("the name of a set")
            elif token.is_name("default"):
                default = self._value(self.lexer.take())
            elif token.is_mark("<", ">", "<=", ">=", "<>", "="):
                self._value(self.lexer.take())
            elif not token.is_name("symbolic", "integer", "binary", "ordered", "circular") and not token.is_mark(","):
                raise self.source.fail(
                    token.line, f"{token} can't stand in the declaration of `{name.value}` among data"
                )
        return Declared(kind, str(name.value), index, dimen, default, name.line)

    def _dimension(self, token: Token) -> int:
        if not isinstance(token.value, float) or token.value not in range(1, 21):
            raise self.source.fail(token.line, f"{token} is no dimension", "Give a whole number from 1 to 20.")
        return int(token.value)

    def _index(self) -> list[str | int]:
        """The sets of ``{i in I, (j,k) in E, 1..3}``, up to the brace: a name, or how many subscripts it takes."""
        found: list[str | int] = []
        while True:
            count = self._dummies()
            token = self.lexer.take()
            if token.is_name() or token.kind == "name":
                found.append(count or str(token.value))
                if self.lexer.peek().is_mark("["):
                    self._slice("[", "]")
            elif token.kind != "number":
                raise self.source.fail(token.line, f"{token} stands where the name of a set is expected")
            if self.lexer.takes_mark(".."):
                self._value(self.lexer.take())
                found[:] = [*(found if token.kind == "number" else found[:-1]), 1]
            if not self.lexer.takes_mark(","):
                self.lexer.expect("}")
                return found

    def _dummies(self) -> int:
        """How many ``(i,j) in`` bind; 0 where the set is to say."""
        if self.lexer.peek().is_mark("("):
            count = len(self._slice("(", ")").parts)
            if not self.lexer.takes_name("in"):
                raise self.source.fail(self.lexer.peek().line, f"{self.lexer.peek()} stands where `in` is expected")
            return count
        if self.lexer.peek(1).is_name("in"):
            self.lexer.take()
            self.lexer.take()
        return 0


def _token(value: Value, line: int) -> Token:
    return Token("number" if isinstance(value, float) else "name", value, line)
