"""A real Jupyter kernel, spoken to message by message: what nbclient hides (updates of ended cells, the interrupt)."""

import os
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from queue import Empty
from typing import Any

from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager

DEADLINE_S = 30.0
Message = dict[str, Any]

# What every test's cells may use. `nap` ends soon after its cancellation; `say_when_waiting` prints as soon as the
# kernel's main thread stands still inside Headway, which is when the interrupt is to come.
PRELUDE = """
import asyncio, sys, threading, time
import headway
from headway import *

@task
def nap(seconds, value=None):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        current().checkpoint()
        time.sleep(0.01)
    return value

@task
async def anap(seconds, value=None):
    await asyncio.sleep(seconds)
    return value

def say_when_waiting():
    def look():
        seen = 0
        while seen < 3:
            time.sleep(0.02)
            frame = sys._current_frames()[threading.main_thread().ident]
            seen = seen + 1 if frame.f_globals["__name__"].startswith("headway.") else 0
        out.write("waiting")
        out.flush()
    out = sys.stdout
    threading.Thread(target=look, daemon=True).start()
"""


@dataclass
class Cell:
    """One execution request: every message that names it as its cause, also those that come after its end."""

    kernel: "Kernel"
    id: str
    began: float
    messages: list[Message] = field(default_factory=list)
    seconds: float | None = None

    def of(self, kind: str) -> list[Any]:
        """The contents of its messages of one kind, in order."""
        return [message["content"] for message in self.messages if message["msg_type"] == kind]

    def text(self, stream: str) -> str:
        """What it wrote to ``stdout`` or ``stderr``."""
        return "".join(content["text"] for content in self.of("stream") if content["name"] == stream)

    @property
    def stdout(self) -> str:
        return self.text("stdout")

    @property
    def stderr(self) -> str:
        return self.text("stderr")

    @property
    def result(self) -> str | None:
        """The plain text of its last expression (``Out[…]``), or None."""
        shown = [content["data"]["text/plain"] for content in self.of("execute_result")]
        return shown[-1] if shown else None

    @property
    def error(self) -> str | None:
        """The type of the error that ended it, or None."""
        errors = self.of("error")
        return errors[-1]["ename"] if errors else None

    @property
    def message(self) -> str:
        """The text of the error that ended it."""
        return str(self.of("error")[-1]["evalue"])

    @property
    def traceback(self) -> str:
        """The traceback as a reader sees it, without colours."""
        return re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(self.of("error")[-1]["traceback"]))

    @property
    def is_over(self) -> bool:
        return {"execution_state": "idle"} in self.of("status")

    def wait(self, timeout_s: float = DEADLINE_S) -> "Cell":
        """Until it has ended."""
        self.kernel.until(lambda: self.is_over, "the cell's end", timeout_s)
        self.seconds = time.monotonic() - self.began
        return self


class Kernel:
    """A running kernel. Its cells are sent with :meth:`run`, or with :meth:`send` when the test goes on meanwhile."""

    def __init__(self, manager: KernelManager) -> None:
        self.manager = manager
        self.cells: dict[str, Cell] = {}
        self.asks: Callable[[str], str] | None = None
        self._connect()

    def _connect(self) -> None:
        self.client: BlockingKernelClient = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)

    @property
    def pid(self) -> int:
        provisioner = self.manager.provisioner
        assert provisioner is not None
        return int(provisioner.pid)  # type: ignore[attr-defined]

    def send(self, code: str) -> Cell:
        """Start a cell."""
        answers = self.asks is not None
        cell = Cell(self, self.client.execute(code, allow_stdin=answers), time.monotonic())
        self.cells[cell.id] = cell
        return cell

    def run(self, code: str, timeout_s: float = DEADLINE_S) -> Cell:
        """Run a cell to its end."""
        return self.send(code).wait(timeout_s)

    def value(self, code: str, timeout_s: float = DEADLINE_S) -> str | None:
        """The plain text of a cell's last expression; the cell must not fail."""
        cell = self.run(code, timeout_s)
        assert cell.error is None, cell.traceback
        return cell.result

    def until(self, is_so: Callable[[], bool], what: str, timeout_s: float = DEADLINE_S) -> None:
        """Take in messages until something is so."""
        deadline = time.monotonic() + timeout_s
        while not is_so():
            left = deadline - time.monotonic()
            assert left > 0, f"{what} did not come in {timeout_s:g} s\n{self._heard()}"
            self._take(min(left, 0.1))

    def watch(self, seconds: float) -> None:
        """Take in messages for a while."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self._take(left)

    def _take(self, timeout_s: float) -> None:
        if self.asks is not None and self.client.stdin_channel.msg_ready():
            question = self.client.get_stdin_msg(timeout=1)["content"]["prompt"]
            self.client.input(self.asks(question))
        try:
            message = self.client.get_iopub_msg(timeout=timeout_s)
        except Empty:
            return
        cell = self.cells.get(message["parent_header"].get("msg_id", ""))
        if cell is not None:
            cell.messages.append(message)

    def _heard(self) -> str:
        heard = [f"{m['msg_type']}: {m['content']}" for cell in self.cells.values() for m in cell.messages]
        return "\n".join(line[:300] for line in heard[-20:])

    def everything(self, stream: str) -> str:
        """What all its cells have written to a stream since :meth:`forget`."""
        return "".join(cell.text(stream) for cell in self.cells.values())

    def interrupt(self) -> None:
        """What the stop button does."""
        self.manager.interrupt_kernel()

    @property
    def is_busy(self) -> bool:
        return any(not cell.is_over for cell in self.cells.values())

    def forget(self) -> None:
        """A fresh start for the next test: names and outputs gone; a kernel that still runs a cell is replaced."""
        if self.is_busy or not self.manager.is_alive():
            self.restart()
        self.cells.clear()
        self.asks = None
        assert self.run(f"%reset -f\n{PRELUDE}").error is None
        self.cells.clear()

    def restart(self) -> None:
        self.client.stop_channels()
        self.manager.restart_kernel(now=True)
        self._connect()

    def shut_down(self) -> None:
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)
        self.manager.cleanup_resources()


def start_kernel(folder: os.PathLike[str], variables: Mapping[str, str] | None = None) -> Kernel:
    """A kernel of this interpreter's, which reads and writes nothing of the user's own settings."""
    manager = KernelManager(kernel_name="python3")
    own = {"IPYTHONDIR": str(folder), "JUPYTER_CONFIG_DIR": str(folder), "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HEADWAY_")}
    manager.start_kernel(env={**environment, **own, **(variables or {})}, cwd=str(folder))
    return Kernel(manager)
