"""When a run is shown: not again in the same stretch of work, once its face has failed."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from headway import Session
from headway.api import watching
from headway.engine import ENGINE


@pytest.mark.parametrize(("lasts", "times"), [(False, 1), (True, 3)])
def test_failed_face_is_not_tried_again(lasts: bool, times: int, monkeypatch: pytest.MonkeyPatch) -> None:
    followed: list[object] = []

    def follow(source: object) -> bool:
        followed.append(source)
        return lasts

    def at_once(function: object, *args: object) -> bool:
        assert callable(function)
        function(*args)
        return True

    monkeypatch.setattr(watching, "spawn_thread", at_once)
    monkeypatch.setattr(ENGINE, "views", SimpleNamespace(follow=follow))
    with Session() as session:
        ENGINE.runs[session._run] = True
        watch = watching.Watching()
        for _ in range(3):
            watch.on_busy(session._run, 1.0)
        assert len(followed) == times
        session._run.rests += 1  # it had nothing to do, and works again
        watch.on_busy(session._run, 1.0)
        assert len(followed) == times + 1
