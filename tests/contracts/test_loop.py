"""The loop backend keeps the contract, on its private loop."""

from typing import Any

from headway.backends.loop import Loops
from headway.backends.threads import spawn_thread
from headway.testing import BackendContract, until


class TestLoop(BackendContract):
    make = staticmethod(lambda ended: Loops(ended, spawn_thread))
    runs_coroutines, ends_on_stop, takes_next = True, True, False

    def test_close_closes_the_private_loop(self) -> None:
        """An event loop that is only stopped keeps its three file descriptors."""
        self.run(lambda: None)
        backend: Any = self.backend
        loop = backend._private.loop
        self.backend.close()
        until(loop.is_closed, "the private loop was stopped, and not closed")
