"""A user's script, run as Python runs it: as ``__main__``, with its own ``sys.argv`` and folder.

Nothing is put back afterwards. The script's threads, its ``atexit`` functions and the children that it spawns outlive
it, and have to find ``__main__`` as they would under plain Python.
"""

from __future__ import annotations

import builtins
import os
import sys
import threading
from collections.abc import Sequence
from difflib import get_close_matches
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType

from headway.errors import UsageError


def find_script(word: str) -> Path:
    """The script's absolute path. Raises :class:`UsageError` where it can't be one, naming what is near."""
    path = Path(os.path.abspath(word))
    if path.is_dir():
        inside = path / "__main__.py"
        cure = f": run {os.path.join(word, '__main__.py')}" if inside.is_file() else ", not a script"
        raise UsageError(f"{word} is a folder{cure}")
    if not path.exists():
        raise UsageError(f"there is no script {word}{_nearest(path, word)}")
    if path.suffix == ".ipynb":
        raise UsageError(
            f"{word} is a notebook: open it in Jupyter, or make a script of it (jupyter nbconvert --to script)"
        )
    return path


def _nearest(path: Path, word: str) -> str:
    if not path.parent.is_dir():
        return f": there is no folder {path.parent}"
    names = sorted(entry.name for entry in os.scandir(path.parent) if entry.is_file())
    near = get_close_matches(path.name, names, 1, 0.6) or [name for name in names if name == f"{path.name}.py"]
    return f"; did you mean {os.path.join(os.path.dirname(word), near[0])}?" if near else f" in {path.parent}"


def compile_script(path: Path) -> CodeType:
    """The script's code.

    Raises:
        UsageError: the file can't be read.
        SyntaxError: it is not Python.
    """
    try:
        source = path.read_bytes()
    except OSError as error:
        raise UsageError(f"can't read {path}: {error.strerror}") from error
    try:
        return compile(source, str(path), "exec", dont_inherit=True)
    except SyntaxError as error:
        error.filename = error.filename or str(path)  # it lacks one for null bytes
        raise
    except ValueError as error:  # bytes that are no text
        raise SyntaxError(str(error), (str(path), None, None, None)) from None


def run_as_main(code: CodeType, path: Path, argv: Sequence[str]) -> int:
    """Run the script's code as ``__main__`` and give the status that it asks for by ``sys.exit`` (0 otherwise).

    ``argv`` is its ``sys.argv``. Every other exception of the script's rises.
    """
    main = ModuleType("__main__")
    main.__loader__ = SourceFileLoader("__main__", str(path))
    # As for `python SCRIPT`: no spec, so that multiprocessing imports the file anew, by its path, in a child.
    main.__dict__.update(
        __file__=str(path), __cached__=None, __spec__=None, __package__=None, __builtins__=builtins, __annotations__={}
    )
    sys.modules["__main__"] = main
    sys.argv = list(argv)
    if not getattr(sys.flags, "safe_path", False):
        sys.path[0] = os.path.dirname(os.path.realpath(path))
    try:
        exec(code, main.__dict__)
    except SystemExit as ending:
        return _status(ending)
    return 0


def _status(ending: SystemExit) -> int:
    """The exit status that Python would make of it; words are said on stderr."""
    if ending.code is None or isinstance(ending.code, int):
        return ending.code or 0
    print(ending.code, file=sys.stderr)
    return 1


def join_threads() -> None:
    """Wait for the script's own threads, as Python does at its end (not for daemons)."""
    for thread in threading.enumerate():
        if not thread.daemon and thread is not threading.current_thread():
            thread.join()
