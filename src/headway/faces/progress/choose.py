"""Which face shows the progress: said by the caller, overruled by HEADWAY_PROGRESS, else seen from where we run."""

from __future__ import annotations

import os
import sys
from typing import Literal, cast, get_args

from headway.errors import BadOption

Kind = Literal["off", "lines", "bar", "card"]
KINDS: tuple[str, ...] = get_args(Kind)
VARIABLE = "HEADWAY_PROGRESS"


def choose(kind: str = "auto") -> Kind:
    """The face to use: ``"off"``, ``"lines"``, ``"bar"`` or ``"card"``.

    Args:
        kind: one of these, or ``"auto"``: a card in a notebook, bars on a terminal, lines elsewhere. So is ``"card"``
            where no notebook can show one. The environment variable ``HEADWAY_PROGRESS`` overrules it.

    Raises:
        BadOption: ``kind`` or the variable is something else; the message names what is accepted.

    >>> choose("lines")
    'lines'
    """
    said = os.environ.get(VARIABLE, "").strip().lower()
    wanted = _checked(VARIABLE, said) if said else _checked("progress", kind)
    return cast(Kind, wanted) if wanted not in ("auto", "card") else _seen()


def _checked(option: str, given: str) -> str:
    if given not in (*KINDS, "auto"):
        raise BadOption(option, given, f"one of {', '.join(('auto', *KINDS))}")
    return given


def _seen() -> Kind:
    if in_notebook():
        return "card"
    if sys.stderr is None or sys.stderr.closed:  # pythonw has none
        return "off"
    is_terminal = sys.stderr.isatty() and os.environ.get("TERM", "") != "dumb"
    return "bar" if is_terminal else "lines"


def in_notebook() -> bool:
    """Whether an IPython kernel runs this code; where IPython was never imported, none does."""
    ipython = sys.modules.get("IPython")
    shell = getattr(ipython, "get_ipython", lambda: None)()
    return getattr(shell, "kernel", None) is not None
