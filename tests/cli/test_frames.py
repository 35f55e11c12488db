"""Whose frames a traceback shows."""

import traceback

from headway import task
from headway.cli.frames import trim
from headway.errors import HeadwayError


@task
def fail():
    raise ValueError("no rows")


def caught(call, *args) -> BaseException:
    try:
        call(*args)
    except BaseException as error:
        return error
    raise AssertionError("it did not fail")


def functions(error: BaseException) -> list[str]:
    trim(error)
    return [frame.name for frame in traceback.extract_tb(error.__traceback__)]


def test_our_frames_go() -> None:
    assert functions(caught(fail().result)) == ["caught", "fail"]


def test_causes_are_trimmed_too() -> None:
    @task
    def use(value): ...

    error = caught(use(fail()).result)
    assert functions(error) == ["caught"]
    assert [frame.name for frame in traceback.extract_tb(error.__cause__.__traceback__)] == ["fail"]


def test_fault_of_ours_keeps_its_frames() -> None:
    """What arises in our code and is no error of ours must be told with the place."""
    error = caught(fail._function.learned.fold, None)
    assert not isinstance(error, HeadwayError)
    assert functions(error)[-1] == "fold"


def test_chain_that_bites_its_tail_ends() -> None:
    error, other = ValueError(1), ValueError(2)
    error.__cause__, other.__cause__ = other, error
    trim(error)
