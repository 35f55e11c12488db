"""``headway run SCRIPT``: the script as Python would run it, the report beside it."""

import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.cli.conftest import HEADWAY, environment


def summary(done: subprocess.CompletedProcess[str]) -> dict:
    return json.loads(done.stdout.splitlines()[-1])


def frames(stderr: str) -> list[str]:
    """The files that a traceback names."""
    return re.findall(r'^[ |]*File "(.*?)", line', stderr, re.MULTILINE)


# ---- as Python runs it -----------------------------------------------------------------------------------------------


def test_script_finds_what_python_would_give_it(headway, script, tmp_path: Path) -> None:
    (tmp_path / "beside.py").write_text("here = __file__")
    folder = tmp_path / "inner"
    folder.mkdir()
    (folder / "beside.py").write_text("here = __file__")
    source = """
    import beside
    main = sys.modules["__main__"]
    print([sys.argv, __name__, __file__, main.__spec__, sys.path[0], beside.here, main.__dict__ is globals(), __doc__])
    """
    script(source, "inner/job.py")
    plain = subprocess.run(
        [sys.executable, "inner/job.py", "a", "-b", "--c=1"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    ours = headway("run", "inner/job.py", "a", "-b", "--c=1")
    assert ours.stdout == plain.stdout


def test_stdout_stays_the_script_s(headway, script) -> None:
    script("print(nap(0, 'mine').result())")
    done = headway("run", "job.py")
    assert done.stdout == "mine\n"
    assert "1 done" in done.stderr


def test_quiet_says_nothing(headway, script) -> None:
    script("print(nap(0, 'mine').result())")
    done = headway("run", "job.py", "--quiet")
    assert (done.stdout, done.stderr, done.returncode) == ("mine\n", "", 0)


@pytest.mark.parametrize(
    ("ending", "status", "said"),
    [("sys.exit(3)", 3, ""), ("sys.exit()", 0, ""), ("sys.exit('no table')", 1, "no table\n")],
)
def test_exit_status_is_the_script_s(headway, script, ending: str, status: int, said: str) -> None:
    script(f"nap(0.1); print('end'); {ending}")
    done = headway("run", "job.py", "--json", "--quiet")
    assert done.returncode == status
    assert done.stderr == said
    assert summary(done)["exit_status"] == status
    assert summary(done)["tasks"]["done"] == 1  # sys.exit waits for what was begun


def test_forgotten_tasks_are_waited_for(headway, script) -> None:
    script("nap(0.2); nap(0.2)")
    assert summary(headway("run", "job.py", "--json"))["tasks"]["done"] == 2


def test_async_script_runs(headway, script) -> None:
    script(
        """
        import asyncio
        @task
        async def fetch(value):
            await asyncio.sleep(0)
            return value
        async def main():
            print(await fetch(nap(0, 7)))
        asyncio.run(main())
        """
    )
    done = headway("run", "job.py", "--json")
    assert done.stdout.startswith("7\n")
    assert summary(done)["tasks"]["done"] == 2


@pytest.mark.parametrize("method", ["spawn", "fork"])
def test_child_processes_import_the_script_anew(headway, script, method: str) -> None:
    script(
        f"""
        import multiprocessing
        print(__name__, flush=True)
        def square(x):
            return x * x
        if __name__ == "__main__":
            with multiprocessing.get_context("{method}").Pool(1) as pool:
                print(pool.map(square, [3]))
            nap(0)
        """
    )
    done = headway("run", "job.py", "--json")
    names = ["__main__", "__mp_main__"] if method == "spawn" else ["__main__"]
    assert done.stdout.splitlines()[:-1] == [*names, "[9]"]
    assert summary(done)["tasks"]["done"] == 1


def test_exit_functions_find_the_script_s_classes(headway, script) -> None:
    script(
        """
        import atexit, pickle
        class Table: pass
        atexit.register(lambda: print(type(pickle.loads(pickle.dumps(Table()))).__name__))
        """
    )
    assert headway("run", "job.py").stdout == "Table\n"


def test_script_may_put_others_in_the_place_of_its_streams(headway, script) -> None:
    script("import os; os.chdir('/'); nap(0); sys.stdout = sys.stderr = open(os.devnull, 'w')")
    done = headway("run", "job.py", "--json", "--report", "report.txt")
    assert summary(done)["tasks"]["done"] == 1
    assert "1 done" in done.stderr


def test_script_may_close_stdout(headway, script) -> None:
    script("nap(0); sys.stdout.close()")
    done = headway("run", "job.py", "--json")
    assert done.returncode == 1
    assert "no room for --json" in done.stderr


# ---- what ends badly -------------------------------------------------------------------------------------------------


def test_error_shows_the_user_s_frames_only(headway, script, tmp_path: Path) -> None:
    file = script("def main():\n    return nap(0, fail()).result()\nmain()")
    done = headway("run", "job.py", "--report", "report.json")
    assert done.returncode == 1
    assert set(frames(done.stderr)) == {str(file)}
    assert "ValueError: no rows" in done.stderr
    assert "PrerequisiteFailed" in done.stderr
    tasks = json.loads((tmp_path / "report.json").read_text())["tasks"]
    assert (tasks["failed"], tasks["skipped"]) == (1, 1)


def test_plain_error_keeps_its_library_frames(headway, script) -> None:
    file = script("import json\njson.loads('{')")
    done = headway("run", "job.py", "--quiet")
    assert done.returncode == 1
    assert frames(done.stderr)[0] == str(file)
    assert any("json" in name and "decoder" in name for name in frames(done.stderr))


def test_failure_that_nobody_asked_for_fails_the_run(headway, script) -> None:
    file = script("fail(); print('went on')")
    done = headway("run", "job.py", "--quiet")
    assert (done.stdout, done.returncode) == ("went on\n", 1)
    assert done.stderr.count("ValueError: no rows") == 1
    assert frames(done.stderr) == [str(file)]


def test_many_failures_are_told_together(headway, script) -> None:
    file = script("fail(); fail()")
    done = headway("run", "job.py", "--quiet")
    assert done.returncode == 1
    assert "2 tasks failed" in done.stderr
    assert set(frames(done.stderr)) == {str(file)}


def test_script_s_own_hook_hears_of_the_error(headway, script) -> None:
    script("sys.excepthook = lambda kind, error, traceback: print('heard', kind.__name__)\n1 / 0")
    done = headway("run", "job.py", "--quiet")
    assert (done.stdout, done.stderr, done.returncode) == ("heard ZeroDivisionError\n", "", 1)


def interrupted(tmp_path: Path, *words: str) -> tuple[int, float, str]:
    """Send a Ctrl-C once the script says that it is ready: exit status, seconds to the end, stderr."""
    process = subprocess.Popen(
        [*HEADWAY, "run", "job.py", *words],
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    began = time.monotonic()
    _, stderr = process.communicate(timeout=60)
    return process.returncode, time.monotonic() - began, stderr


def test_interrupt_leaves_a_report(script, tmp_path: Path) -> None:
    script("print('ready', flush=True)\nnap(0)\nnap(0, nap(60)).result()")
    status, seconds, stderr = interrupted(tmp_path, "--report", "report.json")
    assert status == 130
    assert seconds < 10  # a thread that sleeps is not waited for
    assert stderr.startswith("Traceback")
    assert stderr.count("KeyboardInterrupt") == 1
    assert json.loads((tmp_path / "report.json").read_text())["tasks"]["cancelled"] == 2


def test_interrupt_while_waiting_at_the_end(script, tmp_path: Path) -> None:
    script("nap(60)\nprint('ready', flush=True)")
    status, seconds, _ = interrupted(tmp_path, "--report", "report.json")
    assert status == 130
    assert seconds < 10
    assert json.loads((tmp_path / "report.json").read_text())["tasks"]["cancelled"] == 1


# ---- what is no script -----------------------------------------------------------------------------------------------


def one_line(done: subprocess.CompletedProcess[str], status: int = 2) -> str:
    assert (done.returncode, done.stdout) == (status, "")
    assert done.stderr.startswith("headway: ")
    assert done.stderr.count("\n") == 1
    return done.stderr


def test_missing_script_names_the_nearest(headway, script) -> None:
    script("")
    assert "there is no script jbo.py; did you mean job.py?" in one_line(headway("run", "jbo.py"))
    assert "did you mean job.py?" in one_line(headway("run", "job"))


def test_missing_folder_is_named(headway, tmp_path: Path) -> None:
    assert f"there is no folder {tmp_path / 'jobs'}" in one_line(headway("run", "jobs/a.py"))


def test_folder_is_no_script(headway, tmp_path: Path) -> None:
    (tmp_path / "job").mkdir()
    assert "job is a folder" in one_line(headway("run", "job"))
    (tmp_path / "job" / "__main__.py").write_text("")
    assert "run job/__main__.py" in one_line(headway("run", "job"))


def test_notebook_is_no_script(headway, tmp_path: Path) -> None:
    (tmp_path / "job.ipynb").write_text("{}")
    assert "is a notebook" in one_line(headway("run", "job.ipynb"))


def test_no_script_is_named(headway) -> None:
    assert "name the script" in one_line(headway("run", "--quiet"))


def test_syntax_error_is_shown_as_python_shows_it(headway, tmp_path: Path) -> None:
    (tmp_path / "job.py").write_text("def f(:\n    pass\n")
    plain = subprocess.run([sys.executable, "job.py"], cwd=tmp_path, capture_output=True, text=True, check=False)
    done = headway("run", "job.py", "--report", "report.html")
    assert (done.returncode, done.stderr) == (1, plain.stderr)
    assert not (tmp_path / "report.html").exists()


@pytest.mark.parametrize("content", [b"a\0b", b"\xff\xfe\x00junk"], ids=["null", "binary"])
def test_what_is_no_python_is_a_syntax_error(headway, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "job.py").write_bytes(content)
    done = headway("run", "job.py")
    assert done.returncode == 1
    assert done.stderr.startswith("SyntaxError: ") or "\nSyntaxError: " in done.stderr
    assert "job.py" in done.stderr
    assert "Traceback" not in done.stderr


# ---- reports ---------------------------------------------------------------------------------------------------------


def test_every_kind_of_report_is_written(headway, script, tmp_path: Path) -> None:
    script("nap(0, nap(0))")
    names = ["a.html", "b.json", "c.txt", "d.svg"]
    words = [word for name in names for word in ("--report", name)]
    done = headway("run", "job.py", *words, "--trace", "e.json")
    assert done.returncode == 0
    page, numbers, text, picture, trace = (tmp_path / name for name in [*names, "e.json"])
    assert "<html" in page.read_text()
    assert json.loads(numbers.read_text())["tasks"]["done"] == 2
    assert "2 done" in text.read_text()
    assert picture.read_text().startswith("<svg")
    assert any(event["ph"] == "X" for event in json.loads(trace.read_text())["traceEvents"])
    assert f"report: {page}" in done.stderr
    assert sorted(file.name for file in tmp_path.iterdir()) == [*names, "e.json", "job.py"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--report", "nowhere/r.html"], "there is no folder"),
        (["--report", "r.pdf"], "must end in .html, .json, .txt, .svg"),
        (["--report", "."], "this is a folder"),
        (["--trace", "t.html"], "must end in .json"),
        (["--report", "/proc/r.html"], "can't write into /proc"),
        (["--report", "same.json", "--trace", "same.json"], "asked for twice"),
    ],
)
def test_bad_report_is_refused_before_the_script_runs(headway, script, words: list[str], said: str) -> None:
    script("print('ran')")
    assert said in one_line(headway("run", "job.py", *words))


def test_report_that_fails_afterwards_is_said(headway, script, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    script("nap(0)\nimport shutil\nshutil.rmtree('out')")
    done = headway("run", "job.py", "--report", "out/r.html", "--report", "r.txt")
    assert done.returncode == 1
    assert "r.html" in done.stderr
    assert "Traceback" not in done.stderr
    assert (tmp_path / "r.txt").exists()


def test_script_without_tasks_says_so(headway, tmp_path: Path) -> None:
    (tmp_path / "job.py").write_text("print('hello')")
    done = headway("run", "job.py")
    assert "job.py called no task: decorate its functions" in done.stderr
    assert done.returncode == 0


def test_script_that_fails_before_its_first_task_is_not_told_how_to_write_one(headway, tmp_path: Path) -> None:
    (tmp_path / "job.py").write_text("1 / 0")
    done = headway("run", "job.py")
    assert "ZeroDivisionError" in done.stderr
    assert "job.py ended before it called a task" in done.stderr
    assert "decorate" not in done.stderr


def test_sessions_and_threads_of_the_script_are_in_the_report(headway, script) -> None:
    script(
        """
        import threading
        with Session(name="own"):
            nap(0, nap(0))
        threading.Thread(target=lambda: (time.sleep(0.2), nap(0))).start()
        nap(0)
        """
    )
    assert summary(headway("run", "job.py", "--json"))["tasks"]["done"] == 4


# ---- options ---------------------------------------------------------------------------------------------------------


def test_workers_bound_what_runs_at_once(headway, script) -> None:
    script("for _ in range(3): nap(0.1)")
    told = summary(headway("run", "job.py", "--workers", "1", "--json"))
    assert told["workers"] == 1
    assert told["makespan_s"] > 0.29


def test_inline_runs_in_the_caller_s_frame(headway, script) -> None:
    script("import threading\n@task\ndef where():\n    return threading.current_thread().name\nprint(where().result())")
    assert headway("run", "job.py", "--on", "inline").stdout == "MainThread\n"
    assert headway("run", "job.py", "--on", "thread").stdout != "MainThread\n"


def test_bad_environment_is_one_line(headway, script) -> None:
    script("print('ran')")
    assert "HEADWAY_ON='threads'" in one_line(headway("run", "job.py", variables={"HEADWAY_ON": "threads"}), 1)


def test_mistyped_option_after_the_script_is_mentioned(headway, script) -> None:
    script("print(sys.argv[1:])")
    done = headway("run", "job.py", "--reprot", "x.html", "--", "--wokers")
    assert done.stdout == "['--reprot', 'x.html', '--wokers']\n"
    assert "--reprot was passed on to the script; did you mean '--report'?" in done.stderr
    assert "--wokers" not in done.stderr
