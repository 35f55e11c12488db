"""The work itself, as tasks: the only file of this room that knows of Headway's tasks, clocks and processors.

A unit (a method, a window, some series) runs in a worker process with one native thread. Every method is measured first,
on a few series, with the forecast of the future; then it gets as many backtests as fit what is left of the budget. What
is unfinished at the end of the budget is cancelled for real, and the best of what is there is the result. A unit that
fails is run again in parts, so that one bad series costs only itself.
"""

from __future__ import annotations

import os
from collections import defaultdict, deque
from collections.abc import Sequence
from math import inf
from time import perf_counter

from headway import NoCurrentTask, Task, current, task, wait
from headway.automl.series.backtest import Record, Unit, fit_lines, seen
from headway.automl.series.budget import ROW_S, Share, chunks, reserve_s, share_of
from headway.automl.series.experiment import MethodCost
from headway.automl.series.methods import CATALOGUE, Ask, Method
from headway.automl.series.panel import Floats, Line, Panel
from headway.automl.series.problem import SeriesProblem
from headway.errors import MissingExtra

PARTS = 4  # that a failed unit is run again in
LOOK_S = 1.0  # how often it is looked whether somebody wants this to stop
TRIES = 3  # series that a method may fail on at first, before it is left out
AHEAD = 2  # methods that are measured while another one works


@task(on="process", name="forecast series")
def forecast_chunk(method: str, lines: Sequence[Line], ask: Ask) -> tuple[list[Floats], float]:
    """The forecasts of some series by one method, and the seconds that they took."""
    way = CATALOGUE[method]
    way.load()
    began = perf_counter()
    return way.forecast(lines, ask), perf_counter() - began


class Work:
    """Forecasts and backtests by many methods, within a budget that began at ``began`` (seconds of ``perf_counter``)."""

    def __init__(
        self, panel: Panel, problem: SeriesProblem, methods: Sequence[Method], windows: int, began: float
    ) -> None:
        self.record = Record()
        self.notes: dict[str, str] = {}
        self._panel, self._problem, self._windows = panel, problem, windows
        self._ask = Ask(problem.steps, panel.seasons, panel.grid, problem.seed)
        self._instant = [method for method in methods if method.is_instant]
        self._waiting = deque(method for method in methods if not method.is_instant)
        self._measured: deque[tuple[Method, set[Unit]]] = deque()  # methods whose first units run, or have run
        self._ready: deque[Unit] = deque()
        self._failed: defaultdict[str, set[tuple[int, int]]] = defaultdict(set)  # (window, series)
        self._running: dict[Task[tuple[list[Floats], float]], Unit] = {}
        self._fit_lines: dict[tuple[str, int], tuple[int, ...]] = {}
        self._points: dict[
            str, int
        ] = {}  # of the series that each method has forecast so far: what its seconds went by
        self._workers = _processors()
        self._whole = len(methods) * (windows + 1) * len(panel.lines)
        values = self._whole * problem.horizon
        self._end = inf if problem.budget_s is None else began + problem.budget_s - reserve_s(problem.budget_s, values)

    # --- what is known --------------------------------------------------------------------------------------------------

    @property
    def costs(self) -> dict[str, MethodCost]:
        """What each method took, and what there is to say of it."""
        names = dict.fromkeys([*self.record.seconds, *self.record.troubles, *self.notes])
        return {name: self._cost(name) for name in names}

    def _cost(self, name: str) -> MethodCost:
        troubles = list(dict.fromkeys(self.record.troubles.get(name, ())))
        more = f" (and {len(troubles) - 1} more)" if len(troubles) > 1 else ""
        said = [self.notes.get(name, ""), f"{troubles[0]}{more}" if troubles else ""]
        return MethodCost(
            self.record.seconds.get(name, 0.0), self.record.fits.get(name, 0), "; ".join(filter(None, said))
        )

    def _left_s(self) -> float:
        """Seconds of work that all workers together have left, without what is promised already."""
        promised = sum(self._expected_s(unit.method, unit.lines) for unit in (*self._ready, *self._running.values()))
        return (self._end - perf_counter()) * self._workers - promised

    def _expected_s(self, method: str, numbers: Sequence[int]) -> float:
        """What forecasting some series is expected to take, by what their points have taken so far."""
        points = self._points.get(method, 0)
        return self.record.seconds[method] / points * self._rows(numbers) if points else 0.0

    def _fit(self, method: Method, window: int) -> tuple[int, ...]:
        key = (method.name, window)
        if key not in self._fit_lines:
            self._fit_lines[key] = fit_lines(method, window, self._panel, self._problem, self._ask)
        return self._fit_lines[key]

    # --- what is done ---------------------------------------------------------------------------------------------------

    def run(self) -> None:
        """Do all of it, until the end of the budget at most."""
        for method in self._instant:
            self._run_here(method)
        try:
            while self._go_on():
                self._take_in()
        finally:
            for running in self._running:
                running.cancel()

    def _go_on(self) -> bool:
        """Start what can be started; whether there is anything to wait for."""
        if perf_counter() >= self._end:
            self._stop()
        return self._start_more() or bool(self._running)

    def _run_here(self, method: Method) -> None:
        """What takes no time is done at once, so that the shortest budget gives a result."""
        for window in range(self._windows + 1):
            numbers = self._fit(method, window)
            began = perf_counter()
            values = method.forecast([seen(self._panel.lines[n], window, self._problem) for n in numbers], self._ask)
            self._keep(Unit(method.name, window, numbers), values, perf_counter() - began)

    def _start_more(self) -> bool:
        """Start units while workers are free; whether anything was started."""
        started = False
        while len(self._running) < self._workers + 1:
            self._grant()
            if not self._ready and not self._measure_next():
                break
            if self._ready:
                self._start(self._ready.popleft())
                started = True
        return started

    def _start(self, unit: Unit) -> None:
        lines = [seen(self._panel.lines[number], unit.window, self._problem) for number in unit.lines]
        self._running[forecast_chunk(unit.method, lines, self._ask)] = unit

    def _measure_next(self) -> bool:
        """Make the first units of the next method; False where there is none, or enough are being measured."""
        if not self._waiting or len(self._measured) > AHEAD:
            return False
        method = self._waiting.popleft()
        window = 0 if self._fit(method, 0) else 1  # without the features of the future there is no forecast of it yet
        numbers = self._fit(method, window) if window <= self._windows else ()
        if not numbers:
            self.notes[method.name] = f"left out: {self._why_unfit(method)}"
            return True
        if method.is_global and len(numbers) and self._rows(numbers) * ROW_S > self._left_s():
            self.notes[method.name] = "left out: so many rows do not fit the budget"
            return True
        pilots = [Unit(method.name, window, part) for part in (_parts_to_measure(method, numbers, self._panel))]
        self._measured.append((method, set(pilots)))
        self._ready.extend(pilots)
        return True

    def _rows(self, numbers: Sequence[int]) -> int:
        return sum(self._panel.lines[number].points for number in numbers)

    def _why_unfit(self, method: Method) -> str:
        longest = max(self._panel.lines, key=lambda line: line.points)
        why = method.refuses(longest, self._ask)
        return why or "the series are too short"

    def _grant(self) -> None:
        """Give the measured methods their share of the windows, in their order."""
        while self._measured and not self._measured[0][1]:
            method, _ = self._measured.popleft()
            if method.name in self._points:
                self._share(method)

    def _share(self, method: Method) -> None:
        by_window = [self._left_in(method, window) for window in range(self._windows + 1)]
        final_s, *window_s = (self._expected_s(method.name, numbers) for numbers in by_window)
        share = Share(self._windows)
        if self._end < inf and self._windows:
            share = share_of(final_s, max(window_s), self._windows, self._left_s())
        if share.why:
            self.notes[method.name] = share.why
        if share.windows or not self._windows:
            for window, numbers in enumerate(by_window[: share.windows + 1]):
                self._ready.extend(Unit(method.name, window, part) for part in self._chunks(method, numbers))

    def _left_in(self, method: Method, window: int) -> tuple[int, ...]:
        done = self.record.forecasts.get((method.name, window), {})
        failed = self._failed[method.name]
        return tuple(n for n in self._fit(method, window) if n not in done and (window, n) not in failed)

    def _chunks(self, method: Method, numbers: tuple[int, ...]) -> list[tuple[int, ...]]:
        if method.is_global:
            return [numbers] if numbers else []
        return chunks(numbers, self._expected_s(method.name, numbers) / max(len(numbers), 1), self._workers)

    # --- what comes back ------------------------------------------------------------------------------------------------

    def _take_in(self) -> None:
        """Wait for an end, of a unit or of the budget, and take in what has ended."""
        left_s = max(0.0, min(LOOK_S, self._end - perf_counter()))
        for ended in wait(list(self._running), first=True, timeout_s=left_s).result().done:
            unit = self._running.pop(ended)
            error = ended.error
            if error is None:
                self._keep(unit, *ended.result())
            else:
                self._fail(unit, error)
            self._end_pilot(unit, failed=error is not None)
        self._tell()

    def _keep(self, unit: Unit, values: list[Floats], seconds: float) -> None:
        self.record.add(unit, values, seconds, self._panel, self._problem)
        if unit.lines:
            self._points[unit.method] = self._points.get(unit.method, 0) + self._rows(unit.lines)

    def _end_pilot(self, unit: Unit, failed: bool) -> None:
        """A first unit of a method has ended; if it failed, another series may do better."""
        for method, pilots in self._measured:
            if unit in pilots:
                pilots.discard(unit)
                rest = self._left_in(method, unit.window)
                if failed and rest and not method.is_global and len(self._failed[method.name]) < TRIES:
                    pilots.add(Unit(method.name, unit.window, rest[:1]))
                    self._ready.append(Unit(method.name, unit.window, rest[:1]))

    def _fail(self, unit: Unit, error: BaseException) -> None:
        """Try again in parts, so that what is bad costs only itself; a single series' failure is told."""
        if isinstance(error, MissingExtra):
            raise error
        if len(unit.lines) > 1 and not CATALOGUE[unit.method].is_global:
            size = -(-len(unit.lines) // PARTS)
            parts = (unit.lines[at : at + size] for at in range(0, len(unit.lines), size))
            self._ready.extendleft(Unit(unit.method, unit.window, part) for part in parts)
            return
        self._failed[unit.method].update((unit.window, number) for number in unit.lines)
        where = f" on {self._panel.lines[unit.lines[0]].name}" if len(unit.lines) == 1 else ""
        self.record.fail(unit.method, f"failed{where}: {type(error).__name__}: {error}")

    def _stop(self) -> None:
        """The budget is over: nothing more begins, and what runs is ended."""
        unfinished = {unit.method for unit in (*self._ready, *self._running.values())}
        for name in dict.fromkeys([*unfinished, *(method.name for method in self._waiting)]):
            self.notes[name] = "the budget ended before it did"
        self._ready.clear()
        self._waiting.clear()
        self._measured.clear()
        for running in self._running:
            running.cancel()
        self._running.clear()

    def _tell(self) -> None:
        """Say how far it is, where somebody may be looking."""
        try:
            teller = current()
        except NoCurrentTask:
            return
        teller.progress(min(sum(self.record.fits.values()), self._whole), self._whole)
        teller.checkpoint()


def _parts_to_measure(method: Method, numbers: tuple[int, ...], panel: Panel) -> list[tuple[int, ...]]:
    """The longest series and one of usual length, a part each; all at once for a method that learns from all at once."""
    if method.is_global:
        return [numbers]
    by_length = sorted(numbers, key=lambda number: panel.lines[number].points)
    return [(number,) for number in dict.fromkeys([by_length[-1], by_length[len(by_length) // 2]])]


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
