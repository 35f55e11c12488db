"""A call that runs on the stack of one that waits comes by another way than the chunk that brought its function."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from headway.core.function import Function
from headway.core.record import Calls
from headway.engine import ENGINE
from headway.worker import host as worker
from headway.worker.host import Host


def a_host(monkeypatch: pytest.MonkeyPatch, take: Any) -> Any:
    """A host that knows no function yet, and whose chunks come by this call."""
    monkeypatch.setattr(worker.select, "select", lambda *_: None)
    host = Host.__new__(Host)
    host._functions, host._reading = {}, threading.Lock()
    monkeypatch.setattr(host, "_take", lambda is_waiting: take(host), raising=False)
    return host


def test_its_chunk_is_read_first(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = Calls(Function("size", len), ENGINE.default, "process")
    host = a_host(monkeypatch, lambda host: host._functions.update({193: calls}))
    assert host._loaded(193) is calls


def test_a_function_that_never_came_is_not_waited_for_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "COMES_WITHIN_S", 0.01)
    with pytest.raises(KeyError):
        a_host(monkeypatch, lambda host: None)._loaded(193)
