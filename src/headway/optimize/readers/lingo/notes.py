"""Comments by which Headway's LINGO writer keeps what LINGO itself can't say. Without them the plain rules of LINGO hold.

    !~ name V X12 book%20case;       the variable X12 is called "book case" (R: a row, M: the model)
    !~ row R_LO R_UP labour;         these two rows are one, called "labour", with a lower and an upper limit
    !~ freerow watched: +2*X -3*Y;   a row without limits, which LINGO does not know
    !~ order X Y Z;                  these variables come first, in this order; they exist even if nothing else names them

Names are percent-encoded (RFC 3986, section 2.1), of UTF-8. Two rows that happen to be called ``A_LO`` and ``A_UP`` stay two
rows unless a comment says that they are one. A comment that begins with ``!~ `` and is none of these is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import unquote

from headway.errors import UnreadableModel
from headway.optimize.readers.lingo.tokens import Note, Source

_ENCODED = re.compile(r"(?:[A-Za-z0-9_.~-]|%[0-9A-Fa-f]{2})*")


@dataclass(frozen=True, slots=True)
class FreeRow:
    """A row without limits, and where in the text its expression stands."""

    name: str
    start: int
    end: int
    tokens_before: int


@dataclass
class Notes:
    """What the comments of a text say. Names of LINGO are in upper case; beside each the place of its comment."""

    model: str | None = None
    variables: dict[str, tuple[str, int]] = field(default_factory=dict)
    rows: dict[str, tuple[str, int]] = field(default_factory=dict)
    pairs: dict[tuple[str, str], tuple[str, int]] = field(default_factory=dict)
    free_rows: list[FreeRow] = field(default_factory=list)
    orders: list[tuple[int, int]] = field(default_factory=list)  # where in the text they stand
    paired: set[str] = field(default_factory=set)


def notes_of(source: Source) -> Notes:
    """What a text's comments say.

    Raises:
        UnreadableModel: one of them is none of the four kinds, or says something twice.
    """
    notes = Notes()
    for note in source.notes:
        words = source.text[note.start : note.end].split()
        take = {"name": _take_name, "row": _take_pair, "freerow": _take_free_row, "order": _take_order}.get(
            words[0] if words else ""
        )
        if take is None:
            raise source.fail(
                note.start, "a comment that begins with '!~ ' says nothing that is known here", "Write '! ' instead."
            )
        take(source, notes, note, words[1:])
    return notes


def _take_name(source: Source, notes: Notes, note: Note, words: list[str]) -> None:
    kind, *rest = words or [""]
    if kind == "M" and len(rest) <= 2 and notes.model is None:
        notes.model = _decoded(source, note, rest[-1] if rest else "")
        return
    held = {"V": notes.variables, "R": notes.rows}.get(kind)
    if held is None or len(rest) not in (1, 2) or rest[0].upper() in held:
        raise _malformed(source, note, "!~ name V X12 NAME, once for each")
    held[rest[0].upper()] = _decoded(source, note, rest[1] if len(rest) == 2 else ""), note.start


def _take_pair(source: Source, notes: Notes, note: Note, words: list[str]) -> None:
    key = tuple(word.upper() for word in words[:2])
    if len(words) not in (2, 3) or len(set(key)) < 2 or not notes.paired.isdisjoint(key):
        raise _malformed(source, note, "!~ row R_LO R_UP NAME, each row once")
    notes.paired.update(key)
    notes.pairs[key[0], key[1]] = _decoded(source, note, words[2] if len(words) == 3 else ""), note.start


def _take_free_row(source: Source, notes: Notes, note: Note, words: list[str]) -> None:
    colon = source.text.find(":", note.start, note.end)
    head = source.text[note.start : colon].split()[1:]
    if colon < 0 or len(head) > 1:
        raise _malformed(source, note, "!~ freerow NAME: +2*X -3*Y")
    notes.free_rows.append(FreeRow(_decoded(source, note, "".join(head)), colon + 1, note.end, note.tokens_before))


def _take_order(source: Source, notes: Notes, note: Note, words: list[str]) -> None:
    notes.orders.append((source.text.index("order", note.start) + len("order"), note.end))


def _decoded(source: Source, note: Note, name: str) -> str:
    if not _ENCODED.fullmatch(name):
        raise _malformed(source, note, "names with %20 for a blank, and so on")
    try:
        return unquote(name, errors="strict")
    except UnicodeDecodeError:
        raise _malformed(source, note, "names in UTF-8") from None


def _malformed(source: Source, note: Note, expected: str) -> UnreadableModel:
    return source.fail(note.start, "a comment that begins with '!~ ' can't be understood", f"Expected: {expected}.")
