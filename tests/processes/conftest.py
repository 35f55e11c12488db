"""After each test of this folder: the next task answers, and no process, segment, descriptor or file is left."""

from __future__ import annotations

import gc
import os
import tempfile
import uuid
from collections.abc import Iterator

import pytest
from tests.engine.helpers import SOON_S
from tests.processes.bodies import add
from tests.processes.helpers import MARK, World, end_workers

from headway import task


@pytest.fixture(scope="module", autouse=True)
def _quick_collections() -> Iterator[None]:
    """Each look at what is left collects garbage: not again through all that other tests have loaded."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture(scope="module", autouse=True)
def _own_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A folder for temporary files, a mark that all processes inherit, and fresh workers that have both."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(tmp_path_factory.mktemp("temporary")))
        patch.setattr(tempfile, "tempdir", None)
        patch.setenv(MARK, uuid.uuid4().hex)
        end_workers()

        @task
        async def begin_a_loop() -> None:
            """It has descriptors of its own."""

        begin_a_loop().result(SOON_S)
        yield
        end_workers()


@pytest.fixture(autouse=True)
def nothing_left(_own_world: None) -> Iterator[None]:
    """What the test is about is over at its end, and costs nobody else anything."""
    assert add(1, 2).result(SOON_S) == 3
    before = World()
    yield
    assert add(20, 22).result(SOON_S) == 42, "the next task does not answer"
    before.check()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """They start processes: seconds, not milliseconds."""
    here = os.path.dirname(__file__)
    for item in items:
        if str(item.path).startswith(here):
            item.add_marker("slow")
