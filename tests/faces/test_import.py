import subprocess
import sys

import pytest

import headway.faces

HEAVY = ("rich", "IPython", "json", "asyncio", "html", "tempfile")


def loaded_after(code: str) -> set[str]:
    """Which heavy modules a fresh interpreter has loaded after some code."""
    listed = f"{code}\nimport sys\nprint(*(name for name in {HEAVY} if name in sys.modules))"
    # -I: nothing that this environment's start-up files import counts.
    run = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import sys; sys.path[:] = {sys.path}\n{listed}"],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(run.stdout.split())


def test_faces_load_nothing_heavy() -> None:
    assert loaded_after("import headway.faces") == set()


def test_pictures_and_reports_load_nothing_heavy() -> None:
    code = "from headway.core.timeline import Timeline\nfrom headway.faces import gantt, graph, Report\n"
    assert loaded_after(f"{code}t = Timeline('t', ())\ngantt(t), graph(t), str(Report(t)), Report(t).html()") == set()


@pytest.mark.parametrize("name", headway.faces.__all__)
def test_every_name_is_there_again_and_again(name: str) -> None:
    first = getattr(headway.faces, name)
    assert getattr(headway.faces, name) is first
    assert first.__name__.lower() == name.lower()


def test_names_are_listed() -> None:
    assert dir(headway.faces) == sorted(headway.faces.__all__)


def test_unknown_name_is_refused() -> None:
    with pytest.raises(AttributeError, match="no attribute 'gannt'"):
        headway.faces.gannt  # noqa: B018
