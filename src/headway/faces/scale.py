"""From seconds to pixels: a time axis with round ticks, on which long pauses are folded. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import floor, log10

FOLD_PX = 66  # what a folded pause takes
NOTHING_S = 1e-9  # below what any clock tells apart
_ROUND_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400)


@dataclass(frozen=True)
class Piece:
    """A stretch of the axis: from ``start`` to ``end`` seconds, drawn from ``left`` to ``right`` pixels."""

    start: float
    end: float
    left: float
    right: float


@dataclass(frozen=True)
class TimeScale:
    """Pieces of one and the same pixels a second, with folded pauses between them."""

    pieces: tuple[Piece, ...]

    def x(self, seconds: float) -> float:
        """The pixel at which a moment is drawn; a moment in a folded pause is drawn within the fold."""
        at = self._at(seconds)
        piece = self.pieces[at]
        if seconds <= piece.end or at + 1 == len(self.pieces):
            return _between(seconds, piece.start, piece.end, piece.left, piece.right)
        following = self.pieces[at + 1]
        return _between(seconds, piece.end, following.start, piece.right, following.left)

    def _at(self, seconds: float) -> int:
        return max(0, bisect_right(self.pieces, seconds, key=_start) - 1)

    def piece_at(self, seconds: float) -> Piece:
        """The last piece that begins before a moment, or at it."""
        return self.pieces[self._at(seconds)]

    def seconds(self, x: float) -> float:
        """The moment that is drawn at a pixel."""
        at = max(0, bisect_right(self.pieces, x, key=_left) - 1)
        piece = self.pieces[at]
        return _between(x, piece.left, piece.right, piece.start, piece.end)

    @property
    def folds(self) -> list[tuple[Piece, Piece]]:
        """The pieces before and after each folded pause."""
        return list(pairwise(self.pieces))


def _start(piece: Piece) -> float:
    return piece.start


def _left(piece: Piece) -> float:
    return piece.left


def _between(value: float, start: float, end: float, left: float, right: float) -> float:
    if end <= start:
        return left
    return left + min(1.0, max(0.0, (value - start) / (end - start))) * (right - left)


def time_scale(spans: Iterable[tuple[float, float]], left: float, right: float, most_folds: int = 6) -> TimeScale:
    """The axis for these spans of activity: pauses longer than a quarter of all activity are folded, longest first.

    >>> scale = time_scale([(0, 10), (3600, 3610)], 0, 266)
    >>> [round(scale.x(s)) for s in (0, 10, 3600, 3610)]
    [0, 100, 166, 266]
    """
    busy = _merged(spans)
    gaps = sorted(((b[0] - a[1], a[1]) for a, b in pairwise(busy)), reverse=True)
    longest = sum(end - start for start, end in busy) / 4
    folded = {at for gap, at in gaps[:most_folds] if gap > longest > 0}
    parts: list[tuple[float, float]] = []
    for start, end in busy:
        if parts and parts[-1][1] not in folded:
            parts[-1] = (parts[-1][0], end)
        else:
            parts.append((start, end))
    return TimeScale(_laid_out(parts, left, right))


def _merged(spans: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    merged: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged or [(0.0, 1.0)]


def _laid_out(parts: Sequence[tuple[float, float]], left: float, right: float) -> tuple[Piece, ...]:
    total = sum(end - start for start, end in parts)
    if total < NOTHING_S:  # only tasks without length: all at one moment, or at moments that nothing joins
        return (Piece(parts[0][0], parts[0][0], left, right),)
    per_second = (right - left - FOLD_PX * (len(parts) - 1)) / total
    pieces, at = [], left
    for start, end in parts:
        pieces.append(Piece(start, end, at, at + (end - start) * per_second))
        at = pieces[-1].right + FOLD_PX
    return tuple(pieces)


def tick_step(seconds: float, ticks: float) -> float:
    """A round number of seconds between ticks, so that about ``ticks`` of them fit into so many seconds.

    >>> tick_step(9.3, 10), tick_step(0.0042, 8), tick_step(500, 10), tick_step(1e6, 10)
    (1.0, 0.001, 60.0, 172800.0)
    """
    rough = seconds / max(1.0, ticks)
    if rough < NOTHING_S / 100:
        return 1.0
    if rough > _ROUND_S[-1]:
        return _decimal(rough / 86400) * 86400.0
    if rough <= 1:
        return _decimal(rough)
    return float(next(step for step in _ROUND_S if step >= rough))


def _decimal(rough: float) -> float:
    power = 10.0 ** floor(log10(rough) + 1e-9)
    return next((round(step * power, 12) for step in (1, 2, 5) if step * power >= rough * 0.999), 10 * power)


def tick_label(seconds: float, step: float, last: float) -> str:
    """A moment on the axis, with as many digits as the step needs, in the unit that fits the ``last`` one.

    >>> tick_label(1.5, 0.5, 4), tick_label(0.0002, 0.0001, 0.0009), tick_label(90, 30, 300), tick_label(3725, 1, 3730)
    ('1.5 s', '0.2 ms', '1:30', '1:02:05')
    """
    if seconds == 0:
        return "0"
    if last < 1:
        return f"{seconds * 1e3:g} ms" if last >= 1e-3 / 2 else f"{seconds * 1e6:g} µs"
    digits = max(0, -floor(log10(step) + 1e-9))
    if last < 120:
        return f"{seconds:.{digits}f} s"
    minutes, rest = divmod(round(seconds, digits), 60)
    clock = f"{minutes % 60:02.0f}:{rest:0{digits + 3 if digits else 2}.{digits}f}"
    return f"{minutes // 60:.0f}:{clock}" if minutes >= 60 else clock.removeprefix("0")


def ticks(scale: TimeScale, origin: float, apart_px: float = 84) -> list[tuple[float, str]]:
    """Pixels and labels of the ticks, counted from ``origin`` (seconds), never so close that labels touch."""
    width = sum(piece.right - piece.left for piece in scale.pieces)
    seconds = sum(piece.end - piece.start for piece in scale.pieces)
    last = scale.pieces[-1].end - origin
    step = tick_step(seconds, width / apart_px)
    placed: list[tuple[float, str]] = []
    for piece in scale.pieces:
        # Beside a folded pause stands its length: no tick there.
        left, right = (
            piece.left + (piece.left > scale.pieces[0].left) * 12,
            piece.right - (piece.end < scale.pieces[-1].end) * 12,
        )
        first = -floor(-(piece.start - origin) / step + 1e-9)
        for number in range(first, floor((piece.end - origin) / step + 1e-9) + 1):
            x = scale.x(origin + number * step)
            if left <= x <= right and (not placed or x - placed[-1][0] >= apart_px * 0.6):
                placed.append((x, tick_label(round(number * step, 12), step, last)))
    return placed
