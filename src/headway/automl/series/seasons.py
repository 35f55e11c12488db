"""How many steps a season has: by the calendar where times are dates, by autocorrelation where they are numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from headway.automl.series.grid import Grid, Numbers
from headway.automl.series.panel import Floats, Line

# A longer season that often comes with a shorter one: a week of hours, of half hours, of quarters of an hour; a year of weekdays.
COMPANIONS = {24: 168, 48: 336, 96: 672, 7: 364, 5: 260}
USUAL = (4, 7, 12, 24, 52)  # taken rather than a neighbour that is about as strong
MOST_LINES = 200  # that are looked at: more say the same
LEAST_CORRELATION = 0.3  # of steps a season apart, for a season to be believed
LONGEST = 400
ALIKE = 0.8  # of the strongest: the shortest of such seasons is it, the others are its multiples
BEARING_SHARE = 0.2
SHORT = 7


def find_seasons(grid: Grid, lines: Sequence[Line], asked: tuple[int, ...] = ()) -> tuple[int, ...]:
    """The seasons of series, the main one first; empty where there are none. What was asked for comes first.

    A longer one beside it is taken where the series bear it out.

    >>> wave = np.tile([1.0, 5.0, 9.0, 2.0], 10)
    >>> line = Line((), 0, wave, np.empty((40, 0)), np.empty((40, 0)))
    >>> find_seasons(Numbers(0, 1), [line])
    (4,)
    """
    looked = sorted(lines, key=lambda line: -line.points)[:MOST_LINES]
    if asked:
        main = asked
    elif isinstance(grid, Numbers):
        main = _heard(looked)
    else:
        main = grid.seasons[:1]
    main = tuple(season for season in main if season > 1)
    companion = COMPANIONS.get(main[0]) if len(main) == 1 else None
    return (*main, companion) if companion and _bears(looked, main[0], companion) else main


def autocorrelation(y: Floats, most: int) -> Floats:
    """The correlation of a series with itself, 0 to ``most`` steps apart; zeros where it is constant.

    >>> autocorrelation(np.tile([0.0, 1.0], 50), 2).round(1).tolist()
    [1.0, -1.0, 1.0]
    """
    centred = y - y.mean()
    size = 1 << (2 * len(y) - 1).bit_length()
    spectrum = np.fft.rfft(centred, size)
    summed = np.fft.irfft(spectrum * np.conj(spectrum), size)[: most + 1]
    if summed[0] <= 1e-12 * max(1.0, float(np.abs(y).max()) ** 2) * len(y):
        return np.zeros(most + 1)
    unbiased = summed * len(y) / (len(y) - np.arange(most + 1))
    return np.asarray(unbiased / unbiased[0])


def _heard(lines: Sequence[Line]) -> tuple[int, ...]:
    """The season that most series' changes repeat (changes have no trend); empty where none does."""
    shared = _mean_correlation([np.diff(line.y) for line in lines if line.points > 8], LONGEST)
    peaks = [lag for lag in range(2, len(shared) - 1) if _is_peak(shared, lag) and _goes_on(shared, lag)]
    if not peaks:
        return ()
    best = max(shared[lag] for lag in peaks)
    found = next(lag for lag in peaks if shared[lag] >= ALIKE * best)
    return (next((lag for lag in USUAL if abs(lag - found) <= 1 and shared[lag] >= ALIKE * shared[found]), found),)


def _is_peak(shared: Floats, lag: int) -> bool:
    return bool(shared[lag] >= LEAST_CORRELATION and shared[lag] > shared[lag - 1] and shared[lag] >= shared[lag + 1])


def _goes_on(shared: Floats, lag: int) -> bool:
    """Whether the multiples of a short season are seasons, too: noise makes a peak of 2 in any slow wave, without them."""
    return lag >= SHORT or bool(shared[lag : 8 * lag + 1 : lag].mean() >= 0.4 * shared[lag])


def _bears(lines: Sequence[Line], short: int, long: int) -> bool:
    """Whether a fifth of the series or more repeat the longer season, once the shorter one is taken out of them."""
    left = [_without_season(line.y, short) for line in lines if line.points >= 2 * long + short]
    bearing = sum(float(autocorrelation(y, long)[long]) >= LEAST_CORRELATION for y in left)
    return bearing >= max(1.0, BEARING_SHARE * len(lines))


def _mean_correlation(series: Sequence[Floats], most: int) -> Floats:
    """The mean of the series' autocorrelations, as far as two thirds of the series are three times as long."""
    lengths = sorted(len(y) for y in series)
    reach = min(most, lengths[len(lengths) // 3] // 3) if lengths else 0
    fit = [autocorrelation(y, reach) for y in series if len(y) >= 3 * reach]
    return np.mean(fit, axis=0) if reach > 2 and fit else np.zeros(0)


def _without_season(y: Floats, season: int) -> Floats:
    """A series without its running mean over a season, and without the mean of each step of the season."""
    kernel = np.ones(season) / season
    rest = (y - np.convolve(y, kernel, mode="same"))[season:-season]
    phase = np.arange(len(rest)) % season
    means = np.bincount(phase, rest, minlength=season) / np.bincount(phase, minlength=season)
    return np.asarray(rest - means[phase])
