"""What the type checkers do not see, because a task passes for any value. Each fails well when it is run.

The docs tell of these, and `CASES` says by which error each is caught then.
"""

from headway import TaskHasNoAttribute, TaskIsNotAValue, task


class Frame:
    """A value with an attribute."""

    rows = 3


@task
def count(x: int) -> int:
    """A number."""
    return x


@task
def rows_of(frame: Frame) -> int:
    """An attribute of the value."""
    return frame.rows


def plain_rows_of(frame: Frame) -> int:
    """No task function: it gets the task itself, if it is given one."""
    return frame.rows


@task
def make() -> Frame:
    """A value."""
    return Frame()


def task_given_to_plain_function() -> None:
    """It should be a task function, or get `.result()`."""
    plain_rows_of(make())


def task_of_another_type() -> None:
    """A task of an int where a frame is wanted: the function's own error, as in linear code."""
    rows_of(count(1)).result()


def misspelt_method() -> None:
    """`.reslut()`: an unknown attribute could be the value's."""
    make().reslut()


def arithmetic_with_task() -> None:
    """A sum of a task and a number."""
    print(count(1) + 1)


def condition_on_task() -> None:
    """`if task:` would be true whatever its value."""
    if count(0):
        print("never printed")


def loop_over_task() -> None:
    """A task is no sequence."""
    for number in count(3):
        print(number)


def task_compared() -> None:
    """It has no order."""
    print(count(1) < 2)


def task_kept_as_value() -> None:
    """A task held by a variable of the value's type."""
    number: int = count(1)
    print(range(number))


CASES = [
    (task_given_to_plain_function, TaskHasNoAttribute),
    (task_of_another_type, AttributeError),
    (misspelt_method, TaskHasNoAttribute),
    (arithmetic_with_task, TaskIsNotAValue),
    (condition_on_task, TaskIsNotAValue),
    (loop_over_task, TaskIsNotAValue),
    (task_compared, TaskIsNotAValue),
    (task_kept_as_value, TaskIsNotAValue),
]
