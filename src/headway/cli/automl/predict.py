"""``headway automl predict``: a saved model and a table."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from headway import Session
from headway.cli.files import check_new_file, check_table
from headway.cli.parsing import Parser, number
from headway.cli.saying import say_json

DESCRIPTION = "Predict TABLE.csv with a model that `headway automl fit --save` has written."
EXAMPLE = """\
example:
  headway automl predict model.zip test.csv --out predictions.csv"""


def main(argv: Sequence[str]) -> int:
    """Carry out ``headway automl predict`` and give its exit status."""
    options = _parser().parse_all(argv)
    check_table(options.model, "model")
    check_table(options.table)
    check_new_file("--out", options.out, ".csv")
    from headway import automl

    with Session(name="headway automl predict", progress=False):
        client = automl.Client()
        table = client.upload(options.table)
        model = automl.load(options.model)
        keep = [word.strip() for word in (options.keep or "").split(",") if word.strip()]
        told = client.predict(table, model, threshold=options.threshold, keep=keep).result()
    told.to_csv(options.out)
    if options.json:
        summary = {
            "model": told.model,
            "target": told.target,
            "predicted_rows": len(told),
            "files": {"out": options.out},
        }
        return 0 if say_json(summary, sys.stdout) else 1
    print(f"predictions: {options.out} ({len(told):,} rows of {told.target!r} by {told.model})")
    return 0


def _parser() -> Parser:
    parser = Parser("headway automl predict", DESCRIPTION, EXAMPLE)
    parser.usage = "headway automl predict MODEL.zip TABLE.csv [options]"
    add = parser.add_argument
    add("model", metavar="MODEL.zip", help="the model")
    add("table", metavar="TABLE.csv", help="the table to be predicted")
    add(
        "--out", metavar="FILE.csv", default="predictions.csv", help="where the predictions go (unset: predictions.csv)"
    )
    add("--keep", metavar="COLUMN,COLUMN", help="columns of the table to stand beside the predictions")
    add("--threshold", metavar="SHARE", type=number(0, 1), help="of two classes, name the second from this probability")
    add("--json", action="store_true", help="a summary for machines, as one line on stdout")
    return parser
