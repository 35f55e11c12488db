"""What a command says for machines: one line of JSON; and a reader of stdout who has seen enough."""

from __future__ import annotations

import json
import os
import sys
from typing import TextIO


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
