"""``headway optimize convert``: a model in another format."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from headway.cli.files import check_new_file
from headway.cli.optimize.asking import add_json, add_model, asked_model, files
from headway.cli.parsing import Parser, one_of
from headway.cli.saying import say_json
from headway.errors import UsageError

DESCRIPTION = "Write a model in another format. Nothing is lost; what a format can't say is refused by name."
EXAMPLE = """\
example:
  headway optimize convert furniture.mps --to ampl
  headway optimize convert furniture.mps --out furniture.lng"""


def main(argv: Sequence[str]) -> int:
    """Carry out ``headway optimize convert`` and give its exit status."""
    options = _parser().parse_all(argv)
    from headway import optimize
    from headway.optimize.writers import text_of

    format_, beside = _asked_format(options)
    model = asked_model(options)
    text, data = optimize.export(model, "ampl", split=True) if beside else (text_of(model, format_), "")
    written = files(options)
    if options.out:
        Path(options.out).write_text(text, encoding="utf-8")
    if beside:
        beside.write_text(data, encoding="utf-8")
        written["data"] = str(beside)
    if options.json:
        told = {"model": model.name, "format": format_, "text": None if options.out else text, "files": written}
        return 0 if say_json(told, sys.stdout) else 1
    if options.out:
        print(f"written: {', '.join(written.values())} ({model!r})")
    else:
        _print(text)
    return 0


def _asked_format(options: Namespace) -> tuple[str, Path | None]:
    """The format, and the file of the data where they are to have one; what is to be written can be."""
    from headway.optimize.writers import ENDINGS

    if options.out:
        check_new_file("--out", options.out, *ENDINGS)
    if not (options.to or options.out):
        raise UsageError("name the format: --to ampl, lingo, lp or mps (or --out with its ending)")
    ending = Path(options.out).suffix.lower() if options.out else ""
    format_: str = options.to or ENDINGS[ending]
    if ending and ENDINGS[ending] != format_:
        raise UsageError(f"--to {format_} --out {options.out}: {ending} is the ending of {ENDINGS[ending]}")
    if not options.split:
        return format_, None
    if not options.out or format_ != "ampl":
        raise UsageError("--split writes two files of AMPL: name the one with the model, --out FILE.mod")
    beside = Path(options.out).with_suffix(".dat")
    check_new_file("--split", str(beside), ".dat")
    return format_, beside


def _print(text: str) -> None:
    try:
        sys.stdout.write(text)
    except UnicodeEncodeError as error:
        lacks = error.object[error.start : error.end]
        raise UsageError(f"this output can't hold {lacks!r}: write a file with --out") from None


def _parser() -> Parser:
    parser = Parser("headway optimize convert", DESCRIPTION, EXAMPLE)
    parser.usage = "headway optimize convert FILE --to FORMAT [options]"
    add_model(parser)
    add = parser.add_argument
    add("--to", metavar="FORMAT", type=one_of("ampl", "lingo", "lp", "mps"), help="ampl, lingo, lp or mps")
    add("--out", metavar="FILE", help="where to (unset: stdout); its ending says the format: .mod, .lng, .lp, .mps")
    add("--split", action="store_true", help="of AMPL, the data in a file of its own beside --out, ending in .dat")
    add_json(parser)
    return parser
