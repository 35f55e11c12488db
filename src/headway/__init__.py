"""Headway: write it line by line; it runs side by side.

>>> from headway import task
>>> @task
... def prepare(path):
...     return len(path)
>>> @task
... def fit(train, forecast):
...     return train + forecast
>>> train = prepare("train.csv")          # running
>>> forecast = prepare("forecast.csv")    # meanwhile
>>> fit(train, forecast).result()         # starts by itself when both are there
21
"""

from headway import faces as _faces
from headway.api.combine import Waited, as_completed, gather, wait
from headway.api.current import current
from headway.api.ending import watch_over_the_end as _watch_over_the_end
from headway.api.function import Limit, TaskFunction, task
from headway.api.jobs import Finished, Progress
from headway.api.remote import remote
from headway.api.session import Session
from headway.api.task import Cancelled, Entry, Failure, Skipped, State, Task, Value
from headway.api.watching import show_with as _show_with
from headway.errors import (
    BadModel,
    BadModelFile,
    BadOption,
    BadTable,
    BadTaskFunction,
    CycleError,
    HeadwayError,
    HeadwayWarning,
    MissingExtra,
    ModelChanged,
    NeedsAwait,
    NestingTooDeep,
    NoCurrentTask,
    NoShadowPrices,
    NoSolution,
    NoSolver,
    NotATask,
    NotPicklable,
    NoWorker,
    OverCapacity,
    PrerequisiteFailed,
    SessionClosed,
    SolverFailed,
    TaskCancelled,
    TaskFailed,
    TaskHasNoAttribute,
    TaskIsNotAValue,
    TaskTimeout,
    UnknownColumn,
    UnknownName,
    UnknownOption,
    UnreadableModel,
    UntrustedType,
    UsageError,
    WorkerDied,
)

__version__ = "0.1.0"

__all__ = [
    "BadModel",
    "BadModelFile",
    "BadOption",
    "BadTable",
    "BadTaskFunction",
    "Cancelled",
    "CycleError",
    "Entry",
    "Failure",
    "Finished",
    "HeadwayError",
    "HeadwayWarning",
    "Limit",
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
    "Progress",
    "Session",
    "SessionClosed",
    "Skipped",
    "SolverFailed",
    "State",
    "Task",
    "TaskCancelled",
    "TaskFailed",
    "TaskFunction",
    "TaskHasNoAttribute",
    "TaskIsNotAValue",
    "TaskTimeout",
    "UnknownColumn",
    "UnknownName",
    "UnknownOption",
    "UnreadableModel",
    "UntrustedType",
    "UsageError",
    "Value",
    "Waited",
    "WorkerDied",
    "as_completed",
    "current",
    "gather",
    "remote",
    "task",
    "wait",
]

_show_with(_faces)
_watch_over_the_end()
