"""Every ready problem in the formats of others: the same model when it is read again, the same optimum by glpsol."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from headway.optimize.exporting import export
from headway.optimize.model import difference
from headway.optimize.problems import (
    assignment,
    blending,
    dead_kilometres,
    diet,
    furniture_shop,
    media_mix,
    portfolio,
    school_meals,
    transport,
)
from headway.optimize.readers import read_text
from headway.optimize.solving import solve
from headway.optimize.stating import stated_model

MODELS: dict[str, Any] = {
    "assignment": lambda: assignment.model(assignment.data()),
    "blending": lambda: blending.model(*blending.data(), amount=20),
    "dead_kilometres": lambda: dead_kilometres.model(*dead_kilometres.data()),
    "diet": lambda: diet.model(*diet.data()),
    "furniture_shop": lambda: furniture_shop.model(*furniture_shop.read_dat()),
    "media_mix": lambda: media_mix.model(*media_mix.data(), budget=60_000),
    "portfolio": lambda: portfolio.model(portfolio.data(), target=0.006),
    "school_meals": lambda: school_meals.model(school_meals.data().head(6)),
    "transport": lambda: transport.model(*transport.data()),
}

each_model = pytest.mark.parametrize("name", MODELS)


@each_model
@pytest.mark.parametrize("kind", ["lingo", "ampl", "mps", "lp"])
def test_text_read_again_is_the_same_model(name: str, kind: Any) -> None:
    model = MODELS[name]()
    assert difference(stated_model(model)[0], read_text(export(model, kind), kind)) == ""


@each_model
def test_glpsol_finds_the_same_optimum(name: str, tmp_path: Path) -> None:
    command = shutil.which("glpsol")
    if command is None:
        pytest.skip("needs the command glpsol (Debian: glpk-utils)")
    model = MODELS[name]()
    (tmp_path / "m.mod").write_text(export(model, "ampl"), encoding="utf-8")
    subprocess.run(
        [command, "--math", "m.mod", "--cuts", "-o", "out"], cwd=tmp_path, check=True, capture_output=True, timeout=60
    )
    told = re.search(r"^Objective: .* = (\S+)", (tmp_path / "out").read_text(), re.MULTILINE)
    assert told is not None
    assert float(told[1]) == pytest.approx(solve(model, gap=0).result().objective, rel=1e-6)
