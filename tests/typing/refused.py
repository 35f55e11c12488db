"""What mypy (strict) and pyright (standard) must refuse, each by this line's error. Nobody runs this file."""

from typing import assert_type

from headway import Finished, Limit, Session, Task, as_completed, gather, remote, task, wait


class Frame:
    """A value."""


@task
def prepare(path: str, rows: int = 3) -> Frame:
    """Rows of a table."""
    return Frame()


@task
def fit(train: Frame, forecast: Frame, *, depth: int = 2) -> float:
    """Two frames and a number by name."""
    return 1.0


@task(retries=2)
def count(x: int) -> int:
    """With options."""
    return x


@task
async def fetch(url: str) -> bytes:
    """A coroutine function."""
    return url.encode()


@task
def total_of_list(numbers: list[int]) -> int:
    """A list of values."""
    return sum(numbers)


class Model:
    """Task methods."""

    @task
    def score(self, x: int, *, scale: float = 1.0) -> float:
        """A method."""
        return x * scale

    @staticmethod
    @task
    def twice(x: int) -> int:
        """A static method."""
        return 2 * x

    @classmethod
    @task
    def make(cls, x: int) -> str:
        """A class method."""
        return cls.__name__ * x


train = prepare("train.csv")

# ---- the number of arguments, and their names
prepare()  # error: mypy[call-arg] pyright[reportCallIssue]
prepare("a", 1, 2)  # error: mypy[call-arg] pyright[reportCallIssue]
fit(train)  # error: mypy[call-arg] pyright[reportCallIssue]
fit(train, train, 3)  # error: mypy[call-arg] pyright[reportCallIssue]
prepare("a", row=1)  # error: mypy[call-arg] pyright[reportCallIssue]
fit(train, train, deep=count(1))  # error: mypy[call-arg] pyright[reportCallIssue]
fit(train, train, train=train)  # error: mypy[misc] pyright[reportCallIssue]
count()  # error: mypy[call-arg] pyright[reportCallIssue]
fetch("u", "v")  # error: mypy[call-arg] pyright[reportCallIssue]
Model().score()  # error: mypy[call-arg] pyright[reportCallIssue]
Model().score(1, 2.0)  # error: mypy[call-arg] pyright[reportCallIssue]
Model().score(1, factor=2.0)  # error: mypy[call-arg] pyright[reportCallIssue]
prepare.options(retries=1)()  # error: mypy[call-arg] pyright[reportCallIssue]
prepare.plain()  # error: mypy[call-arg] pyright[reportCallIssue]

# ---- values of the wrong type
prepare(3)  # error: mypy[arg-type] pyright[reportArgumentType]
fit(train, "forecast.csv")  # error: mypy[arg-type] pyright[reportArgumentType]
fit(train, train, depth="deep")  # error: mypy[arg-type] pyright[reportArgumentType]
count("1")  # error: mypy[arg-type] pyright[reportArgumentType]
fetch(b"u")  # error: mypy[arg-type] pyright[reportArgumentType]
Model().score("1")  # error: mypy[arg-type] pyright[reportArgumentType]
total_of_list([count(1), "2"])  # error: mypy[list-item] pyright[]

# ---- false alarms: these run, but under @classmethod and @staticmethod the checkers lose sight of what a task is bound to
Model.make(2)  # error: mypy[call-arg, arg-type] pyright[reportCallIssue]
Model().twice(2)  # error: mypy[call-arg] pyright[reportCallIssue]

# ---- list[Task[int]] is no list[int] (a list can be written to): gather them
numbers = count.map([1, 2])
total_of_list(numbers)  # error: mypy[arg-type] pyright[reportArgumentType]

# ---- what comes out has its type
path: str = count(1).result()  # error: mypy[assignment] pyright[reportAssignmentType]
count(1).result().upper()  # error: mypy[attr-defined] pyright[reportAttributeAccessIssue]
fetch("u").result().encode()  # error: mypy[attr-defined] pyright[reportAttributeAccessIssue]
one, two = gather(count(1), count(2), count(3)).result()  # error: mypy[misc] pyright[reportAssignmentType]
assert_type(fetch("u"), Task[str])  # error: mypy[assert-type] pyright[reportAssertTypeFailure]
gather(count(1), return_errors=True).result()[0].bit_length()  # error: mypy[union-attr] pyright[reportAttributeAccessIssue]
count(1).result(timeout="5")  # error: mypy[call-arg] pyright[reportCallIssue]
count(1).result(timeout_s="5")  # error: mypy[arg-type] pyright[reportArgumentType]


async def awaited() -> None:
    """The same in async code."""
    text: str = await count(1)  # error: mypy[assignment] pyright[reportAssignmentType]
    print(text)


# ---- combinators take tasks
gather(1, 2)  # error: mypy[call-overload] pyright[reportArgumentType, reportCallIssue]
gather(numbers)  # error: mypy[call-overload] pyright[reportArgumentType, reportCallIssue]
wait([1, 2])  # error: mypy[arg-type] pyright[reportArgumentType]
wait(numbers, timeout=3)  # error: mypy[call-arg] pyright[reportCallIssue]
as_completed([1])  # error: mypy[arg-type] pyright[reportArgumentType]


# ---- options that do not exist, or of the wrong kind
@task(retires=2)  # error: mypy[call-overload, untyped-decorator] pyright[reportCallIssue]
def misspelt(x: int) -> int:
    """A typing error."""
    return x


@task(on="threads")  # error: mypy[call-overload, untyped-decorator] pyright[reportArgumentType]
def nowhere(x: int) -> int:
    """No such mechanism."""
    return x


@task(limit=4)  # error: mypy[call-overload, untyped-decorator] pyright[reportArgumentType]
def limited(x: int) -> int:
    """A number is no limit."""
    return x


count.options(retires=2)  # error: mypy[call-arg] pyright[reportCallIssue]
count.options(retries="2")  # error: mypy[arg-type] pyright[reportArgumentType]
Session(worker=2)  # error: mypy[arg-type] pyright[reportArgumentType]
Session(workers="2")  # error: mypy[arg-type] pyright[reportArgumentType]
Session(on="loop")  # error: mypy[arg-type] pyright[reportArgumentType]
Limit("server")  # error: mypy[call-arg] pyright[reportCallIssue]
Limit("server", at_most="4")  # error: mypy[arg-type] pyright[reportArgumentType]
count.map([1], most=2)  # error: mypy[call-arg] pyright[reportCallIssue]
task(3)  # error: mypy[call-overload] pyright[reportArgumentType, reportCallIssue]


def start(rows: int) -> str:
    """Start a job."""
    return "job"


there = remote(submit=start, follow=lambda job: Finished(job))
there("3")  # error: mypy[arg-type] pyright[reportArgumentType]
there()  # error: mypy[call-arg] pyright[reportCallIssue]
