"""The process backend keeps the contract of every backend."""

from __future__ import annotations

from headway.backends.processes import Processes
from headway.testing import BackendContract


class TestProcesses(BackendContract):
    make = staticmethod(Processes)
    ends_on_stop = True
    shares_memory = False
