"""What `import headway` may load, and what an install may pull in. Its time is measured by the benchmarks."""

import importlib.metadata
import json
import re
import subprocess
import sys

import pytest

HEAVY = ["numpy", "pandas", "sklearn", "asyncio", "rich", "multiprocessing", "cloudpickle", "IPython", "aiohttp"]


def loaded_after(statement: str) -> set[str]:
    """The names of all modules that a fresh interpreter has loaded after one statement."""
    code = f"{statement}\nimport sys, json; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout))


@pytest.mark.parametrize("statement", ["import headway", "from headway import *", "import headway.cli"])
def test_import_loads_nothing_heavy(statement: str) -> None:
    assert loaded_after(statement) & set(HEAVY) == set()


def test_heavy_import_would_be_seen() -> None:
    assert "asyncio" in loaded_after("import asyncio")


def test_import_starts_no_thread() -> None:
    code = "import headway, threading; print(threading.active_count())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "1"


def test_threads_run_without_numpy() -> None:
    """A finder that refuses numpy stands for a machine that has none."""
    code = (
        "import sys\n"
        "class Refuse:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.partition('.')[0] in {'numpy', 'pandas'}: raise ModuleNotFoundError(name, name=name)\n"
        "sys.meta_path.insert(0, Refuse())\n"
        "import headway\n"
        "add = headway.task(lambda a, b: a + b)\n"
        "print(add(add(1, 2), 3).result())\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "6"


def test_core_has_fewer_than_five_dependencies() -> None:
    requirements = importlib.metadata.requires("headway") or []
    core = [re.match(r"[\w.-]+", entry)[0] for entry in requirements if "extra ==" not in entry]
    assert set(core) <= {"cloudpickle", "rich", "threadpoolctl"}
    assert 0 < len(core) < 5


def test_each_extra_of_automl_holds_what_its_errors_name() -> None:
    requirements = importlib.metadata.requires("headway") or []

    def extra(name: str) -> set[str]:
        return {
            re.match(r"[\w.-]+", entry)[0] for entry in requirements if re.search(rf"extra == ['\"]{name}['\"]", entry)
        }

    assert extra("automl") >= {"lightgbm", "numpy", "pandas", "scikit-learn", "skops"}
    assert (extra("xgboost"), extra("catboost")) == ({"xgboost-cpu"}, {"catboost"})
    assert extra("series") >= {"statsforecast", "mlforecast"}


def test_importing_automl_loads_no_learner_nor_pandas() -> None:
    modules = ("numpy", "pandas", "sklearn", "lightgbm", "catboost", "xgboost", "statsforecast", "skops")
    code = f"import sys, headway.automl; print([name for name in {modules!r} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
