"""The thread backend keeps the contract."""

from headway.backends.threads import Threads
from headway.testing import BackendContract


class TestThreads(BackendContract):
    make = staticmethod(Threads)
