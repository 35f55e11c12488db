"""AMPL's data: the same sets and parameters as amply reads, and what amply refuses and AMPL allows."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from amply import Amply
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from headway.errors import BadModel, BadOption, UnknownName, UnreadableModel
from headway.optimize.ampl_data import AmplData, read_ampl_data, read_ampl_data_text, write_ampl_data

CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault
SYMBOLS = ["a", "b", "c", "x1", "oil_2", "'new york'", '"say no"', "'1'", "Param", "5a"]
NUMBERS = ["1", "2", "-3", "+4", "0.5", "1e3", "-2.5E-2", "100", "7."]
GAPS = st.sampled_from([" ", "  ", "\n", "\t", " # a comment; set Z := 9;\n", " "])
words = st.sampled_from(SYMBOLS + NUMBERS)
values = st.sampled_from(NUMBERS)


def _unique(parts: list[str]) -> list[str]:
    """Each once: 1 and 1.0 are the same."""
    seen = {}
    for part in parts:
        seen.setdefault(float(part) if part in NUMBERS else part.strip("'\""), part)
    return list(seen.values())


@st.composite
def _set(draw: st.DrawFn, name: str) -> str:
    members = _unique(draw(st.lists(words, min_size=1, max_size=4)))
    others = _unique(draw(st.lists(words, min_size=1, max_size=3)))
    # A label with a sign is taken for a tick by amply.
    labels = [row for row in members if row[0] not in "+-"] or ["r"]
    ticks = [" ".join([row, *(draw(st.sampled_from("+-")) for _ in others)]) for row in labels]
    form = draw(st.sampled_from(["list", "commas", "pairs", "chunks", "slice", "matrix", "turned", "indexed", "twice"]))
    pairs = [(one, other) for one in members for other in others]
    columns = " ".join(others)
    return {
        "list": f"set {name} := {' '.join(members)};",
        "commas": f"set {name} {', '.join(members)};",
        "pairs": f"set {name} := {' '.join(f'({one},{other})' for one, other in pairs)};",
        "chunks": f"set {name} dimen 2;set {name} := {' '.join(f'{one} {other}' for one, other in pairs)};",
        "slice": f"set {name} dimen 2;set {name} := (a,*) {' '.join(members)} (*,b) {' '.join(others)};",
        "matrix": f"set {name} : {columns} := {chr(10).join(ticks)};",
        "turned": f"set {name} (tr) : {columns} := {' '.join(ticks)};",
        "indexed": f"set {name}{{Q}};set {name}[a] := {' '.join(members)};set {name}[2,] := 1;".replace("2,]", "2]"),
        "twice": f"set {name};set {name} := {members[0]};set {name} := {' '.join(members[1:])} ;",
    }[form]


@st.composite
def _param(draw: st.DrawFn, name: str) -> str:
    rows = _unique(draw(st.lists(words, min_size=1, max_size=3)))
    columns = _unique(draw(st.lists(words, min_size=1, max_size=3)))
    cells = st.sampled_from([*NUMBERS, "."])
    given_default = draw(st.sampled_from(["", " default 9", " default none"]))
    default = draw(st.sampled_from(["", " default 8"]))
    one, two = f"param {name}{{I}}{default};", f"param {name}{{I,J}}{default};"
    table = " ".join(" ".join([row, *(draw(cells) for _ in columns)]) for row in rows)
    entries = " ".join(f"{row} {column} {draw(cells)}" for row in rows for column in columns)
    slices = " ".join(f"[{row},*] " + " ".join(f"{c} {draw(values)}" for c in columns) for row in ("a", "2"))
    listed = " ".join(f"{row} {draw(values)}" for row in rows)
    form = draw(
        st.sampled_from(
            ["scalar", "symbol", "list", "entries", "table", "turned", "slices", "cube", "columns", "twice"]
        )
    )
    return {
        "scalar": f"param {name} := {draw(values)};",
        "symbol": f"param {name} {draw(st.sampled_from(SYMBOLS))};",
        "list": f"{one}param {name}{given_default} := {listed};",
        "entries": f"{two}param {name}{given_default} := {entries};",
        "table": f"{two}param {name}{given_default} : {' '.join(columns)} := {table};",
        "turned": f"{two}param {name}{given_default} (tr) : {' '.join(columns)} := {table};",
        "slices": f"{two}param {name} := {slices};",
        "cube": f"param {name}{{I,J,K}};param {name} := [*,*,1] : {' '.join(columns)} := {table} [a,*,*] (tr) : x := y 5;",
        "columns": f"{one}param {name}Q{{I}};param : {name} {name}Q := {' '.join(f'{r} {draw(values)} {draw(values)}' for r in rows)};",
        "twice": f"{two}param {name} := [*,b] a 1;param {name} := [*,2] {' '.join(f'{r} {draw(values)}' for r in rows)};",
    }[form]


@st.composite
def _texts(draw: st.DrawFn) -> str:
    """What amply accepts: words parted by blanks, commas, line ends and comments."""
    parts = [draw(_set(f"S{k}")) for k in range(draw(st.integers(0, 2)))]
    parts += [draw(_param(f"P{k}")) for k in range(draw(st.integers(0, 3)))]
    text = draw(GAPS).join(draw(st.permutations(parts)))
    return text + draw(st.sampled_from(["", "\n", " # the end", "\nend;", "\nend; and more"]))


def _flat(held: Any, depth: int) -> Any:
    """amply's dicts in dicts as one."""
    if not depth or not isinstance(held, dict):
        return {(): held}
    return {(key, *rest): value for key, inner in held.items() for rest, value in _flat(inner, depth - 1).items()}


def _tupled(held: dict[Any, Any]) -> dict[tuple[Any, ...], Any]:
    return {key if isinstance(key, tuple) else (key,): value for key, value in held.items()}


def _as_amply(data: AmplData, other: Amply) -> None:
    """Check that both hold the same."""
    assert {*data.sets, *data.params} == set(other.symbols)
    for name, members in data.sets.items():
        held = other[name].data
        if isinstance(members, dict):
            depth = len(next(iter(members))) if members and isinstance(next(iter(members)), tuple) else 1
            assert _tupled(members) == {key: list(dict.fromkeys(inner)) for key, inner in _flat(held, depth).items()}
        else:
            assert members == list(dict.fromkeys(held))
    for name, values in data.params.items():
        if not isinstance(values, dict):
            assert values == other[name]
            continue
        depth = len(next(iter(values))) if values and isinstance(next(iter(values)), tuple) else 1
        assert _tupled(values) == _flat(other[name].data, depth)


class TestBesideAmply:
    @settings(CALM, max_examples=60)
    @given(_texts())
    def test_same_sets_and_parameters(self, text: str) -> None:
        _as_amply(read_ampl_data_text(text), Amply(text))

    @pytest.mark.full
    @settings(CALM, max_examples=4000)
    @given(_texts())
    def test_same_sets_and_parameters_of_many(self, text: str) -> None:
        _as_amply(read_ampl_data_text(text), Amply(text))

    def test_dot_of_a_declared_parameter_is_nought(self) -> None:
        text = "param p{I} default 5; param p := a . b 3;"
        _as_amply(read_ampl_data_text(text), Amply(text))

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("data; set A := a;", {"A": ["a"]}),
            ("set A := a /* b */ c;", {"A": ["a", "c"]}),
            ("set A := 1..3 7 .. 9 by 2 x;", {"A": [1, 2, 3, 7, 9, "x"]}),
            ("param p{I} symbolic; param p := a b;", {"p": {"a": "b"}}),
            ("param: I: p q := a 1 2 b 3 4;", {"I": ["a", "b"], "p": {"a": 1, "b": 3}, "q": {"a": 2, "b": 4}}),
            ("param p default 7 (tr): a b := x 1 .;", {"p": {("a", "x"): 1, ("b", "x"): 7}}),
            ("param p (tr) default 7;", None),
            ("param p: a b := x 1 . y 2 3;", {"p": {("x", "a"): 1, ("y", "a"): 2, ("y", "b"): 3}}),
            ("set A := New-York a.b x+1;", {"A": ["New-York", "a.b", "x+1"]}),
            ('set A := \'it\'\'s\' "a ""b""";', {"A": ["it's", 'a "b"']}),
            ("param p := Infinity;", {"p": float("inf")}),
            ("set A := a; end; what follows is no data", {"A": ["a"]}),
            ("set A := é 'naïve';", {"A": ["é", "naïve"]}),
            ("param p := .5;", {"p": 0.5}),
        ],
    )
    def test_reads_what_ampl_allows(self, text: str, expected: dict[str, Any] | None) -> None:
        if expected is None:
            with pytest.raises(UnreadableModel):
                read_ampl_data_text(text)
            return
        data = read_ampl_data_text(text)
        assert {**data.sets, **data.params} == expected


class TestWhereAmplyIsNotAmpl:
    """What amply takes though AMPL has it otherwise: guessed data are a loss, so AMPL's rule holds."""

    def test_a_symbol_may_have_signs_inside(self) -> None:
        text = "set A := a-1;"
        assert Amply(text)["A"].data == ["a", -1]
        assert read_ampl_data_text(text).sets == {"A": ["a-1"]}

    @pytest.mark.parametrize(
        ("table", "made_up"),
        [("x 1 2 y 3", {"a": 3, "b": 3}), ("x 1 2 y", {"a": "y", "b": "y"})],
    )
    def test_a_row_that_lacks_values_is_not_filled(self, table: str, made_up: dict[str, Any]) -> None:
        text = f"param p{{I,J}}; param p: a b := {table};"
        assert Amply(text)["p"].data["y"] == made_up
        with pytest.raises(UnreadableModel, match="the data of `p` end amid"):
            read_ampl_data_text(text)

    def test_a_table_fills_the_set_that_it_names(self) -> None:
        text = "set I; param p{I}; param : I : p := a 1 b 2;"
        assert Amply(text)["I"].data == []
        assert read_ampl_data_text(text).sets == {"I": ["a", "b"]}

    def test_a_number_beyond_all_is_not_endless(self) -> None:
        assert Amply("param p := 1e400;")["p"] == float("inf")
        with pytest.raises(UnreadableModel, match="too large"):
            read_ampl_data_text("param p := 1e400;")


class TestSubscripts:
    @pytest.mark.parametrize(
        ("text", "keys"),
        [
            ("param p := a 1 b 2 c 3 d 4;", ["a", "b", "c", "d"]),
            ("param p := a b 1 a c 2;", [("a", "b"), ("a", "c")]),
            ("param p :=\n 1 1 5\n 1 2 6;", [(1, 1), (1, 2)]),
            ("param p :=\n 1 100 2 200\n 3 300;", [1, 2, 3]),
            ("set I := 1 2 3; param p := 1 100 2 200 3 300;", [1, 2, 3]),
            ("set I := (1,1) (1,2); param p := 1 1 5 1 2 6;", [(1, 1), (1, 2)]),
            ("param p{I,J}; param p := 1 1 5 1 2 6;", [(1, 1), (1, 2)]),
            ("param p := [*] 1 1 5 1 2 6;", [1, 5, 2]),
            ("param p{(i,j) in E}; param p := 1 1 5 1 2 6;", [(1, 1), (1, 2)]),
        ],
    )
    def test_are_found(self, text: str, keys: list[Any]) -> None:
        assert list(read_ampl_data_text(text).params["p"]) == keys

    def test_doubtful_ones_are_refused(self) -> None:
        with pytest.raises(UnreadableModel, match="may have 1 or 2 subscripts"):
            read_ampl_data_text("param p := 1 1 5 1 2 6;")

    def test_no_fitting_ones_are_refused(self) -> None:
        with pytest.raises(UnreadableModel, match="no records of the same length"):
            read_ampl_data_text("param p := . 1;")


class TestRefused:
    @pytest.mark.parametrize(
        ("text", "line", "words"),
        [
            ("set A := a", 1, "the end of the text"),
            ("\nparam p: a b := x 1 2 y 3;", 2, "end amid"),
            ("set A dimen 2;\n\nset A := 1 2 3;", 3, "end amid"),
            ("set A : x y := a + 1;", 1, r"`1.0` stands where `\+` or `-`"),
            ("var x;", 1, "begins no statement of data"),
            ("set A := 'a", 1, "a quote is opened"),
            ("set A := a; /* b", 1, "this comment has no end"),
            ("param p := [a,*] x 1 [a] 1;", 1, "a slice of 1"),
            ("set A := 1..1000000000000;", 1, "too large"),
            ("param p := 1e999;", 1, "too large"),
            ("param: p q := . 1 2;", 1, "no records"),
            ("param: I: p q := a 1 2 . 1 2;", 1, "no records"),
            ("param p := ;;", 1, "begins no statement"),
            ("include 'secrets';", 1, "begins no statement"),
            ("set A dimen 0;", 1, "no dimension"),
        ],
    )
    def test_with_the_line(self, text: str, line: int, words: str) -> None:
        with pytest.raises(UnreadableModel, match=words) as caught:
            read_ampl_data_text(text)
        assert caught.value.line == line

    @settings(CALM, max_examples=80)
    @given(_texts(), st.data())
    def test_cut_and_changed_texts_raise_only_our_error(self, text: str, data: st.DataObject) -> None:
        at = data.draw(st.integers(0, len(text)))
        piece = data.draw(
            st.sampled_from(["", ";", ":=", "(", "'", "[", "1..2", "{", "/*", "*", ".", "\0", "param", "é"])
        )
        changed = text[:at] + piece + data.draw(st.sampled_from([text[at:], text[at + 3 :], ""]))
        line = 1
        try:
            read_ampl_data_text(changed)
        except UnreadableModel as refused:
            line = refused.line
        assert 1 <= line <= changed.count("\n") + 1

    def test_missing_file_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(BadModel, match=r"there is no file .*none\.dat"):
            read_ampl_data(tmp_path / "none.dat")


NAMES = st.from_regex(re.compile(r"[A-Z][a-z0-9_]{0,5}", re.ASCII), fullmatch=True).filter(
    lambda name: name != "Infinity"
)
PARTS = st.one_of(
    st.integers(-(10**6), 10**6),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), max_size=6),
)


@st.composite
def _data(draw: st.DrawFn) -> AmplData:
    names = draw(st.lists(NAMES, max_size=5, unique=True))
    sets: dict[str, Any] = {}
    params: dict[str, Any] = {}
    defaults: dict[str, Any] = {}
    for name in names:
        width = draw(st.integers(1, 3))
        keys = draw(st.lists(PARTS if width == 1 else st.tuples(*[PARTS] * width), min_size=1, max_size=4, unique=True))
        form = draw(st.sampled_from(["set", "indexed", "scalar", "param"]))
        if form == "set":
            sets[name] = keys
        elif form == "indexed":
            sets[name] = {key: draw(st.lists(PARTS, max_size=3, unique=True)) for key in keys}
        elif form == "scalar":
            params[name] = draw(PARTS)
        else:
            params[name] = {key: draw(PARTS) for key in keys}
            if draw(st.booleans()):
                defaults[name] = draw(PARTS)
    return AmplData(sets, params, defaults)


class TestWritten:
    @settings(CALM, max_examples=80)
    @given(_data())
    def test_is_read_back(self, data: AmplData) -> None:
        back = read_ampl_data_text(write_ampl_data(data))
        assert (back.sets, back.params, back.defaults) == (data.sets, data.params, data.defaults)

    @pytest.mark.parametrize("style", ["ampl", "amply"])
    def test_every_blank_of_a_member_is_kept(self, style: str) -> None:
        members = ["book  case", "  ", " x"]
        assert read_ampl_data_text(write_ampl_data(AmplData({"P": members}), style)).sets == {"P": members}

    @settings(CALM, max_examples=50)
    @given(_data())
    def test_is_read_back_by_amply(self, data: AmplData) -> None:
        try:
            text = write_ampl_data(data, style="amply")
        except BadModel as refused:
            event(refused.what)  # quotes of both kinds, a dot
            return
        other = Amply(text)
        _as_amply(data, other)
        assert {name: other[name].default for name in data.defaults} == data.defaults
        back = read_ampl_data_text(text)
        assert (back.sets, back.params, back.defaults) == (data.sets, data.params, data.defaults)

    @pytest.mark.parametrize("style", ["ampl", "amply"])
    def test_nothing_of_a_set_or_parameter_is_written(self, style: str) -> None:
        data = AmplData({"A": []}, {"p": {}})
        back = read_ampl_data_text(write_ampl_data(data, style))
        assert (back.sets, back.params) == (data.sets, data.params)

    def test_unknown_style_is_refused(self) -> None:
        with pytest.raises(BadOption, match="style='gams'"):
            write_ampl_data(AmplData(), style="gams")

    @pytest.mark.parametrize(
        "data",
        [
            AmplData({"no name": []}),
            AmplData({"A": ["a\nb"]}),
            AmplData({"A": [1, (1, 2)]}),
            AmplData({}, {"p": float("nan")}),
            AmplData({}, {"p": {"a": 1, ("a", "b"): 2}}),
        ],
    )
    def test_what_cannot_be_said_is_refused(self, data: AmplData) -> None:
        with pytest.raises(BadModel):
            write_ampl_data(data)


class TestAmplData:
    DATA = """
    set P := chair table; set R := wood; param profit := chair 45 table 80;
    param needs{P,R} default 2; param needs := chair wood 5; param days := 7; set L := (a,b) (c,d);
    """

    def test_values_fall_back_on_the_default(self) -> None:
        data = read_ampl_data_text(self.DATA)
        assert [data.value("needs", p, "wood") for p in data["P"]] == [5, 2]
        assert data.value("days") == 7

    def test_frames_have_subscripts_as_index(self) -> None:
        data = read_ampl_data_text(self.DATA)
        assert data.frame("profit")["profit"].to_dict() == data.params["profit"]
        assert data.frame("needs").index.names == ["P", "R"]
        assert data.frame("days").to_dict("list") == {"days": [7]}
        assert data.frame("L").to_dict("list") == {"L1": ["a", "c"], "L2": ["b", "d"]}

    def test_unknown_name_is_told_with_the_nearest(self) -> None:
        with pytest.raises(UnknownName, match="Did you mean 'profit'"):
            read_ampl_data_text(self.DATA)["profits"]
        with pytest.raises(UnknownName):
            read_ampl_data_text(self.DATA).value("profit", "stool")

    def test_file_is_read(self, tmp_path: Path) -> None:
        (tmp_path / "shop.dat").write_bytes("set A := caf\xe9;".encode("latin-1"))
        assert read_ampl_data(str(tmp_path / "shop.dat")).sets == {"A": ["café"]}
