"""One kernel for all tests of this folder: starting one takes longer than most of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.notebooks.kernel import Kernel, start_kernel


@pytest.fixture(scope="session")
def shared_kernel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernel]:
    kernel = start_kernel(tmp_path_factory.mktemp("kernel"))
    yield kernel
    kernel.shut_down()


@pytest.fixture
def kernel(shared_kernel: Kernel) -> Kernel:
    """The shared kernel with nothing of the tests before in it, and Headway imported."""
    shared_kernel.forget()
    return shared_kernel


@pytest.fixture
def new_kernel(tmp_path: Path) -> Iterator[Kernel]:
    """A kernel of the test's own, for tests that end it."""
    kernel = start_kernel(tmp_path)
    kernel.forget()
    yield kernel
    kernel.shut_down()
