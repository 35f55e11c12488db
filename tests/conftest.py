"""What every test may rely on: the long counts only when asked for, no quiet skip in a full run, the shared tables."""

import gc
import os
import signal
from collections.abc import Generator
from pathlib import Path

import pytest

import headway
from headway.engine import ENGINE

FULL = os.environ.get("HEADWAY_FULL") == "1"
LONG_S = 600  # until a test with a long count hangs: thousands of examples may take two minutes on a slow machine
ROOT = Path(__file__).resolve().parent.parent

# A job in the background of a shell ignores Ctrl-C, and what it starts inherits that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:  # the same under nohup
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


def pytest_report_header() -> list[str]:
    """Say what is under test: the tree or a wheel, the short counts or the full ones."""
    return [f"headway: {Path(headway.__file__).parent}", f"HEADWAY_FULL: {'1' if FULL else 'not set'}"]


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Look for doctests in the package only: a helper beside the tests may be a script, or hold deliberate mistakes."""
    beside_tests = collection_path.suffix == ".py" and collection_path.is_relative_to(ROOT / "tests")
    return True if beside_tests and not collection_path.name.startswith("test_") else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect the long counts, unless HEADWAY_FULL=1 asks for them; then they have longer than others."""
    if FULL:
        for item in items if config.pluginmanager.has_plugin("timeout") else ():
            if item.get_closest_marker("full") and not item.get_closest_marker("timeout"):
                item.add_marker(pytest.mark.timeout(LONG_S))
        return
    long = [item for item in items if item.get_closest_marker("full")]
    items[:] = [item for item in items if not item.get_closest_marker("full")]
    config.hook.pytest_deselected(items=long)


def pytest_collection_finish() -> None:
    """Python's garbage collector looks through what the tests themselves are made of once, not again and again."""
    gc.collect()
    gc.freeze()


def pytest_sessionfinish() -> None:
    """What failed tests have left behind neither holds up the end nor has the last word: that is pytest's."""
    ENGINE.ask(lambda now: ENGINE.cancel_run(ENGINE.default, "the tests are over", now))
    for loss in list(ENGINE.losses):
        loss.asked = True


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In a full run a skip is a failure: what was to be seen was not seen. Only a GPU may be missing."""
    report = yield
    expected = hasattr(report, "wasxfail") or item.get_closest_marker("gpu")
    if FULL and report.skipped and not expected:
        report.outcome = "failed"
        report.longrepr = f"HEADWAY_FULL=1 allows no skip, and {item.nodeid} skipped: {_reason(report)}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a whole file that skips itself while it is collected."""
    report = yield
    if FULL and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"HEADWAY_FULL=1 allows no skip, and {collector.nodeid} skipped: {_reason(report)}"
    return report


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    return report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)


@pytest.fixture(scope="session")
def shared_tables() -> Path:
    """The folder of real tables that may lie beside a checkout; not part of the repository."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("needs the real tables in ../shared/data, which are not part of the repository")
    return folder
