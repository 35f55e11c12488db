"""Which characters the bytes stand for. The answer depends on the bytes alone, never on the machine's locale.

The rule: a byte order mark is believed; zeros in every second (or three of four) bytes are UTF-16 (or UTF-32); bytes
that are valid UTF-8 are UTF-8, for hardly any other text is by accident. What is left is Chinese or European: in
GB18030 the bytes above 127 come in pairs, in Latin-1 an accented letter mostly stands alone between plain ones.

All later work is done on UTF-8: other encodings are recoded once, in memory.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from headway.automl.table.sources import Source
from headway.errors import BadTable

BLOCK = 1 << 20
SAMPLE = 1 << 22
MARKS = {  # UTF-32 first: its little-endian mark begins with that of UTF-16
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
NAMES = {
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32-le": "UTF-32",
    "utf-32-be": "UTF-32",
    "gb18030": "GB18030",
    "cp1252": "Windows-1252 (Latin-1)",
    "latin-1": "Latin-1",
}
MOSTLY = 0.9


@dataclass(frozen=True)
class Text:
    """A source as UTF-8: bytes from ``skip`` on; ``note`` says what it was, where that is worth a word."""

    source: Source
    skip: int = 0
    note: str = ""

    @property
    def title(self) -> str:
        """How messages call the source."""
        return self.source.title

    @property
    def size(self) -> int:
        """Its length in bytes."""
        content = self.source.content
        return len(content) if isinstance(content, bytes) else content.stat().st_size

    def open(self, at: int = 0) -> BinaryIO:
        """A stream of UTF-8 without its mark, from byte ``at`` on."""
        stream = self.source.open()
        stream.seek(self.skip + at)
        return stream

    def lines(self) -> io.TextIOWrapper:
        """The text, line by line; every kind of line end reads as a newline."""
        return io.TextIOWrapper(self.open(), "utf-8", errors="replace", newline=None)


def decode(source: Source) -> Text:
    r"""The source as UTF-8.

    Raises:
        BadTable: The bytes have the mark of an encoding, and are not in it.

    >>> text = decode(Source("t", "t.csv", "città,n\n".encode("latin-1")))
    >>> text.open().read().decode(), text.note
    ('città,n\n', 'read as Windows-1252 (Latin-1)')
    """
    start = source.start(SAMPLE)
    for mark, encoding in MARKS.items():
        if start.startswith(mark):
            return _marked(source, encoding, len(mark))
    encoding = _wide(start)
    if encoding and is_valid(source, encoding):
        return _recoded(source, encoding)
    if is_valid(source, "utf-8"):
        return Text(source)
    return _legacy(source)


def is_valid(source: Source, encoding: str, skip: int = 0) -> bool:
    """Whether all the bytes decode, read in blocks."""
    try:
        for _ in _decoded(source, encoding, skip):
            pass
    except UnicodeDecodeError:
        return False
    return True


def _decoded(source: Source, encoding: str, skip: int, errors: str = "strict") -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    with source.open() as stream:
        stream.seek(skip)
        while block := stream.read(BLOCK):
            yield decoder.decode(block)
    yield decoder.decode(b"", final=True)


def _marked(source: Source, encoding: str, skip: int) -> Text:
    if not is_valid(source, encoding, skip):
        if encoding == "utf-8":
            return _mostly_utf8(source, skip)
        what = f"{source.title} has the mark of {NAMES[encoding]}, and is not in it"
        raise BadTable(what, "Save it again as UTF-8.")
    return Text(source, skip) if encoding == "utf-8" else _recoded(source, encoding, skip)


def _recoded(source: Source, encoding: str, skip: int = 0, errors: str = "strict") -> Text:
    target = io.BytesIO()
    for piece in _decoded(source, encoding, skip, errors):
        target.write(piece.encode("utf-8"))
    return Text(source.within(target.getvalue()), note=f"read as {NAMES[encoding]}")


def _wide(start: bytes) -> str:
    """UTF-16 or UTF-32 without a mark: plain letters leave zeros at a fixed place of every two (four) bytes."""
    zeros = [start[place::4].count(0) for place in range(4)]
    if sum(zeros) < len(start) / 20 or not zeros:
        return ""
    shapes = {
        "utf-32-le": (zeros[1] + zeros[2] + zeros[3], 0.45),
        "utf-32-be": (zeros[0] + zeros[1] + zeros[2], 0.45),
        "utf-16-le": (zeros[1] + zeros[3], 0.0),
        "utf-16-be": (zeros[0] + zeros[2], 0.0),
    }
    for encoding, (there, share) in shapes.items():
        width = int(encoding[4:6]) // 8
        head = start[: len(start) // width * width]
        if there >= 0.95 * sum(zeros) and there >= share * len(start) and _reads_as(head, encoding):
            return encoding
    return ""


def _reads_as(head: bytes, encoding: str) -> bool:
    text = head.decode(encoding, "ignore")
    return bool(text) and "\0" not in text and ("\n" in text or "\r" in text or "," in text)


def _legacy(source: Source) -> Text:
    start = source.start(SAMPLE)
    if _is_mostly_utf8(start):
        return _mostly_utf8(source, 0)
    if _has_pairs(start) and is_valid(source, "gb18030"):
        return _recoded(source, "gb18030")
    return _recoded(source, "cp1252" if is_valid(source, "cp1252") else "latin-1")


def _is_mostly_utf8(start: bytes) -> bool:
    """Whether nearly all that is not ASCII is UTF-8, so that a broken byte is an accident in it."""
    text = start.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return len(re.findall(r"[^\x00-\x7f\ufffd]", text)) >= max(10 * broken, 10)


def _mostly_utf8(source: Source, skip: int) -> Text:
    note = "some bytes are not UTF-8, as the rest is: they were read as \ufffd"
    return replace(_recoded(source, "utf-8", skip, "replace"), note=note)


def _has_pairs(start: bytes) -> bool:
    """Whether bytes above 127 mostly stand in the pairs of common Chinese characters (GB 2312: 0xA1-0xF7, 0xA1-0xFE)."""
    pairs = alone = 0
    for run in re.findall(rb"[\x80-\xff]+", start):
        whole = len(re.findall(rb"[\xa1-\xf7][\xa1-\xfe]", run))
        pairs += whole
        alone += len(run) - 2 * whole
    return pairs > 0 and pairs >= MOSTLY * (pairs + alone)
