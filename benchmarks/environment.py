"""The environment of the peers: made from `peers.lock`, beside it, and made again when the lock has changed.

The lock is resolved from `peers.in` for all Pythons at once, and holds hashes but no registry's address:

    uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
        peers.in -o peers.lock
"""

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path

from benchmarks.cell import ROOT

HERE = ROOT / "benchmarks"


def ready(python: str, say: Callable[[str], None]) -> str:
    """The interpreter of the environment that holds the peers and this tree's Headway.

    Args:
        python: the interpreter it is made of; each version of Python has an environment of its own.
        say: told what takes long.

    Raises:
        subprocess.CalledProcessError: a step failed; its own words are on the error stream.
    """
    sources = [HERE / "peers.lock", ROOT / "pyproject.toml"]
    return made("", python, sources, _install, say)


def made(
    name: str, python: str, sources: Sequence[Path], install: Callable[[list[str]], None], say: Callable[[str], None]
) -> str:
    """The interpreter of an environment, made when it is not there, and again when a source has changed.

    Args:
        name: of the environment, beside the version of Python; the one of the engine's peers has none.
        python: the interpreter it is made of.
        sources: files that say what is in it.
        say: told what takes long.
        install: given the words of the command that installs, to which it adds what.
    """
    ask = "import sys; print('%d.%d' % sys.version_info[:2])"
    wanted = subprocess.run([python, "-c", ask], check=True, capture_output=True, text=True).stdout.strip()
    folder = HERE / ".venv" / (f"{name}-{wanted}" if name else wanted)
    inside = str(folder / "bin" / "python")
    stamp, digest = folder / "made-of", hashlib.sha256()
    for source in sources:
        digest.update(source.read_bytes())
    if not stamp.exists() or stamp.read_text(encoding="ascii") != digest.hexdigest():
        say(f"making the environment {folder.name} of the peers for Python {wanted}")
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([python, "-m", "venv", str(folder)], check=True)
        install(_installer(inside))
        stamp.write_text(digest.hexdigest(), encoding="ascii")
    return inside


def _install(installer: list[str]) -> None:
    subprocess.run([*installer, "--require-hashes", "-r", str(HERE / "peers.lock")], check=True)
    subprocess.run([*installer, "--no-deps", "--no-build-isolation", "-e", str(ROOT)], check=True)


def _installer(inside: str) -> list[str]:
    """What installs into the environment: uv where it is to be had, else the environment's own pip."""
    if find_spec("uv"):
        uv: list[str] = [sys.executable, "-m", "uv"]
    elif found := shutil.which("uv"):
        uv = [found]
    else:
        return [inside, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    return [*uv, "pip", "install", "--quiet", "--python", inside]
