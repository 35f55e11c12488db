import json
from pathlib import Path

import pytest
from tests.faces.markup import Page
from tests.faces.runs import HOSTILE, crowded, entry, for_any_run, many, of_every_state, three, timeline

from headway.core.states import State
from headway.core.timeline import Timeline, Totals
from headway.errors import BadOption
from headway.faces.facts import facts, path_words
from headway.faces.report import Report
from headway.faces.wording import clean

KEYS = {
    "makespan_s",
    "work_s",
    "saved_s",
    "speed_up",
    "critical_path_s",
    "critical_path",
    "lower_bound_s",
    "workers",
    "tasks",
    "functions",
    "failures",
    "notes",
}


def advice(run: Timeline) -> str:
    return facts(run).advice


def side_by_side(tasks: int, workers: int, **more: object) -> Timeline:
    """So many independent tasks of a second, packed without a gap."""
    made = (entry(n, start=n // workers, end=n // workers + 1, worker=f"t{n % workers}") for n in range(tasks))
    return timeline(*made, workers=workers, **more)


def test_text_answers_the_questions() -> None:
    text = str(Report(three()))
    assert text.startswith("run: 3 tasks in 3 s instead of 4 s: 1 s saved (1.3 × as fast)")
    for line in (
        "it took           3 s on 2 workers",
        "one after another 4 s at the same pace",
        "saved             1 s, 1.3 × as fast",
        "critical path     3 s: prepare 1 s → fit 2 s",
        "lower bound       3 s: no order of these tasks on 2 workers ends sooner",
        "prepare       2     2   1 s      1 s    2 s",
    ):
        assert line in text, line


def test_text_tells_failures_unfinished_and_notes() -> None:
    text = str(Report(of_every_state()))
    assert "4 done, 2 failed, 1 skipped, 2 cancelled, 1 running, 1 waiting".replace("4 done", "3 done") in text
    assert "✕ bad (after 3 attempts): KeyError: 'price'" in text
    assert "✕ unsent: NotPicklable: lambda" in text
    assert "2 tasks not over\n    train: running\n    predict: waiting" in text
    assert "Notes\n    `plot` uses pyplot: it runs serially" in text


def test_like_failures_are_told_once() -> None:
    run = timeline(*(entry(n, state=State.FAILED, error="ValueError: bad") for n in range(40)))
    assert str(Report(run)).count("ValueError") == 1
    assert "✕ fit × 40: ValueError: bad" in str(Report(run))


def test_many_different_failures_are_counted() -> None:
    text = str(Report(many(failed_every=10)))
    assert text.count("✕ ") == 20
    assert "and 480 more" in text


@for_any_run
def test_text_is_narrow_and_clean(run: Timeline) -> None:
    text = str(Report(run))
    assert all(clean(line) == line for line in text.split("\n"))
    # The headline and the table's names keep their line; all else is wrapped.
    assert all(len(line) <= 100 for line in text.split("\n\n")[1].split("\n"))


@for_any_run
def test_json_is_json_and_complete(run: Timeline) -> None:
    report = Report(run).json()
    assert set(report) >= KEYS
    read = json.loads(json.dumps(report, allow_nan=False))
    assert read == report
    assert sum(read["tasks"][str(state)] for state in State) == read["tasks"]["called"]
    assert read["tasks"]["called"] == len(run.entries) + len(run.unfinished)


@for_any_run
def test_numbers_agree_with_each_other(run: Timeline) -> None:
    known = facts(run)
    assert known.took_s == pytest.approx(known.makespan_s - known.idle_s)
    assert known.path_s <= known.work_s + 1e-9
    assert known.bound_twice_s <= known.bound_s + 1e-9
    assert known.saved_s == pytest.approx(max(0.0, known.work_s - known.took_s))
    if known.speed_up is not None:
        assert known.speed_up * known.took_s == pytest.approx(known.work_s)


def test_json_of_a_small_run() -> None:
    report = Report(three()).json()
    assert [report[key] for key in ("makespan_s", "work_s", "saved_s", "critical_path_s")] == [3.0, 4.0, 1.0, 3.0]
    assert report["speed_up"] == pytest.approx(4 / 3)
    assert report["critical_path"] == [
        {"id": 1, "name": "prepare", "seconds": 1.0},
        {"id": 3, "name": "fit", "seconds": 2.0},
    ]
    assert report["failures"] == []


def test_totals_count_what_is_folded() -> None:
    run = timeline(entry(1), folded=99, totals=(Totals("fit", "thread", done=98, failed=2, seconds=50.0),))
    report = Report(run).json()
    assert report["tasks"] == {
        "called": 100,
        **dict.fromkeys(("waiting", "ready", "running", "skipped", "cancelled"), 0),
        "done": 98,
        "failed": 2,
    }
    assert "the oldest 99 tasks" in str(Report(run))
    assert "2 failed\n    and 2 more" in str(Report(run))


class TestMoreWorkers:
    def test_critical_path_is_the_limit(self) -> None:
        assert advice(three()).startswith("No: the critical path alone takes 3 s")
        assert "`fit` (2 s of it)" in advice(three())

    def test_more_workers_help_waiting_tasks(self) -> None:
        told = advice(side_by_side(40, 4))
        assert (
            told
            == "With 8 workers it could take 5 s at best, if the tasks mostly wait; for computing, 2 cores set the limit."
        )

    def test_cores_are_left(self) -> None:
        run = side_by_side(40, 4)
        assert advice(Timeline("r", run.entries, workers=4, cores=16)) == "With 8 workers it could take 5 s at best."

    def test_tasks_held_back(self) -> None:
        run = timeline(*(entry(n, start=2 * n, end=2 * n + 1) for n in range(8)), workers=8)
        assert advice(run).startswith("No: 8 workers could have done this in 1 s at best, and it took ")

    def test_coroutines_need_no_worker_each(self) -> None:
        assert advice(crowded()).startswith("No: coroutines need no worker each")

    def test_coroutines_do_not_count_against_the_workers(self) -> None:
        crowd = crowded()
        run = timeline(*crowd.entries, entry(9000, "parse", 0.0, 0.1), workers=2)
        assert facts(run).bound_s <= facts(run).took_s
        assert facts(run).bound_s == pytest.approx(facts(run).path_s)

    def test_nothing_ran(self) -> None:
        assert advice(timeline()).startswith("There is nothing to say yet")


def test_pauses_of_a_notebook_count_for_nothing() -> None:
    run = timeline(
        entry(1, start=0, end=2), entry(2, start=0, end=2, worker="t2"), entry(3, start=3600, end=3602), workers=2
    )
    known = facts(run)
    assert (known.makespan_s, known.idle_s, known.took_s, known.saved_s) == (3602, 3598, 4, 2)
    assert "besides pauses of 59 min 58 s in which nothing ran" in str(Report(run))


def test_long_critical_path_is_cut_short() -> None:
    steps = [entry(n, f"step_{n % 7}", n, n + 1 + (n == 50)) for n in range(100)]
    words = path_words(steps)
    assert words.count("→") < 26
    assert "step_1 2 s" in words
    assert words.startswith("step_")
    assert "…" in words


@pytest.mark.parametrize("make", [three, of_every_state, many, crowded, timeline])
def test_page_needs_nothing_from_elsewhere(make) -> None:
    html = Report(make()).html()
    page = Page(html)
    assert page.addresses() == []
    assert not page.names() & {"script", "link", "iframe", "object", "img"}
    assert "@import" not in html
    assert "url(" not in html
    assert "prefers-color-scheme:dark" in html
    assert len(html) < 1_000_000


def test_page_holds_pictures_and_tables() -> None:
    page = Page(Report(of_every_state()).html())
    assert [name for name, _ in page.tags].count("svg") == 2
    for words in ("Timeline", "Graph", "Functions", "Failures", "Not over", "Notes", "Would more workers help?"):
        assert words in page.text
    assert "KeyError: 'price'" in page.text


def test_notebook_shows_a_fragment() -> None:
    html = Report(three())._repr_html_()
    assert not Page(html).names() & {"html", "body", "head"}
    assert "<details>" in html


@pytest.fixture(scope="module")
def known() -> set[str]:
    """The elements and attributes that pages are made of."""
    return Page(Report(of_every_state()).html()).names() | Page(Report(many(500)).html()).names()


@for_any_run
def test_no_name_becomes_markup_in_the_page(known: set[str], run: Timeline) -> None:
    assert Page(Report(run).html()).names() <= known
    Page(Report(run)._repr_html_())


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_text_in_the_page(name: str) -> None:
    run = timeline(entry(1, name, state=State.FAILED, error=f"E: {name}"), notes=(name,))
    page = Page(Report(Timeline(name, run.entries, notes=(name,))).html())
    assert " ".join(clean(name).split()) in " ".join(page.text.split())


def test_saved_by_suffix(tmp_path: Path) -> None:
    report = Report(three())
    assert report.save(tmp_path / "r.txt").read_text() == f"{report}\n"
    assert json.loads(report.save(tmp_path / "r.json").read_text()) == report.json()
    assert report.save(tmp_path / "r.html").read_text() == report.html()
    with pytest.raises(BadOption, match=r"ends in \.html or \.json or \.txt"):
        report.save(tmp_path / "r.pdf")


def test_report_is_of_its_moment() -> None:
    report = Report(three())
    assert repr(report) == "<Report: 3 tasks in 3 s instead of 4 s: 1 s saved (1.3 × as fast)>"
    assert report.facts is report.facts
