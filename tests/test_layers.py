"""The arrows between the rooms of the package: an import goes down the list only, lazy ones included.

The list is the whole truth: a module in a room that is not on it fails too, so a new room is placed on purpose.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import headway

# What each room may import of ours, beside itself. Third-party imports are another matter (tests/test_import_cost.py).
BELOW = {
    "errors": set(),
    "core": {"errors"},
    "meters": {"errors"},
    "memory": {"errors"},
    "backends": {"errors", "core", "meters", "memory"},
    "engine": {"errors", "core", "meters", "memory", "backends"},
    "worker": {"errors", "core", "meters", "memory", "backends", "engine"},
    "testing": {"errors", "core", "backends"},
    "api": {"errors", "core", "meters", "memory", "backends", "engine"},
    "faces": {"errors", "core", "api"},
    "headway": {"errors", "api", "faces"},
    "automl": {"errors", "headway", "faces"},
    "optimize": {"errors", "headway", "faces"},
    "cli": {
        "errors",
        "core",
        "meters",
        "memory",
        "backends",
        "engine",
        "api",
        "faces",
        "headway",
        "automl",
        "optimize",
    },
}


@dataclass(frozen=True)
class Arrow:
    """One import: the module that asks, the module it names, and where."""

    source: str
    target: str
    where: str


def modules(package: Path) -> dict[str, Path]:
    """Each module's dotted name and file."""
    named = {}
    for file in package.rglob("*.py"):
        parts = file.relative_to(package.parent).with_suffix("").parts
        named[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = file
    return named


def arrows(package: Path) -> list[Arrow]:
    """Every import of ours under the package: at the top, in functions, under TYPE_CHECKING, relative or not."""
    known = modules(package)
    return [
        Arrow(name, target, f"{file.relative_to(package.parent)}:{node.lineno}")
        for name, file in known.items()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        for target in _targets(node, name, file, known)
        if target != name
    ]


def _targets(node: ast.AST, name: str, file: Path, known: dict[str, Path]) -> Iterator[str]:
    """The modules of ours that one node imports: `from a import b` names a.b where that is a module, and else a."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names if alias.name in known)
    elif isinstance(node, ast.ImportFrom):
        base = _absolute(node, name, file)
        for alias in node.names:
            full = f"{base}.{alias.name}"
            if full in known or base in known:
                yield full if full in known else base


def _absolute(node: ast.ImportFrom, name: str, file: Path) -> str:
    if not node.level:
        return node.module or ""
    package = name.split(".") if file.name == "__init__.py" else name.split(".")[:-1]
    package = package[: len(package) - (node.level - 1)]
    return ".".join([*package, *([node.module] if node.module else [])])


def room(module: str) -> str:
    """The room of a module: `headway.core.graph` lives in core, `headway` itself in the top file."""
    parts = module.split(".")
    return "cli" if parts[1:] == ["__main__"] else parts[1] if len(parts) > 1 else "headway"


def forbidden(found: list[Arrow]) -> list[str]:
    """The arrows that do not go down, in words."""
    return [
        f"{arrow.where}: {arrow.source} imports {arrow.target}, and {room(arrow.source)} may import only "
        f"{', '.join(sorted(BELOW.get(room(arrow.source), set()))) or 'nothing'} of ours"
        for arrow in found
        if room(arrow.source) != room(arrow.target) and room(arrow.target) not in BELOW.get(room(arrow.source), set())
    ]


def cycle(found: list[Arrow]) -> list[str]:
    """One cycle among the modules, or none."""
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for arrow in found:
        sorter.add(arrow.source, arrow.target)
    try:
        sorter.prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


PACKAGE = Path(headway.__file__).parent


def test_imports_go_down_only() -> None:
    assert forbidden(arrows(PACKAGE)) == []


def test_modules_form_no_cycle() -> None:
    assert cycle(arrows(PACKAGE)) == []


def test_every_room_has_its_place() -> None:
    assert {room(name) for name in modules(PACKAGE)} <= set(BELOW)


def test_rooms_are_ordered() -> None:
    assert tuple(TopologicalSorter(BELOW).static_order())[-1] == "cli"


# The checker itself, on trees with planted mistakes.


@pytest.fixture
def plant(tmp_path: Path):
    """Write modules into a package named headway; give its folder."""

    def write(files: dict[str, str]) -> Path:
        for name, source in {"__init__.py": "", "core/__init__.py": "", "api/__init__.py": "", **files}.items():
            file = tmp_path / "headway" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(source)
        return tmp_path / "headway"

    return write


@pytest.mark.parametrize(
    "statement",
    [
        "import headway.api.task",
        "from headway.api.task import Task",
        "from headway.api import task",
        "from ..api import task",
        "from ..api.task import Task",
        "def later():\n    from headway.api import task",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from headway.api.task import Task",
    ],
)
def test_planted_upward_import_is_found(plant, statement: str) -> None:
    package = plant({"api/task.py": "Task = 1", "core/graph.py": statement})
    line = statement.count("\n") + 1
    (complaint,) = forbidden(arrows(package))
    assert re.match(rf"headway/core/graph\.py:{line}: headway\.core\.graph imports headway\.api\.task", complaint)


def test_toplevel_import_from_a_room_is_found(plant) -> None:
    package = plant({"core/graph.py": "from headway import Task", "__init__.py": "from headway.api import Task"})
    (complaint,) = forbidden(arrows(package))
    assert "imports headway, and core may import only errors" in complaint


def test_downward_import_is_allowed(plant) -> None:
    package = plant({"core/graph.py": "Graph = 1", "api/task.py": "from ..core.graph import Graph\nimport ast"})
    assert forbidden(arrows(package)) == []
    assert cycle(arrows(package)) == []


def test_planted_lazy_cycle_is_found(plant) -> None:
    package = plant({"core/a.py": "from . import b", "core/b.py": "def later():\n    from .a import x"})
    assert set(cycle(arrows(package))) == {"headway.core.a", "headway.core.b"}


def test_cycle_through_package_file_is_found(plant) -> None:
    package = plant({"core/__init__.py": "from .graph import Graph", "core/graph.py": "from headway.core import Graph"})
    assert set(cycle(arrows(package))) == {"headway.core", "headway.core.graph"}


def test_unknown_room_is_forbidden(plant) -> None:
    package = plant({"errors.py": "", "util.py": "from headway import errors"})
    (complaint,) = forbidden(arrows(package))
    assert "util may import only nothing" in complaint
