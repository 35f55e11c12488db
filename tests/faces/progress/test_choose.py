import io
import sys
from types import SimpleNamespace

import pytest

from headway.errors import BadOption
from headway.faces.progress.choose import choose


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable, no terminal, no IPython."""
    monkeypatch.delenv("HEADWAY_PROGRESS", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    monkeypatch.setattr(sys, "stderr", io.StringIO())


def test_log_gets_lines() -> None:
    assert choose() == "lines"


def test_terminal_gets_bars(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", Terminal())
    assert choose() == "bar"


def test_dumb_terminal_gets_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setenv("TERM", "dumb")
    assert choose() == "lines"


def test_kernel_gets_a_card(monkeypatch: pytest.MonkeyPatch) -> None:
    shell = SimpleNamespace(kernel=object())
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    assert choose() == "card"


@pytest.mark.parametrize("shell", [None, SimpleNamespace()], ids=["none", "IPython on a terminal"])
def test_no_kernel_gets_no_card(monkeypatch: pytest.MonkeyPatch, shell: object) -> None:
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    assert choose() == "lines"


def test_program_without_stderr_gets_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    assert choose() == "off"


@pytest.mark.parametrize("kind", ["off", "lines", "bar"])
def test_caller_may_say_which(kind: str) -> None:
    assert choose(kind) == kind


@pytest.mark.parametrize("kind", ["auto", "bar"])
def test_card_outside_a_notebook_gives_way_to_what_can_be_shown(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    assert choose("card") == "lines"
    monkeypatch.setenv("HEADWAY_PROGRESS", "card")
    assert choose(kind) == "lines"


def test_variable_overrules_the_caller(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEADWAY_PROGRESS", " Off ")
    assert choose("bar") == "off"
    monkeypatch.setenv("HEADWAY_PROGRESS", "")
    assert choose("bar") == "bar"


def test_bad_values_name_the_accepted_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadOption, match=r"progress='bars': expected one of auto, off, lines, bar, card"):
        choose("bars")
    monkeypatch.setenv("HEADWAY_PROGRESS", "yes")
    with pytest.raises(BadOption, match=r"HEADWAY_PROGRESS='yes': expected one of"):
        choose()
