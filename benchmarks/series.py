"""Forecasts of the shared panels of series: `python -m benchmarks.series`, on a quiet machine; six minutes or less.

Each panel gets 120 s. The last h points of every series are kept back; methods are chosen by backtests on the others. The
measure is the mean over series of MASE: the mean absolute error in units of the seasonal naive's own on the training
part, with the season that the file states (1 for weeks).
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks import machine
from benchmarks.results import table
from headway.automl.series import SeriesExperiment, train_series

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT.parent / "shared" / "data" / "automl" / "ts"
DISTRIBUTIONS = ("headway", "lightgbm", "mlforecast", "numpy", "pandas", "statsforecast")
SLACK = 1.05  # of the aim is the bar


@dataclass(frozen=True)
class Panel:
    """A panel of series: where it is, what of it, and the MASE to reach."""

    name: str
    file: str
    aim: float
    season: int | None  # that methods are told; None: they find out

    def read(self) -> pd.DataFrame:
        """Its rows: unique_id, time, y, season, h."""
        frame = pd.read_csv(FOLDER / self.file).rename(columns={"ds": "time", "t": "time"})
        return frame[frame["season"] == self.season] if self.file == "classic17.csv" else frame


PANELS = (
    Panel("monthly", "classic17.csv", 0.772, 12),
    Panel("quarterly", "classic17.csv", 0.959, 4),
    Panel("weekly", "m4_weekly60.csv", 2.346, None),
    Panel("hourly", "m4_hourly60.csv", 0.978, 24),
)


@dataclass(frozen=True)
class Measured:
    """What a panel gave: errors and coverage a series, seconds, the machine's load before it, and the experiment."""

    panel: Panel
    mase: np.ndarray[Any, np.dtype[np.float64]]
    naive: np.ndarray[Any, np.dtype[np.float64]]
    covered: float
    seconds: float
    load: float
    experiment: SeriesExperiment

    @property
    def verdict(self) -> str:
        """Whether the aim or the bar is held."""
        found = float(self.mase.mean())
        return (
            "aim held" if found <= self.panel.aim else "bar held" if found <= self.panel.aim * SLACK else "**missed**"
        )


def measured(panel: Panel, budget_s: float, seed: int) -> Measured:
    """Forecast a panel without its last points, and compare."""
    load = os.getloadavg()[0]
    whole = panel.read()
    kept = whole.groupby("unique_id").cumcount(ascending=False) < whole["h"]
    train, test = whole[~kept], whole[kept]
    began = time.perf_counter()
    experiment = train_series(
        train[["unique_id", "time", "y"]],
        target="y",
        time="time",
        series="unique_id",
        horizon=int(whole["h"].iloc[0]),
        season=panel.season,
        budget_s=budget_s,
        seed=seed,
    )
    forecast = experiment.forecast()
    seconds = time.perf_counter() - began
    errors, naive, covered = zip(
        *(_of_one(key, train, test, forecast) for key in whole["unique_id"].unique()), strict=True
    )
    return Measured(
        panel, np.array(errors), np.array(naive), float(np.concatenate(covered).mean()), seconds, load, experiment
    )


def _of_one(
    key: str, train: pd.DataFrame, test: pd.DataFrame, forecast: pd.DataFrame
) -> tuple[float, float, np.ndarray[Any, np.dtype[np.bool_]]]:
    """MASE of the forecast and of the seasonal naive for one series, and which points its intervals cover."""
    own, actual = train[train["unique_id"] == key], test[test["unique_id"] == key]["y"].to_numpy(dtype=float)
    ahead = forecast[forecast["unique_id"] == key]
    y, season = own["y"].to_numpy(dtype=float), int(own["season"].iloc[0])
    scale = np.abs(y[season:] - y[:-season]).mean()
    again = np.resize(y[-season:], len(actual))
    inside = (ahead["lower"].to_numpy() <= actual) & (actual <= ahead["upper"].to_numpy())
    off = np.abs(actual - ahead["prediction"].to_numpy()).mean()
    return float(off / scale), float(np.abs(actual - again).mean() / scale), inside


def report(found: list[Measured], budget_s: float, seed: int) -> str:
    """The page: what, with what, when, and how it went."""
    where = machine.described()
    versions = ", ".join(f"{name} {version(name)}" for name in DISTRIBUTIONS)
    rows = [
        [
            one.panel.name,
            f"{len(one.mase)}",
            f"{one.mase.mean():.3f}",
            f"{one.panel.aim * SLACK:.3f} / {one.panel.aim:.3f}",
            one.verdict,
            f"{one.naive.mean():.3f}",
            f"{one.experiment.score:.3f}",
            f"{one.covered:.1%}",
            f"{one.seconds:.1f}",
            f"{one.load:.1f}",
        ]
        for one in found
    ]
    head = [
        "panel",
        "series",
        "MASE",
        "bar / aim",
        "",
        "seasonal naive",
        "own backtest",
        "in 90 % intervals",
        "s",
        "load",
    ]
    lines = [
        f"# Forecasts of many series, {date.today().isoformat()}",
        "",
        f"{where['python']}, {where['processor']}, {where['cores']} cores, {where['memory_gb']} GB; {versions}.",
        f"Command: `python -m benchmarks.series --budget {budget_s:g} --seed {seed}`.",
        "",
        f"Mean MASE of the last h points, which nothing has seen, with `budget_s={budget_s:g}` a panel (the whole call, and "
        "the forecast). The bar is 1.05 times the aim: the best single method of each panel, picked with hindsight. "
        '"Own backtest" is what the experiment itself said beforehand (weeks: with a season of its own, so not the same '
        'scale); "load" is the machine\'s load average before the panel began.',
        "",
        *table(head, rows),
    ]
    for one in found:
        lines += [
            f"## {one.panel.name}",
            "",
            f"{one.experiment.policy}; seasons {one.experiment.panel.seasons or 'none'}.",
            "",
        ]
        lines += table(["method", "score", "relative", "windows", "chosen", "s", "note"], _leaderboard(one.experiment))
    return "\n".join(lines)


def _leaderboard(experiment: SeriesExperiment) -> list[list[str]]:
    shown = experiment.leaderboard.astype(object).where(experiment.leaderboard.notna(), "")
    return [
        [f"{value:.3f}" if isinstance(value, float) else str(value) for value in row]
        for row in shown.itertuples(index=False)
    ]


def main() -> None:
    """Measure, and write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.series", description=__doc__)
    parser.add_argument("--budget", type=float, default=120.0, help="seconds a panel")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--panels", nargs="*", default=[panel.name for panel in PANELS])
    parser.add_argument("--out", type=Path, help="where the page goes; benchmarks/results/DATE-series.md by default")
    asked = parser.parse_args()
    if not FOLDER.is_dir():
        sys.exit("needs the panels in ../shared/data/automl/ts, which are not part of the repository")
    found = []
    for panel in PANELS:
        if panel.name in asked.panels:
            found.append(measured(panel, asked.budget, asked.seed))
            one = found[-1]
            print(
                f"{panel.name}: MASE {one.mase.mean():.3f}, {one.verdict}, {one.seconds:.1f} s, load {one.load:.1f}",
                flush=True,
            )
    out = asked.out or ROOT / "benchmarks" / "results" / f"{date.today().isoformat()}-series.md"
    out.write_text(report(found, asked.budget, asked.seed) + "\n", encoding="utf-8")
    print(f"written: {out.name}")


if __name__ == "__main__":
    main()
