"""Every error that Headway raises, in one tree.

An error that a task's own code raises is never wrapped: it arrives as itself. The errors below are ours; each names
the thing, says what was expected, and what to do.

    HeadwayError
    ├── TaskFailed            a body ended with SystemExit, KeyboardInterrupt or another non-Exception
    ├── PrerequisiteFailed    a task was skipped: something it needs failed (raised from the root cause)
    ├── TaskCancelled         the task was cancelled, or something it needs was
    ├── TaskTimeout           the task's own timeout_s ended it                          (also a TimeoutError)
    ├── TaskIsNotAValue       a Task was used as if it were its value                    (also a TypeError)
    │   └── TaskHasNoAttribute    … by reading an attribute of the value                 (also an AttributeError)
    ├── CycleError            tasks wait for each other                                  (also a ValueError)
    ├── NestingTooDeep        containers or tasks nested deeper than Python allows       (also a RecursionError)
    ├── NeedsAwait            a blocking wait inside async code                          (also a RuntimeError)
    ├── NoCurrentTask         current() outside a task                                   (also a LookupError)
    ├── SessionClosed         a call in a session that has ended                         (also a RuntimeError)
    ├── NotATask              something other than a Task was given to a combinator      (also a TypeError)
    ├── UnknownOption         an option that does not exist; the nearest is named        (also a TypeError)
    ├── BadOption             an option whose value can't be used                        (also a ValueError)
    ├── BadTaskFunction       something that can't be a task's function                  (also a TypeError)
    ├── NotPicklable          something that can't be sent to another process            (also a TypeError)
    ├── NoWorker              no worker process could be started
    ├── WorkerDied            the worker process that ran the task died
    ├── OverCapacity          a need above what the session has                          (also a ValueError)
    ├── BadTable              a table that can't be read, or can't be used for what was asked  (also a ValueError)
    ├── UnknownColumn         a column that the table does not have                      (also a LookupError)
    ├── BadModelFile          a file that holds no model, or a model that can't be written to one  (also a ValueError)
    │   └── UntrustedType         … for it holds types that are not trusted
    ├── BadModel              a linear or integer programme that can't be solved as it is stated           (also a ValueError)
    │   └── UnreadableModel   … a text that states none; with the line
    ├── UnknownName           a variable or row that the model does not have               (also a KeyError)
    ├── NoSolution            a solve that found no feasible point was asked for one       (also a ValueError)
    ├── NoShadowPrices        shadow prices of what has none, such as an integer programme (also a ValueError)
    ├── ModelChanged          a solution was to be written into a model that has changed   (also a RuntimeError)
    ├── NoSolver              a solver that is not installed here                          (also a RuntimeError)
    ├── SolverFailed          every solver of a race failed; each is named               (also a RuntimeError)
    ├── MissingExtra          a toolkit whose extra is not installed                     (also an ImportError)
    └── UsageError            a command line that can't be carried out

Every error survives a pickle round trip: ``args`` carry what it was made of.
"""

from __future__ import annotations

__all__ = [
    "BadModel",
    "BadModelFile",
    "BadOption",
    "BadTable",
    "BadTaskFunction",
    "CycleError",
    "HeadwayError",
    "HeadwayWarning",
    "MissingExtra",
    "ModelChanged",
    "NeedsAwait",
    "NestingTooDeep",
    "NoCurrentTask",
    "NoShadowPrices",
    "NoSolution",
    "NoSolver",
    "NoWorker",
    "NotATask",
    "NotPicklable",
    "OverCapacity",
    "PrerequisiteFailed",
    "SessionClosed",
    "SolverFailed",
    "TaskCancelled",
    "TaskFailed",
    "TaskHasNoAttribute",
    "TaskIsNotAValue",
    "TaskTimeout",
    "UnknownColumn",
    "UnknownName",
    "UnknownOption",
    "UnreadableModel",
    "UntrustedType",
    "UsageError",
    "WorkerDied",
]


class HeadwayError(Exception):
    """The root of every error that is Headway's own.

    >>> issubclass(TaskTimeout, HeadwayError)
    True
    """


class HeadwayWarning(UserWarning):
    """Something that cost nothing yet but that the user should know."""


class TaskFailed(HeadwayError):
    """A body ended with an exception that must not end the caller (``SystemExit``, ``KeyboardInterrupt`` …).

    The exception itself is ``__cause__``.
    """

    def __init__(self, task: str, reason: str) -> None:
        super().__init__(task, reason)
        self.task, self.reason = task, reason

    def __str__(self) -> str:
        return f"task `{self.task}` ended with {self.reason}"


class PrerequisiteFailed(HeadwayError):
    """A task was skipped because something that it needs failed; ``__cause__`` is the root error."""

    def __init__(self, task: str, prerequisite: str, reason: str) -> None:
        super().__init__(task, prerequisite, reason)
        self.task, self.prerequisite, self.reason = task, prerequisite, reason

    def __str__(self) -> str:
        return f"task `{self.task}` was skipped: it needs `{self.prerequisite}`, which failed with {self.reason}"


class TaskCancelled(HeadwayError):
    """The task was cancelled before its end, or something that it needs was."""

    def __init__(self, task: str, reason: str = "it was cancelled") -> None:
        super().__init__(task, reason)
        self.task, self.reason = task, reason

    def __str__(self) -> str:
        return f"task `{self.task}` has no result: {self.reason}"


class TaskTimeout(HeadwayError, TimeoutError):
    """The task's own ``timeout_s`` ended an attempt (seconds from when it began to run)."""

    def __init__(self, task: str, timeout_s: float, hint: str = "") -> None:
        super().__init__(task, timeout_s, hint)
        self.task, self.timeout_s, self.hint = task, timeout_s, hint

    def __str__(self) -> str:
        text = f"task `{self.task}` ran longer than its timeout_s={self.timeout_s:g}"
        return f"{text}; {self.hint}" if self.hint else text


class TaskIsNotAValue(HeadwayError, TypeError):
    """A :class:`Task` was used as if it were the value that it will have."""

    def __init__(self, task: str, use: str = "", cure: str = "") -> None:
        super().__init__(task, use, cure)
        self.task, self.use = task, use
        self.cure = cure or "pass it to a task, or call .result()"

    def __str__(self) -> str:
        text = f"`{self.task}` is a Task, not its value: {self.cure}"
        return f"{text} ({self.use})" if self.use else text


class TaskHasNoAttribute(TaskIsNotAValue, AttributeError):
    """An attribute of the value was read from the Task. Also an ``AttributeError``, so that ``hasattr`` works."""


class CycleError(HeadwayError, ValueError):
    """Tasks wait for each other, so that none can start, or go on.

    ``lack`` says what the last of them lacks because the first one holds it: a limit, or a part of ``uses``.

    >>> str(CycleError(("clean", "train", "clean")))
    'tasks wait for each other: clean -> train -> clean'
    >>> print(CycleError(("outer", "inner", "outer"), "the limit 'db', which `outer` holds"))
    `inner` needs the limit 'db', which `outer` holds while it waits for `inner`: let `outer` return the task instead \
    of waiting for it, or let only one of the two need it
    """

    def __init__(self, cycle: tuple[str, ...], lack: str = "") -> None:
        super().__init__(cycle, lack)
        self.cycle, self.lack = cycle, lack

    def __str__(self) -> str:
        if not self.lack:
            return "tasks wait for each other: " + " -> ".join(self.cycle)
        first, *others = (f"`{name}`" for name in self.cycle[:-1])
        return (
            f"{others[-1]} needs {self.lack} while it waits for {' -> '.join(others)}: "
            f"let {first} return the task instead of waiting for it, or let only one of the two need it"
        )


class NestingTooDeep(HeadwayError, RecursionError):
    """Containers or tasks are nested deeper than can be followed."""

    def __init__(self, what: str, cure: str) -> None:
        super().__init__(what, cure)
        self.what, self.cure = what, cure

    def __str__(self) -> str:
        return f"{self.what} nested too deep: {self.cure}"


class NeedsAwait(HeadwayError, RuntimeError):
    """A blocking wait was asked for where it would stop the event loop that it waits for."""

    def __init__(self, what: str, cure: str) -> None:
        super().__init__(what, cure)
        self.what, self.cure = what, cure

    def __str__(self) -> str:
        return f"{self.what} would block the event loop that runs this code: use {self.cure}"


class NoCurrentTask(HeadwayError, LookupError):
    """:func:`current` was called outside a task."""

    def __str__(self) -> str:
        return "no task is running here: current() works inside the function of a task"


class SessionClosed(HeadwayError, RuntimeError):
    """A task was called, or a session entered, after that session had ended."""

    def __init__(self, session: str, cure: str = "call it inside the `with` block, or open a new Session") -> None:
        super().__init__(session, cure)
        self.session, self.cure = session, cure

    def __str__(self) -> str:
        return f"{self.session} has ended: {self.cure}"


class NotATask(HeadwayError, TypeError):
    """Something other than a Task was given where only tasks make sense."""

    def __init__(self, where: str, given: str) -> None:
        super().__init__(where, given)
        self.where, self.given = where, given

    def __str__(self) -> str:
        return f"{self.where} takes tasks (what a call of a @task function returns), not {self.given}"


class UnknownOption(HeadwayError, TypeError):
    """An option that does not exist.

    >>> str(UnknownOption("task", "retires", ("retries", "name")))
    "task() has no option 'retires'; did you mean 'retries'? It takes: retries, name"
    """

    def __init__(self, where: str, option: str, known: tuple[str, ...]) -> None:
        super().__init__(where, option, known)
        self.where, self.option, self.known = where, option, known

    def __str__(self) -> str:
        from difflib import get_close_matches  # only when something is already wrong

        near = get_close_matches(self.option, self.known, 1, 0.5)
        hint = f"; did you mean {near[0]!r}?" if near else "."
        return f"{self.where}() has no option {self.option!r}{hint} It takes: {', '.join(self.known)}"


class BadOption(HeadwayError, ValueError):
    """An option whose value can't be used; the message says what is expected."""

    def __init__(self, option: str, given: object, expected: str) -> None:
        super().__init__(option, given, expected)
        self.option, self.given, self.expected = option, given, expected

    def __str__(self) -> str:
        return f"{self.option}={self.given!r}: expected {self.expected}"


class BadTaskFunction(HeadwayError, TypeError):
    """Something that can't be the function of a task; the message says what to do instead."""

    def __init__(self, given: str, cure: str) -> None:
        super().__init__(given, cure)
        self.given, self.cure = given, cure

    def __str__(self) -> str:
        return f"{self.given} can't be a task: {self.cure}"


class NotPicklable(HeadwayError, TypeError):
    """Something can't go to a worker process, or come back from it: ``path`` says which part of ``what``.

    >>> print(NotPicklable("task `fit`", "argument `config`.lock", "cannot pickle '_thread.lock' object", "Make it."))
    argument `config`.lock of task `fit` can't be sent to another process: cannot pickle '_thread.lock' object. Make it.
    """

    def __init__(self, what: str, path: str, reason: str, cure: str) -> None:
        super().__init__(what, path, reason, cure)
        self.what, self.path, self.reason, self.cure = what, path, reason, cure

    def __str__(self) -> str:
        thing = " of ".join(filter(None, (self.path, self.what)))
        return f"{thing} can't be sent to another process: {self.reason}. {self.cure}"


class NoWorker(HeadwayError):
    """No worker process could be started; the message says what the system said."""

    def __init__(self, task: str, reason: str) -> None:
        super().__init__(task, reason)
        self.task, self.reason = task, reason

    def __str__(self) -> str:
        return f"task `{self.task}` has no worker process to run in, and none could be started: {self.reason}"


class WorkerDied(HeadwayError):
    """The worker process that ran the task died: killed, out of memory, a fault in C code, ``os._exit``."""

    def __init__(self, task: str, how: str, last_words: str = "") -> None:
        super().__init__(task, how, last_words)
        self.task, self.how, self.last_words = task, how, last_words

    def __str__(self) -> str:
        text = f"the worker process that ran task `{self.task}` died: {self.how}"
        return f"{text}; the last that it wrote was {self.last_words!r}" if self.last_words else text


class OverCapacity(HeadwayError, ValueError):
    """A task needs more of something than its session has, so that it could never start."""

    def __init__(self, task: str, resource: str, need: float, capacity: float) -> None:
        super().__init__(task, resource, need, capacity)
        self.task, self.resource, self.need, self.capacity = task, resource, need, capacity

    def __str__(self) -> str:
        return (
            f"task `{self.task}` uses {self.need:g} {self.resource}, and this session has {self.capacity:g}: "
            f"lower uses=, or raise Session(capacity={{{self.resource!r}: …}})"
        )


class BadTable(HeadwayError, ValueError):
    """A table that can't be read, or that can't be used for what was asked; ``cure`` says what to do.

    >>> print(BadTable("sales.csv has a header but no rows", "Give it at least two rows."))
    sales.csv has a header but no rows. Give it at least two rows.
    """

    def __init__(self, what: str, cure: str) -> None:
        super().__init__(what, cure)
        self.what, self.cure = what, cure

    def __str__(self) -> str:
        return f"{self.what}. {self.cure}"


class UnknownColumn(HeadwayError, LookupError):
    """A column that the table does not have; the nearest is named.

    >>> print(UnknownColumn("age", ("Sex", "Age")))
    there is no column 'age'; did you mean 'Age'? The columns: Sex, Age
    """

    MOST_NAMED = 20

    def __init__(self, column: str, known: tuple[str, ...], where: str = "") -> None:
        super().__init__(column, known, where)
        self.column, self.known, self.where = column, known, where

    def __str__(self) -> str:
        from difflib import get_close_matches  # only when something is already wrong

        lowered = {name.lower(): name for name in reversed(self.known)}
        near = get_close_matches(str(self.column).lower(), lowered, 1, 0.6)
        hint = f"; did you mean {lowered[near[0]]!r}?" if near else "."
        more = len(self.known) - self.MOST_NAMED
        named = ", ".join(self.known[: self.MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
        return f"there is no column {self.column!r}{self.where and f' in {self.where}'}{hint} The columns: {named}"


class BadModelFile(HeadwayError, ValueError):
    """A file that holds no model that can be loaded, or a model that can't be written; ``cure`` says what to do.

    >>> print(BadModelFile("old.zip is no zip", "Give a file that Model.save() wrote"))
    old.zip is no zip. Give a file that Model.save() wrote
    """

    def __init__(self, what: str, cure: str) -> None:
        super().__init__(what, cure)
        self.what, self.cure = what, cure

    def __str__(self) -> str:
        return f"{self.what}. {self.cure}"


class UntrustedType(BadModelFile):
    """A file of a model holds types that are neither Headway's nor named in ``trust=``: nothing of it was run.

    >>> print(UntrustedType("m.zip", ("shop.Nearest",)))
    m.zip holds types that are not trusted: shop.Nearest. If you know where the file comes from and what they are, name them: automl.load('m.zip', trust=['shop.Nearest'])
    """

    def __init__(self, file: str, types: tuple[str, ...]) -> None:
        super().__init__(
            f"{file} holds types that are not trusted: {', '.join(types)}",
            "If you know where the file comes from and what they are, name them: "
            f"automl.load({file!r}, trust={list(types)})",
        )
        self.args = (file, types)  # what it is made of: it survives pickling
        self.file, self.types = file, types


def _cut(text: str, most: int = 600) -> str:
    """A text as it can be shown: of a long one, such as a name of a megabyte, both ends."""
    return text if len(text) <= most else f"{text[: most // 2]} … {text[-most // 2 :]}"


class BadModel(HeadwayError, ValueError):
    """A linear or integer programme that can't be solved as it is stated.

    Args:
        what: What is wrong, with the name of the variable or row.
        cure: What to do.
    """

    def __init__(self, what: str, cure: str) -> None:
        super().__init__(what, cure)
        self.what, self.cure = what, cure

    def __str__(self) -> str:
        return f"{_cut(self.what)}. {self.cure}".strip()


class UnreadableModel(BadModel):
    """A text that states no linear or integer programme in the format that it is to have; ``line`` counts from 1."""

    def __init__(self, where: str, line: int, what: str, cure: str = "") -> None:
        HeadwayError.__init__(self, where, line, what, cure)
        self.where, self.line, self.what, self.cure = where, line, what, cure

    def __str__(self) -> str:
        return f"{self.where}, line {self.line}: {_cut(self.what)}. {self.cure}".strip()


class UnknownName(HeadwayError, KeyError):
    """A variable or row that the model does not have; the nearest is named."""

    def __init__(self, what: str, name: str, near: tuple[str, ...] = ()) -> None:
        super().__init__(what, name, near)
        self.what, self.name, self.near = what, name, near

    def __str__(self) -> str:
        hint = f" Did you mean {self.near[0]!r}?" if self.near else ""
        return f"the model has no {self.what} {self.name!r}.{hint}"


class NoSolution(HeadwayError, ValueError):
    """A solve that found no feasible point was asked for one."""

    def __init__(self, model: str, status: str) -> None:
        super().__init__(model, status)
        self.model, self.status = model, status

    def __str__(self) -> str:
        return f"there are no values of `{self.model}`: it ended as {self.status}. Look at `status` first."


class NoShadowPrices(HeadwayError, ValueError):
    """Shadow prices of what has none: an integer programme, or a solve without a proven optimum.

    ``can_be_fixed``: there are whole variables with values, at which they can be fixed.
    """

    def __init__(self, model: str, can_be_fixed: bool, status: str) -> None:
        super().__init__(model, can_be_fixed, status)
        self.model, self.can_be_fixed, self.status = model, can_be_fixed, status

    def __str__(self) -> str:
        if self.can_be_fixed:
            return (
                f"`{self.model}` has whole variables, and so no shadow prices. `solution.fixed()` has those of the linear "
                "programme in which these are fixed at what was found."
            )
        return f"`{self.model}` ended as {self.status}: shadow prices belong to an optimum."


class ModelChanged(HeadwayError, RuntimeError):
    """A solution was to be written into a problem that is no longer the one that was solved."""

    def __init__(self, model: str, what: str) -> None:
        super().__init__(model, what)
        self.model, self.what = model, what

    def __str__(self) -> str:
        return f"`{self.model}` has changed since it was solved: {self.what}. Solve it again; the Solution keeps what it found."


class NoSolver(HeadwayError, RuntimeError):
    """A solver that is not installed here."""

    def __init__(self, solver: str, cure: str) -> None:
        super().__init__(solver, cure)
        self.solver, self.cure = solver, cure

    def __str__(self) -> str:
        return f"the solver `{self.solver}` is not there: {self.cure}"


class SolverFailed(HeadwayError, RuntimeError):
    """Every solver of a race failed; ``reasons`` has each one's name and what became of it."""

    def __init__(self, model: str, reasons: tuple[tuple[str, str], ...]) -> None:
        super().__init__(model, reasons)
        self.model, self.reasons = model, reasons

    def __str__(self) -> str:
        return f"no solver could tell anything of `{self.model}`: " + "; ".join(
            f"{name}: {why}" for name, why in self.reasons
        )


class MissingExtra(HeadwayError, ImportError):
    """A part of Headway whose extra is not installed."""

    def __init__(self, what: str, extra: str, missing: str = "") -> None:
        super().__init__(what, extra, missing)
        self.what, self.extra, self.missing = what, extra, missing

    def __str__(self) -> str:
        lacks = f" ({self.missing} is missing)" if self.missing else ""
        return f'{self.what} needs the extra "{self.extra}"{lacks}: pip install "headway[{self.extra}]"'


class UsageError(HeadwayError):
    """A command line that can't be carried out; the message says why and what to do."""
