"""The beginning of a worker process."""

from __future__ import annotations

import fcntl
import os
import select
import signal
import sys
import types

from headway.backends.processes.child import CONTROL, DATA, LIFE, OWN_PATH, PAGE
from headway.worker.host import Host


def tie_life() -> None:
    """From now on the kernel kills this process, and what it starts, when the parent's end of the life socket closes."""
    fcntl.fcntl(LIFE, fcntl.F_SETOWN, -os.getpgrp())
    fcntl.fcntl(LIFE, getattr(fcntl, "F_SETSIG", 10), signal.SIGKILL)
    fcntl.fcntl(LIFE, fcntl.F_SETFL, fcntl.fcntl(LIFE, fcntl.F_GETFL) | os.O_ASYNC)
    poll = select.poll()
    poll.register(LIFE, select.POLLIN)
    if poll.poll(0):  # it was closed before
        os._exit(1)


def main() -> None:
    """Serve the parent until it hangs up."""
    tie_life()
    os.closerange(PAGE + 1, os.sysconf("SC_OPEN_MAX"))
    for descriptor in (DATA, CONTROL, LIFE, PAGE):
        os.set_inheritable(descriptor, False)
    del sys.argv[0]  # what follows is the program's own
    os.environ["PYTHONPATH"] = os.environ.pop(OWN_PATH, "")
    if not os.environ["PYTHONPATH"]:
        del os.environ["PYTHONPATH"]
    sys.modules["__main__"] = types.ModuleType("__main__")  # the user's functions find nothing of ours there
    host = Host()
    host.serve()
    os._exit(0)


if __name__ == "__main__":
    main()
