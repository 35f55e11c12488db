import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.faces.runs import HOSTILE, tried

from headway.faces.wording import clean, count, duration, first_line, ratio, shorten


@tried
@given(st.text() | st.sampled_from(HOSTILE))
def test_clean_text_has_nothing_that_disturbs(text: str) -> None:
    cleaned = clean(text)
    assert not [c for c in cleaned if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp")]
    assert not set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufffe\uffff") & set(cleaned)


def test_plain_text_stays_as_it_is() -> None:
    assert clean("préparer 训练 🚀 <b>") == "préparer 训练 🚀 <b>"


@tried
@given(st.text(min_size=1), st.integers(3, 40))
def test_shortened_text_keeps_both_ends(text: str, length: int) -> None:
    short = shorten(text, length)
    assert len(short) <= length
    if "…" in short and "…" not in clean(text):
        assert short[0] == clean(text)[0]
        assert short[-1] == clean(text)[-1]


@tried
@given(st.floats(0, 1e9, allow_nan=False))
def test_duration_is_true_to_a_few_percent(seconds: float) -> None:
    units = {"d": 86400, "h": 3600, "min": 60, "s": 1, "ms": 1e-3, "µs": 1e-6}
    words = duration(seconds).split()
    said = sum(float(number) * units[unit] for number, unit in zip(words[::2], words[1::2], strict=True))
    assert said == pytest.approx(seconds, rel=0.05, abs=1e-8)


def test_duration_never_shows_sixty_seconds() -> None:
    assert [duration(s) for s in (59.94, 59.96, 60, 119.6, 3599.7)] == ["59.9 s", "1 min", "1 min", "2 min", "1 h"]


def test_duration_of_a_clock_that_went_back() -> None:
    assert duration(-0.5) == "-500 ms"


def test_first_line_skips_empty_ones() -> None:
    assert first_line("\n  \n  KeyError: 'a'\nmore") == "KeyError: 'a'"
    assert first_line(None) == first_line("") == ""
    assert len(first_line("x" * 1000)) == 200


def test_counts_and_ratios() -> None:
    assert (count(0), count(1), count(12345, "worker")) == ("0 tasks", "1 task", "12,345 workers")
    assert (ratio(1), ratio(9.96), ratio(202.4)) == ("1.0 ×", "10 ×", "202 ×")
