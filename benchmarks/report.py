"""The table of a run, in Markdown, and its raw figures in JSON."""

import json
from pathlib import Path
from typing import Any

from benchmarks import measures
from benchmarks.results import Claim, Results, number, table
from benchmarks.suites import Suite


def as_json(run: dict[str, Any], results: Results) -> str:
    """Everything that was measured."""
    cells = [
        {"measure": cell.measure, "peer": cell.peer, "options": dict(cell.options), "round": cell.round, **outcome}
        for cell, outcome in results.pairs
    ]
    claimed = [
        {"kind": claim.kind, "text": claim.text, "values": claim.values, "limit": claim.limit, "verdict": claim.verdict}
        for claim in _claims(run, results)
    ]
    return json.dumps({**run, "claims": claimed, "cells": cells}, indent=1, ensure_ascii=False)


def as_markdown(suite: Suite, run: dict[str, Any], results: Results) -> str:
    """What was measured, under what was to be shown."""
    machine = run["machine"]
    versions = ", ".join(
        f"{name} {machine['versions'][name]}" for name in suite.distributions if name in machine["versions"]
    )
    sections = [line for name in _taken(results) for line in measures.load(name).section(results)]
    lines = [
        f"# {suite.title}",
        "",
        f"{run['date']}, `{run['command']}`, Headway at commit {run['commit']}. {machine['python']} on "
        f"{machine['system']}, {machine['cores']} cores ({machine['processor']}), {machine['memory_gb']} GB; load "
        f"average {run['load_before']:.1f} before the run, {run['load_after']:.1f} after.{f' {versions}.' if versions else ''}",
        "",
        *([suite.remark, ""] if suite.remark else []),
        *(["**The code changed while this ran.**", ""] if run["code_changed"] else []),
        *([f"**{run['left_out']} of its cells have not been measured yet.**", ""] if run.get("left_out") else []),
        *(["`--quick`: the numbers only show that everything runs.", ""] if run["quick"] else _claimed(run, results)),
        *sections,
    ]
    return "\n".join(lines).rstrip() + "\n"


def write(folder: Path, stem: str, suite: Suite, run: dict[str, Any], results: Results) -> list[Path]:
    """Both forms, beside each other."""
    folder.mkdir(parents=True, exist_ok=True)
    table_path, raw_path = folder / f"{stem}.md", folder / f"{stem}.json"
    table_path.write_text(as_markdown(suite, run, results), encoding="utf-8")
    raw_path.write_text(as_json(run, results) + "\n", encoding="utf-8")
    return [table_path, raw_path]


def _taken(results: Results) -> list[str]:
    seen = {cell.measure for cell, _ in results.pairs}
    return [name for name in measures.NAMES if name in seen]


def _claims(run: dict[str, Any], results: Results) -> list[Claim]:
    claims = [claim for name in _taken(results) for claim in measures.load(name).claims(results)]
    return [claim for claim in claims if claim.verdict != "not measured" or not run["only"]]


def _claimed(run: dict[str, Any], results: Results) -> list[str]:
    """Bars first, each with what was found."""
    rows = [
        [f"{claim.kind}: {claim.text}", f"{'<' if claim.strict else '≤'} {number(claim.limit)}{claim.unit}", claim.found,
         claim.verdict]
        for claim in sorted(_claims(run, results), key=lambda claim: claim.kind != "bar")
    ]  # fmt: skip
    return ["## Bars and aims", "", *table(["", "limit", "found", ""], rows)] if rows else []
