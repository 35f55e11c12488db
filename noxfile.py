"""The matrix: tests on each Python from the committed lock, and what a reviewer runs once.

``nox`` runs all; ``nox -s tests-3.12`` one. The Makefile does the same on one interpreter without nox.
"""

from pathlib import Path

import nox

nox.needs_version = ">=2025.2.9"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.error_on_external_run = True

PYTHONS = ["3.11", "3.12", "3.13"]
SOURCES = [
    path for path in ["src", "tests", "docs/conf.py", "benchmarks", "examples", "noxfile.py"] if Path(path).exists()
]


def _install(session: nox.Session) -> None:
    """The lock with its hashes, then the project as built, without dependencies."""
    session.install("--require-hashes", "-r", "requirements.lock")
    session.install("--no-deps", "--no-build-isolation", ".")


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    _install(session)
    session.run("python", "-m", "pytest", "--doctest-modules", "--pyargs", "tests", "headway", *session.posargs)


@nox.session(python=PYTHONS[0])
def lint(session: nox.Session) -> None:
    _install(session)
    session.run("ruff", "format", "--check", *SOURCES)
    session.run("ruff", "check", *SOURCES)


@nox.session(python=PYTHONS[0])
def types(session: nox.Session) -> None:
    _install(session)
    session.run("mypy")
    session.run("pyright", "--pythonpath", f"{session.bin}/python")


@nox.session(python=PYTHONS[0])
def docs(session: nox.Session) -> None:
    _install(session)
    session.run(
        "sphinx-build", "--fail-on-warning", "--keep-going", "--quiet", "-b", "html", "docs", "docs/_build/html"
    )
