"""Sessions: how the default session ends with its program. Each test is a program of its own.

"The default session never ends before the process: a normal end and `sys.exit` drain, with a line on stderr after 2 s
naming what it waits for; an uncaught error (seen by a chained `sys.excepthook`) or Ctrl-C cancels and names what was
dropped. Python 3.12 starts no thread at exit: the drain uses the threads there are, and the exiting thread runs bodies
and drives too."
"""

from __future__ import annotations

from time import sleep

import pytest
from tests.engine.helpers import SOON_S, Script, run

SLOW = r"""
import asyncio, sys, time
from headway import Session, current, gather, task

@task
def slow(seconds=0.2, value=1):
    time.sleep(seconds)
    return value

@task
def say(*words):
    sys.stdout.write(f"said {' '.join(map(str, words))}\n")

def rest():
    # In short steps: a signal that comes just before the sleep begins does not wake Python from it.
    for _ in range(2000): time.sleep(0.01)
"""


def program(source: str) -> str:
    return SLOW + source


class TestNormalEnd:
    def test_end_of_the_program_drains(self) -> None:
        script = run(program("say(slow())"))
        assert (script.out, script.err, script.status) == ("said 1\n", "", 0)

    def test_sys_exit_drains(self) -> None:
        script = run(program("say(slow()); sys.exit(3)"))
        assert (script.out, script.err, script.status) == ("said 1\n", "", 3)

    def test_chain_that_was_only_called_drains(self) -> None:
        script = run(program("x = slow()\nfor _ in range(1000): x = slow(0, x)\nsay(x)"))
        assert (script.out, script.err) == ("said 1\n", "")

    def test_many_tasks_drain(self) -> None:
        script = run(program("slow()\nfor i in range(20): say(slow(0.01, i))"))
        assert sorted(script.out.split()) == sorted(["said"] * 20 + [str(i) for i in range(20)])

    def test_body_that_calls_at_the_end_is_drained(self) -> None:
        script = run(program("@task\ndef outer():\n    time.sleep(0.2)\n    say(slow(0.1))\nouter()"))
        assert (script.out, script.err) == ("said 1\n", "")

    def test_body_that_waits_at_the_end_is_drained(self) -> None:
        script = run(
            program(
                "@task\ndef nest(depth):\n    time.sleep(0.1)\n    return depth if depth == 0 else nest(depth - 1).result() + 1\n"
                "for _ in range(3): say(nest(8))"
            )
        )
        assert (script.out, script.err) == ("said 8\n" * 3, "")

    def test_serial_body_at_the_end_is_drained(self) -> None:
        script = run(program("@task(serial=True)\ndef plot(x): print('plotted', x)\nplot(slow())"))
        assert (script.out, script.err) == ("plotted 1\n", "")

    def test_coroutine_at_the_end_is_drained(self) -> None:
        script = run(
            program("@task\nasync def fetch(x):\n    await asyncio.sleep(0.01)\n    print('fetched', x)\nfetch(slow())")
        )
        assert (script.out, script.err) == ("fetched 1\n", "")

    def test_inline_body_at_the_end_is_drained(self) -> None:
        script = run(program("@task(on='inline')\ndef tiny(x): print('tiny', x)\ntiny(slow())"))
        assert (script.out, script.err) == ("tiny 1\n", "")

    def test_inline_body_that_waits_at_the_end_is_drained(self) -> None:
        script = run(program("@task(on='inline')\ndef tiny(x): print('tiny', slow(0.1, x).result())\ntiny(slow())"))
        assert (script.out, script.err) == ("tiny 1\n", "")

    def test_retry_at_the_end_is_drained(self) -> None:
        script = run(
            program(
                "@task(retries=2, backoff_s=0.05)\ndef flaky(x):\n    assert current().attempt == 3\n    print('third', x)\n"
                "flaky(slow())"
            )
        )
        assert (script.out, script.err) == ("third 1\n", "")

    def test_long_drain_names_what_it_waits_for(self) -> None:
        script = run(program("slow(3.0); slow(3.0); say(slow(0.1))"))
        assert script.out == "said 1\n"
        (line,) = script.err.splitlines()
        assert "waiting for " in line  # how many depends on the threads there are: Python 3.12 starts none at the end
        assert "slow" in line

    def test_program_without_tasks_ends_at_once(self) -> None:
        script = run("import headway")
        assert (script.err, script.status) == ("", 0)

    def test_atexit_still_sees_results(self) -> None:
        script = run(program("import atexit\nx = slow()\natexit.register(lambda: print('value', x.result()))"))
        assert (script.out, script.err) == ("value 1\n", "")


class TestUnasked:
    """ "There a failure nobody asked for is written once to stderr when its handle dies or at exit."""

    BROKEN = program("@task\ndef broken(text='it broke'):\n    raise ValueError(text)\n")

    def test_written_once_at_exit(self) -> None:
        script = run(self.BROKEN + "kept = broken()")
        assert script.err.count("ValueError: it broke") == 1
        assert "`broken` failed, and nobody asked" in script.err
        assert script.status == 0

    def test_written_when_its_handle_dies(self) -> None:
        script = run(
            self.BROKEN
            + "from headway import wait\nfailed = broken()\nwait([failed]).result()\nprint('before', file=sys.stderr)\n"
            "del failed\nslow(0.3).result()\nprint('after', file=sys.stderr)"
        )
        before, _, after = script.err.partition("ValueError: it broke")
        assert "before" in before
        assert "after" in after
        assert script.err.count("ValueError: it broke") == 1

    def test_with_its_own_traceback(self) -> None:
        script = run(self.BROKEN + "broken()")
        assert "in broken" in script.err
        assert "headway/" not in script.err.partition("Traceback")[2]

    def test_asked_for_is_not_written(self) -> None:
        script = run(self.BROKEN + "try: broken().result()\nexcept ValueError: print('seen')")
        assert (script.out, script.err) == ("seen\n", "")

    def test_skipped_dependents_add_nothing(self) -> None:
        script = run(self.BROKEN + "say(say(broken()))")
        assert script.err.count("headway:") == 1

    @pytest.mark.parametrize("called", ["broken()", "after(after(broken()))"])
    def test_none_is_lost_in_the_moment_of_the_exit(self, called: str) -> None:
        """ "one nobody asked for is reported once, never lost": no handle is kept, the program ends just then, and what
        writes a traceback is still to be imported."""
        source = (
            "from headway import task\n@task\ndef broken():\n    raise ValueError('it broke')\n"
            f"@task\ndef after(x):\n    return x\n{called}"
        )
        scripts = [run(source) for _ in range(8)]
        assert [script.err.count("ValueError: it broke") for script in scripts] == [1] * 8

    def test_writing_disturbs_no_parser(self) -> None:
        """A handle may die inside a garbage collection, in the middle of anything: `ast.parse` of Python 3.11 then
        breaks if the death runs code that parses (a traceback's carets do)."""
        script = run(
            self.BROKEN
            + "import ast, gc, inspect\nfrom headway import wait\nsource = inspect.getsource(ast)\ngc.set_threshold(50, 2, 2)\n"
            "for _ in range(20):\n    failed = broken()\n    wait([failed]).result()\n    ring = [failed]\n    ring.append(ring)\n"
            "    del failed, ring\n    ast.parse(source)\nprint('parsed')"
        )
        assert script.out == "parsed\n", script.err
        assert script.err.count("nobody asked") == 20


class TestError:
    def test_uncaught_error_cancels_and_names_what_was_dropped(self) -> None:
        script = run(program("slow(20); slow(20); say(slow(20)); slow(0.2).result(); raise KeyError('mine')"))
        assert script.status == 1
        assert script.seconds < SOON_S
        assert "KeyError: 'mine'" in script.err
        assert "dropped 4 tasks: slow ×3, say" in script.err

    def test_error_of_a_task_that_was_raised_is_not_written_twice(self) -> None:
        script = run(TestUnasked.BROKEN + "broken().result()")
        assert script.err.count("ValueError: it broke") == 1

    def test_error_hook_of_the_user_is_still_called(self) -> None:
        script = run(program("sys.excepthook = lambda *e: print('mine', e[0].__name__)\nslow(20)\nraise KeyError(1)"))
        assert script.out == "mine KeyError\n"
        assert "dropped 1 task: slow" in script.err

    def test_error_hook_set_after_the_first_call(self) -> None:
        script = run(program("slow(20)\nsys.excepthook = lambda *e: print('mine', e[0].__name__)\nraise KeyError(1)"))
        assert script.out == "mine KeyError\n"
        assert "dropped 1 task: slow" in script.err


class TestCtrlC:
    """ "The prompt is back within a second, no child is left after three." "During the drain at exit a second one ends
    the process."
    """

    def test_uncaught_ctrl_c_drops_the_rest(self) -> None:
        script = Script(program("slow(20); print('go', flush=True); slow(20).result()"))
        script.read_until("go")
        script.interrupt()
        script.end()
        assert script.seconds < SOON_S
        assert "KeyboardInterrupt" in script.err
        assert script.status in (1, -2, 130)

    def test_ctrl_c_outside_a_wait_drops_the_rest(self) -> None:
        script = Script(program("slow(20); print('go', flush=True); rest()"))
        script.read_until("go")
        script.interrupt()
        script.end()
        assert script.seconds < SOON_S
        assert "dropped 1 task: slow" in script.err

    def test_ctrl_c_that_is_caught_cancels_nothing(self) -> None:
        script = Script(
            program(
                "x = slow(0.5, 7)\n"
                "try:\n    print('go', flush=True)\n    rest()\nexcept KeyboardInterrupt: print('caught', x.result())"
            )
        )
        script.read_until("go")
        script.interrupt()
        script.end()
        assert script.out.endswith("caught 7\n")

    def test_ctrl_c_while_waiting_cancels_that_session(self) -> None:
        script = Script(
            program(
                "import threading\nfrom headway.engine import ENGINE\n"
                "def say_go():\n    while not ENGINE.waiting: time.sleep(0.001)\n    print('go', flush=True)\n"
                "x, y = slow(5), slow(20)\n"
                "try:\n    threading.Thread(target=say_go).start()\n    y.result()\nexcept KeyboardInterrupt: print('caught')\n"
                "for t in (x, y):\n    try: t.result()\n    except Exception as error: print(type(error).__name__)\n"
            )
        )
        script.read_until("go")
        sleep(0.5)  # until it waits: before that a Ctrl-C is the program's own, and cancels nothing
        script.interrupt()
        script.end()
        assert script.out.split()[1:] == ["caught", "TaskCancelled", "TaskCancelled"]

    def test_ctrl_c_during_the_drain_drops_the_rest(self) -> None:
        script = Script(program("say('draining'); slow(20); say(slow(20))"))
        script.read_until("draining")
        script.interrupt()
        script.end()
        assert script.seconds < SOON_S
        assert "dropped" in script.err
        assert "slow" in script.err

    def test_ctrl_c_while_the_exiting_thread_runs_a_body(self) -> None:
        """The exiting thread runs bodies too: a Ctrl-C there is the user's all the same, not the body's failure."""
        script = Script(
            program(
                # One write a line: print writes the line's end by itself, and two at once can make one line of two.
                "@task\ndef long(i, x):\n    sys.stdout.write('long\\n'); sys.stdout.flush()\n    rest()\nfirst = slow(0.3)\n"
                "for i in range(4): long(i, first)"
            )
        )
        script.read_until("long")
        script.read_until("long")
        script.interrupt()
        script.end()
        assert script.seconds < SOON_S
        assert "dropped" in script.err
        assert "nobody asked" not in script.err


class TestDebugMode:
    """ "`HEADWAY_ON=inline`: each call runs to its end in the caller's frame before it returns."""

    def test_each_call_has_ended_when_it_returns(self) -> None:
        script = run(
            program(
                "import threading\n@task\ndef where(): return threading.current_thread() is threading.main_thread()\n"
                "x = where()\nprint(x.state, x.result())\nsay('first'); print('second')"
            ),
            HEADWAY_ON="inline",
        )
        assert (script.out, script.err) == ("done True\nsaid first\nsecond\n", "")

    def test_coroutine_has_ended_when_its_call_returns(self) -> None:
        script = run(
            program(
                "@task\nasync def fetch():\n    await asyncio.sleep(0)\n    return 7\nx = fetch()\nprint(x.state, x.result())"
            ),
            HEADWAY_ON="inline",
        )
        assert (script.out, script.err) == ("done 7\n", "")

    def test_it_overrules_every_mechanism(self) -> None:
        script = run(
            program(
                "import threading\n@task(on='thread')\ndef where(): return threading.current_thread() is threading.main_thread()\n"
                "with Session(on='thread'): x = where()\nprint(x.result())"
            ),
            HEADWAY_ON="inline",
        )
        assert (script.out, script.err) == ("True\n", "")

    @pytest.mark.parametrize("wrong", ["inlin", "loop"])
    def test_unknown_mechanism_is_named(self, wrong: str) -> None:
        script = run(program("say(1)"), HEADWAY_ON=wrong)
        assert script.status == 1
        assert f"HEADWAY_ON='{wrong}': expected one of" in script.err
