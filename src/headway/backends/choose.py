"""Which mechanism a function's calls use: a decision from plain facts, without effects.

For now `auto` is plain: coroutine functions run on the loop, all others in threads; those whose code uses shared state
that threads would tear (pyplot's current figure, the module functions of `random` …) run one after another.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from types import CodeType, ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dis import Instruction

MECHANISMS = ("auto", "inline", "loop", "thread", "process")

_SHARED: dict[str, frozenset[str] | None] = {  # module: the names in it that share state; None for all of them
    "matplotlib.pyplot": None,
    "pylab": None,
    "random": frozenset(
        [
            "betavariate",
            "choice",
            "choices",
            "expovariate",
            "gammavariate",
            "gauss",
            "getrandbits",
            "lognormvariate",
            "normalvariate",
            "paretovariate",
            "randbytes",
            "randint",
            "random",
            "randrange",
            "sample",
            "seed",
            "setstate",
            "shuffle",
            "triangular",
            "uniform",
            "vonmisesvariate",
            "weibullvariate",
        ]
    ),
    "numpy.random": frozenset(
        [
            "beta",
            "binomial",
            "choice",
            "dirichlet",
            "exponential",
            "gamma",
            "geometric",
            "gumbel",
            "laplace",
            "logistic",
            "lognormal",
            "multinomial",
            "multivariate_normal",
            "normal",
            "permutation",
            "poisson",
            "rand",
            "randint",
            "randn",
            "random",
            "random_integers",
            "random_sample",
            "ranf",
            "sample",
            "seed",
            "set_state",
            "shuffle",
            "standard_normal",
            "triangular",
            "uniform",
            "vonmises",
            "wald",
            "weibull",
            "zipf",
        ]
    ),
    "os": frozenset(["chdir", "fchdir", "umask"]),
    "warnings": frozenset(["catch_warnings", "simplefilter", "filterwarnings", "resetwarnings"]),
    "contextlib": frozenset(["redirect_stdout", "redirect_stderr", "chdir"]),
    "locale": frozenset(["setlocale"]),
}


def mechanism(on: str, is_coroutine: bool, session_on: str) -> str:
    """The mechanism of a call: the function's own ``on``, else the session's, else what suits its kind.

    >>> mechanism("auto", True, "thread"), mechanism("auto", False, "auto"), mechanism("inline", False, "thread")
    ('loop', 'thread', 'inline')
    """
    if is_coroutine:
        return "loop"
    wanted = on if on != "auto" else session_on
    return "thread" if wanted in ("auto", "loop") else wanted


def shared_state(function: Any) -> str | None:
    """The name of known shared state that a function's own code uses (``random.seed``), or None.

    Read from its code and globals, nested functions included; nothing is run. What it calls elsewhere isn't seen.

    >>> import random
    >>> shared_state(lambda: random.seed(1)), shared_state(lambda: random.Random(1))
    ('random.seed', None)
    """
    code = getattr(function, "__code__", None)
    namespace = getattr(function, "__globals__", None)
    if not isinstance(code, CodeType) or not isinstance(namespace, dict):
        return None
    known = {**namespace, **_closure(function, code)}
    for part in _codes(code):
        for path in _paths(part):
            found = _shared_name(path, known)
            if found is not None:
                return found
    return None


def _closure(function: Any, code: CodeType) -> dict[str, Any]:
    cells = getattr(function, "__closure__", None) or ()
    return {name: cell.cell_contents for name, cell in zip(code.co_freevars, cells, strict=False) if _is_filled(cell)}


def _is_filled(cell: Any) -> bool:
    try:
        return cell.cell_contents is not cell
    except ValueError:  # an empty cell raises when it is looked at
        return False


def _codes(code: CodeType) -> list[CodeType]:
    inner = [constant for constant in code.co_consts if isinstance(constant, CodeType)]
    return [code, *(c for part in inner for c in _codes(part))]


def _paths(code: CodeType) -> list[list[str]]:
    """The dotted names that a code reads, each as its parts; what it imports itself begins with the module's full name."""
    from dis import get_instructions  # only at decoration

    paths: list[list[str]] = []
    imported: dict[str, str] = {}
    module = ""
    is_open = False  # whether the next attribute belongs to the last path
    for opname, name in _steps(get_instructions(code)):
        if opname == "IMPORT_NAME":
            module, is_open = name, False
        elif opname == "IMPORT_FROM":
            paths.append([*module.split("."), name])
        elif opname in ("STORE_FAST", "STORE_DEREF", "STORE_GLOBAL") and module:
            imported[name], module, is_open = module, "", False
        elif opname in ("LOAD_GLOBAL", "LOAD_NAME", "LOAD_DEREF", "LOAD_FAST"):
            is_open = opname != "LOAD_FAST" or name in imported  # other locals stand for nothing that is known here
            if is_open:
                paths.append(imported[name].split(".") if name in imported else [name])
        elif opname in ("LOAD_ATTR", "LOAD_METHOD") and is_open:
            paths[-1].append(name)
        elif opname != "PUSH_NULL":
            is_open = False
    return paths


def _steps(instructions: Iterable[Instruction]) -> Iterator[tuple[str, str]]:
    """The instructions as (name, argument); those that do two things at once (Python 3.13) as two."""
    for step in instructions:
        if isinstance(step.argval, tuple) and step.opname.count("_FAST") == 2:
            first, second = step.opname.replace("_FAST_", "_FAST ").split(" ")
            yield first, str(step.argval[0])
            yield second, str(step.argval[1])
        else:
            yield step.opname, str(step.argval)


def _shared_name(path: list[str], known: dict[str, Any]) -> str | None:
    """The shared state that a dotted name leads to: a function or a module of the table, or None."""
    value = known.get(path[0], _MISSING)
    if value is _MISSING:  # a module that the function imports itself
        return _of_module(path[0], path[1:])
    if isinstance(value, ModuleType):
        return _of_module(value.__name__, path[1:])
    return _of_function(value)


def _of_module(module: str, names: list[str]) -> str | None:
    for at in range(len(names) + 1):
        found = _in_table(".".join([module, *names[:at]]), names[at] if at < len(names) else "")
        if found is not None:
            return found
    return None


def _of_function(value: Any) -> str | None:
    """For something imported by its own name (``from random import seed``): where it comes from, if that is shared."""
    owner = getattr(value, "__self__", None)
    if type(owner).__name__ in ("Random", "RandomState"):
        home = "numpy.random" if type(owner).__module__.startswith("numpy") else "random"
        return _in_table(home, getattr(value, "__name__", "")) if _is_the_shared_one(owner, home) else None
    home = str(getattr(value, "__module__", None))
    home = {"posix": "os", "_warnings": "warnings", "_locale": "locale"}.get(home, home)
    return _in_table(home, getattr(value, "__name__", "")) if callable(value) else None


def _is_the_shared_one(owner: Any, home: str) -> bool:
    """Whether it is the generator behind the module's own functions, and not one of the user's."""
    module = sys.modules.get(home)
    return module is not None and getattr(getattr(module, "random", None), "__self__", None) is owner


def _in_table(module: str, name: str) -> str | None:
    if module not in _SHARED:
        return None
    shared = _SHARED[module]
    if shared is None:
        return module
    return f"{module}.{name}" if name in shared else None


_MISSING = object()
