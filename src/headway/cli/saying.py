"""What a command says for machines: one line of JSON; and a reader of stdout who has seen enough."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from math import isfinite
from typing import Any, TextIO


def say_json(summary: object, stream: TextIO) -> bool:
    """Write a summary as one line, and whether somebody could read it."""
    try:
        print(json.dumps(summary), file=stream, flush=True)
        return True
    except BrokenPipeError:
        hush(stream)
        return False
    except ValueError:
        print("headway: the script closed stdout, so there is no room for --json there", file=sys.stderr)
        return False


def hush(stream: TextIO) -> None:
    """Nobody reads it any more. Python flushes it once more at its end, and would complain of it there."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def for_json(value: Any) -> Any:
    """What JSON can say of a value: of a dataclass its fields, and nothing in place of an infinite number.

    >>> for_json({"range": (0.0, float("inf"))})
    {'range': [0.0, None]}
    """
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: for_json(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(name): for_json(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [for_json(inner) for inner in value]
    if callable(listed := getattr(value, "tolist", None)):  # NumPy's numbers and arrays
        return for_json(listed())
    return None if isinstance(value, float) and not isfinite(value) else value
