"""``headway run SCRIPT``: a script as plain Python runs it, its tasks in one session, and then the report."""

from __future__ import annotations

import sys
import warnings
from argparse import Namespace
from collections.abc import Callable, Sequence
from pathlib import Path

from headway import HeadwayWarning, Session
from headway.cli.frames import show_error
from headway.cli.outputs import check_outputs, write_outputs
from headway.cli.parsing import Parser, meant, one_of, split, whole_number
from headway.cli.saying import say_json
from headway.cli.script import compile_script, find_script, join_threads, run_as_main
from headway.cli.sessions import Sessions
from headway.core.timeline import Timeline
from headway.errors import UsageError

DESCRIPTION = """\
Run SCRIPT as `python SCRIPT` would, its tasks in one session; then say on stderr what they took and saved.
stdout stays the script's. The exit status is the script's own; 1 after an error, 130 after Ctrl-C."""
EXAMPLE = """\
examples:
  headway run train.py 2026 --report report.html
  headway run train.py --workers 4 --trace trace.json -- --workers 8

These options may stand before SCRIPT or after it. Every other word after SCRIPT is the script's, and all that
follows a `--`."""


def main(argv: Sequence[str]) -> int:
    """Carry out ``headway run`` and give its exit status."""
    parser = _parser()
    ours, theirs = split(argv, parser)
    options = parser.parse_all(ours)
    if not theirs:
        raise UsageError("name the script to run, such as: headway run train.py (headway run --help)")
    path = find_script(theirs[0])
    outputs = check_outputs(options.report, options.trace)
    _warn_of_typos(argv, theirs[1:], parser)
    try:
        code = compile_script(path)
    except SyntaxError as error:
        show_error(error.with_traceback(None))
        return 1
    stdout, stderr = sys.stdout, sys.stderr  # the script may put others in their place
    status, timeline = _run(_session(options, path), path.name, lambda: run_as_main(code, path, theirs))

    def say(words: str) -> None:
        if not options.quiet:
            print(words, file=stderr)

    say(_report(timeline, status))
    went_well = write_outputs(outputs, timeline, say)
    if options.json:
        went_well = say_json(_summary(timeline, theirs[0], status), stdout) and went_well
    return status if went_well else status or 1


def _parser() -> Parser:
    parser = Parser("headway run", DESCRIPTION, EXAMPLE)
    parser.usage = "headway run SCRIPT [ARGS ...] [options]"
    add = parser.add_argument
    add("--report", metavar="FILE", action="append", default=[], help="write the report: .html, .json, .txt, .svg")
    add("--trace", metavar="FILE.json", help="write a trace that Perfetto (ui.perfetto.dev) opens")
    add("--workers", metavar="N", type=whole_number(1), help="threads at once (unset: as it suits the work)")
    add(
        "--on", metavar="MECHANISM", type=one_of("inline", "thread"), help="inline: one after another, to debug; thread"
    )
    add("--json", action="store_true", help="a summary as the last line of stdout")
    add("--quiet", action="store_true", help="no progress, and no report on stderr")
    return parser


def _warn_of_typos(argv: Sequence[str], passed_on: Sequence[str], parser: Parser) -> None:
    """An option that looks like one of ours went to the script: it may be meant so, or be mistyped."""
    names = parser.names()
    for word in argv[: argv.index("--")] if "--" in argv else argv:
        is_option = word.startswith("--") and word in passed_on and word not in names
        near = meant(word.partition("=")[0], names, 0.8) if is_option else "."
        if near != ".":
            print(f"headway: {word} was passed on to the script{near}", file=sys.stderr)


def _session(options: Namespace, path: Path) -> Session:
    return Session(
        workers=options.workers,
        on=options.on or "auto",
        progress=False if options.quiet else None,
        name=path.name,
    )


def _run(session: Session, name: str, script: Callable[[], int]) -> tuple[int, Timeline]:
    """Run a script in a session to its end, good or bad: its exit status, and what its tasks did."""
    # What it warns of at its end, that a thread still runs, stands among the report's notes.
    warnings.filterwarnings("ignore", category=HeadwayWarning, module=r"headway\.cli\.run")
    status = 0
    with Sessions() as sessions:
        try:
            with session:
                status = script()
                join_threads()
            sessions.drain_default()
        except KeyboardInterrupt as error:
            show_error(error)
            status = 130
        except BaseException as error:  # noqa: BLE001 - whatever the script raised is its own, and ends it
            show_error(error)
            status = status or 1
        return status, sessions.timeline(name)


def _report(timeline: Timeline, status: int) -> str:
    from headway.faces import Report

    if not any(total.called for total in timeline.totals):
        if status:
            return f"\n{timeline.name} ended before it called a task"
        return f"\n{timeline.name} called no task: decorate its functions with @task (from headway import task)"
    return f"\n{Report(timeline)}"


def _summary(timeline: Timeline, script: str, status: int) -> dict[str, object]:
    from headway.faces import Report

    return {"script": script, "exit_status": status, **Report(timeline).json()}
