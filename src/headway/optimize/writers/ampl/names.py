"""Names and values as AMPL's texts have them: which words are taken, what is quoted, how a number is spelt."""

from __future__ import annotations

import re
from collections.abc import Iterable

from headway.errors import BadModel

LONGEST = 100  # bytes of a name or a literal that glpsol takes (MAX_LENGTH in its translator)
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_SYSTEM = re.compile(r"_[a-z_]")  # AMPL keeps `_ncons`, `_varname` and their like for itself

# Words that AMPL or MathProg take for themselves, or for a function: no name of a model's.
RESERVED = frozenset(
    """
    abs acos acosh alias all alldiff and arc arity asin asinh atan atan2 atanh atleast atmost Beta binary Binomial
    break by call card Cauchy cd ceil char check circular close coeff commands complements contains continue cos
    cosh count cover cross csvdisplay ctime Current data default delete diff dimen display div drop else elseif end
    environ exactly exists exit exp expand Exponential first fix floor for forall function Gamma gmtime gsub ichar
    if IN in include indexarity Infinity infinity Initial INOUT integer inter Irand224 irand224 last length less let
    load load_table LOCAL local log log10 logical match max maximise maximize member min minimise minimize mod model
    NaN net_in net_out next nextw node Normal Normal01 not num num0 numberof obj objective off on option or ord ord0
    ordered OUT pipe Poisson post pre precision prev prevw print printf problem prod purge quit read redeclare
    remove repeat reset restore reversed round s send set setof shell shell_exitcode show sin sinh solexpand
    solution solve solve_exitcode solve_message solve_result sprintf sqrt st str2time sub subj subject substr such
    suffix sum symbolic symdiff table tan tanh then time time2str to to_come tr trunc unfix Uniform Uniform01 union
    unload unload_table until update use var while within write xref
    """.split()  # noqa: SIM905
)


def is_plain(name: str) -> bool:
    """Whether a name can stand in AMPL's algebra as it is."""
    return (
        NAME.fullmatch(name) is not None and name not in RESERVED and not _SYSTEM.match(name) and len(name) <= LONGEST
    )


def quoted(text: str) -> str:
    """A literal; quotes in it are doubled.

    >>> quoted("it's")
    "'it''s'"
    """
    return "'" + text.replace("'", "''") + "'"


def spelt(number: float) -> str:
    """A number with all of its digits, whole ones without a point.

    >>> spelt(45.0), spelt(0.1), spelt(-float("inf"))
    ('45', '0.1', '-Infinity')
    """
    if number in (float("inf"), float("-inf")):
        return "Infinity" if number > 0 else "-Infinity"
    return repr(float(number)).removesuffix(".0")


def symbol(member: str) -> str:
    """A member of a set as it stands in the data: quoted unless it is a plain word.

    >>> symbol("chair"), symbol("book case"), symbol("12")
    ('chair', "'book case'", "'12'")
    """
    return member if is_plain(member) else quoted(member)


def is_literal(text: str) -> bool:
    """Whether a text can stand in one literal: it is short enough, and holds no control character."""
    return len(text.encode(errors="replace")) <= LONGEST and not _has_controls(text)


def check_literals(names: Iterable[str]) -> None:
    """Raise where a name can't stand in a literal.

    Raises:
        BadModel: it holds a line end or another control character.
    """
    for name in names:
        if _has_controls(name):
            raise BadModel(f"AMPL can't hold the name {name!r}", "Rename it without control characters.")


def _has_controls(text: str) -> bool:
    """Control characters, and halves of characters that UTF-8 can't say."""
    return any(ord(c) < 32 or ord(c) == 127 or 0xD800 <= ord(c) < 0xE000 for c in text)


def pieces(name: str) -> list[str]:
    """A name cut into literals that are short enough; one that is short stays whole."""
    found, size = [""], 0
    for character in name:
        width = len(character.encode())
        if size + width > LONGEST:
            found.append("")
            size = 0
        found[-1] += character
        size += width
    return found


def identifier(name: str, taken: set[str], otherwise: str) -> str:
    """A free plain name that is as like the given one as can be; it is taken from then on.

    >>> identifier("book case", set(), "x"), identifier("max", {"max_"}, "x")
    ('book_case', 'max_2')
    """
    base = re.sub(r"[^A-Za-z0-9_]+", "_", name)[: LONGEST - 10].strip("_")
    if not base or base[0].isdigit():
        base = f"{otherwise}_{base}".rstrip("_")
    found = name if is_plain(name) else base
    if not is_plain(found):
        found = base = f"{base}_"
    count = 1
    while found in taken:
        count += 1
        found = f"{base.rstrip('_')}_{count}"
    taken.add(found)
    return found
