"""The files that a run leaves behind: refused before the run when they can't be written, written whole after it."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from headway.core.timeline import Timeline
from headway.errors import BadOption, UsageError

REPORTS = (".html", ".json", ".txt", ".svg")


@dataclass(frozen=True)
class Output:
    """A file to be written: an absolute path (the script may change its folder), and what is asked for."""

    kind: str
    path: Path

    def write(self, timeline: Timeline) -> None:
        """Write what this file is for; it appears under its name only when it is complete.

        Raises:
            OSError, BadOption: it can't be written any more.
        """
        from headway import faces

        if self.kind == "trace":
            faces.write_trace(timeline, self.path)
        elif self.path.suffix.lower() == ".svg":
            faces.gantt(timeline).save(self.path)
        else:
            faces.Report(timeline).save(self.path)


def check_outputs(reports: Iterable[str], trace: str | None = None) -> list[Output]:
    """The files asked for. Raises :class:`UsageError` for one that can't be written, before any work is done."""
    outputs = [_checked("report", word, REPORTS) for word in reports]
    if trace is not None:
        outputs.append(_checked("trace", trace, (".json",)))
    for output in outputs:
        if [other.path for other in outputs].count(output.path) > 1:
            raise UsageError(f"{output.path} is asked for twice: give each file a name of its own")
    return outputs


def _checked(kind: str, word: str, suffixes: tuple[str, ...]) -> Output:
    path = Path(os.path.realpath(word))
    if path.is_dir():
        raise UsageError(
            f"--{kind} {word}: this is a folder; name a file, such as {os.path.join(word, kind + suffixes[0])}"
        )
    if path.suffix.lower() not in suffixes:
        raise UsageError(f"--{kind} {word}: the name of the file must end in {', '.join(suffixes)}")
    if not path.parent.is_dir():
        raise UsageError(f"--{kind} {word}: there is no folder {path.parent}; make it first")
    if path.exists() and not os.access(path, os.W_OK):
        raise UsageError(f"--{kind} {word}: this file is read-only")
    try:
        with tempfile.TemporaryFile(dir=path.parent):  # only trying tells: permissions, quotas, read-only disks
            return Output(kind, path)
    except OSError as error:
        raise UsageError(f"--{kind} {word}: can't write into {path.parent}: {error.strerror}") from error


def write_outputs(outputs: Iterable[Output], timeline: Timeline, say: Callable[[str], None]) -> bool:
    """Write all of them; whether that went well. What fails is said, and the others are written all the same."""
    went_well = True
    for output in outputs:
        try:
            output.write(timeline)
        except (OSError, BadOption) as error:
            went_well = False
            print(f"headway: can't write {output.path}: {getattr(error, 'strerror', None) or error}", file=sys.stderr)
        else:
            say(f"{output.kind}: {output.path}")
    return went_well
