"""The bars of the process workers: against which figure of which library each is held."""

from __future__ import annotations

from typing import Any

import pytest
from benchmarks.cell import Cell
from benchmarks.peers.base import Peer
from benchmarks.results import Claim, Results

from benchmarks import large, measures

OURS, SUBMIT = "headway process", "concurrent.futures processes"


def verdicts(measure: str, outcomes: dict[tuple[str, str, str], dict[str, Any]]) -> dict[str, Claim]:
    """The claims of a measure by their text, from outcomes by library and one option's name and value."""
    cells = [(Cell(measure, peer, {name: value}), found) for (peer, name, value), found in outcomes.items()]
    return {claim.text: claim for claim in measures.load(measure).claims(Results(cells, python=(3, 11)))}


@pytest.mark.parametrize(("us", "verdict"), [(10.0, "held"), (30.0, "**missed**")])
def test_five_times_below_submit_is_the_bar(us: float, verdict: str) -> None:
    found = verdicts(
        "process_overhead", {(OURS, "shape", "chain"): {"us": [us]}, (SUBMIT, "shape", "chain"): {"us": [100.0]}}
    )
    assert found['`on="process"`, chain: 5 times below `ProcessPoolExecutor.submit`'].verdict == verdict


@pytest.mark.parametrize("measure", ["frame_steps", "array_pipeline"])
def test_bar_is_held_against_the_better_ideal(measure: str) -> None:
    found = verdicts(
        measure,
        {
            (OURS, "way", "time"): {"ms": [14.0]}, (OURS, "way", "memory"): {"mb": [16.0]},
            (large.IDEALS[0], "way", "time"): {"ms": [10.0]}, (large.IDEALS[0], "way", "memory"): {"mb": [20.0]},
            (large.IDEALS[1], "way", "time"): {"ms": [20.0]}, (large.IDEALS[1], "way", "memory"): {"mb": [10.0]},
        },
    )  # fmt: skip
    bars = {claim.text.split(",")[1].split(":")[0].strip(): claim for claim in found.values() if claim.kind == "bar"}
    assert bars["time"].verdict == "held"
    assert bars["memory"].verdict == "**missed**"


def test_missing_library_leaves_its_claim_unmeasured() -> None:
    found = verdicts("fan_out", {(OURS, "way", "memory"): {"mb": [16.0]}})
    assert {claim.verdict for claim in found.values()} == {"not measured"}


@pytest.mark.parametrize("found", [[], [4.0, 1.0], [5.0]])
def test_wrong_result_is_no_figure(found: list[float]) -> None:
    work = large.Work(make=list, run=lambda _, given: given + found, small=[], expected=[4.0])
    with pytest.raises(AssertionError, match="differ from the plain computation"):
        large.timed_ms(Peer(), work)
