"""AutoML on the ten real tables: how good the predictions are, who is first, how long it took, what it held."""

import math
from collections.abc import Iterable, Sequence
from statistics import mean, median, pstdev

from benchmarks.automl import referee
from benchmarks.automl.contestants import ENTRIES
from benchmarks.automl.scores import HIGHER_IS_BETTER, places
from benchmarks.automl.tables import NAMES
from benchmarks.cell import Cell, Outcome
from benchmarks.plan import Asked, rounds
from benchmarks.results import Claim, Results, number, table

NAME, OURS = "automl_tables", "headway"
TO_BEAT = ("FLAML", "LightGBM default", "HistGradientBoosting default")
BUDGET_S, LIMIT_S = 30, 300
QUICK_TABLES, QUICK_BUDGET_S = ("titanic", "digits", "mpg"), 5


def cells(quick: bool) -> list[Cell]:
    """One seed after another, so that a run that is stopped has every library on every table as soon as possible."""
    seeds = 1 if quick else max(entry.seeds for entry in ENTRIES.values())
    return [
        cell
        for seed in range(seeds)
        for name in (QUICK_TABLES if quick else NAMES)
        for cell in rounds(NAME, _asked(name, seed, QUICK_BUDGET_S if quick else BUDGET_S), count=1, limit_s=LIMIT_S)
    ]


def _asked(name: str, seed: int, budget_s: int) -> list[Asked]:
    """The libraries that play with this seed; every second seed in the opposite order."""
    playing = [peer for peer, entry in ENTRIES.items() if seed < entry.seeds]
    options = {"table": name, "seed": seed, "budget_s": budget_s}
    return [(peer, options) for peer in (reversed(playing) if seed % 2 else playing)]


def measure(cell: Cell) -> Outcome:
    return referee.judged(cell)


def section(results: Results) -> list[str]:
    peers, tables = _peers(results), results.options(NAME, "table")
    ranks = mean_places(results)
    budgets = " or ".join(f"{budget} s" for budget in results.options(NAME, "budget_s"))
    return [
        "## Ten tables",
        "",
        f"Budget {budgets}; the tables' own split, 70 to 30. AUC (higher is better), log loss and RMSE (lower is better) on "
        "the rows that nobody was shown; mean of the seeds ± their standard deviation; the best in bold.",
        "",
        *table(["", "metric", *peers], [_scores(results, name, peers) for name in tables]),
        "Mean rank: of the means, over all tables; without a score a library is last. Seconds: from the path of the CSV to "
        "the trained model, imports and servers before; then for the predictions. Process: from its start to its end. "
        "Memory: the most that the process and all below it held at once (summed PSS, 20 times a second).",
        "",
        *table(
            [
                "",
                "mean rank",
                "first",
                "seeds",
                "train s, median / most",
                "predict s",
                "process s",
                "MB, median / most",
            ],
            [_summary(results, peer, ranks) for peer in sorted(peers, key=ranks.__getitem__)],
        ),
        *_circumstances(results),
        *_list(f"- {peer}: {', '.join(found)}" for peer in peers if (found := _versions(results, peer))),
        *_troubles(results, peers, tables),
    ]


def claims(results: Results) -> list[Claim]:
    """The mean rank below those that must be beaten, and not above anybody's."""
    ranks = mean_places(results)
    if not ranks:
        return []
    ours = {"mean rank": ranks.get(OURS)}
    bars = [
        Claim("bar", f"mean rank: below {peer}", ours, ranks[peer], strict=True) for peer in TO_BEAT if peer in ranks
    ]
    others = [rank for peer, rank in ranks.items() if peer != OURS]
    return [*bars, Claim("aim", "mean rank: first", ours, min(others))] if others else []


def mean_places(results: Results) -> dict[str, float]:
    """The mean place of each library over the tables."""
    peers = _peers(results)
    each = [placed for name in results.options(NAME, "table") if (placed := _places(results, name, peers))]
    return {peer: mean(placed[peer] for placed in each) for peer in peers} if each else dict.fromkeys(peers, math.inf)


def _peers(results: Results) -> list[str]:
    """In the order of the entries, whatever the order of the rounds."""
    taken = results.peers(NAME)
    return [peer for peer in ENTRIES if peer in taken]


def _places(results: Results, name: str, peers: Sequence[str]) -> dict[str, float]:
    found = {peer: _mean(results.of(NAME, peer, table=name).numbers("score")) for peer in peers}
    metric = _metric(results, name)
    return places(metric, found) if metric else {}


def _metric(results: Results, name: str) -> str:
    """The table's metric, as the outcomes say; empty when there is none yet."""
    said = (
        outcome["metric"] for cell, outcome in results.pairs if "metric" in outcome and cell.options["table"] == name
    )
    return next(said, "")


def _mean(values: Sequence[float]) -> float | None:
    return mean(values) if values else None


def _scores(results: Results, name: str, peers: Sequence[str]) -> list[str]:
    metric = _metric(results, name)
    found = {peer: results.of(NAME, peer, table=name).numbers("score") for peer in peers}
    means = [mean(values) for values in found.values() if values]
    best = (max if HIGHER_IS_BETTER.get(metric) else min)(means, default=None)
    return [name, metric or "—", *(_score(values, best) for values in found.values())]


def _score(values: Sequence[float], best: float | None) -> str:
    if not values:
        return "—"
    shown = digits(mean(values))
    shown = f"**{shown}**" if mean(values) == best else shown
    return f"{shown} ±{digits(pstdev(values))}" if len(values) > 1 else shown


def digits(value: float) -> str:
    """Four digits behind the point, or fewer for large numbers.

    >>> digits(0.85123), digits(2.34567), digits(541.26)
    ('0.8512', '2.346', '541.3')
    """
    return f"{value:.{4 if value < 1 else 3 if value < 100 else 1}f}"


def _summary(results: Results, peer: str, ranks: dict[str, float]) -> list[str]:
    found = results.of(NAME, peer)
    tables = results.options(NAME, "table")
    firsts = sum(_places(results, name, _peers(results)).get(peer) == 1 for name in tables)
    seeds = len(results.options(NAME, "seed", peer))
    return [
        peer, f"{ranks[peer]:.2f}" if ranks[peer] < math.inf else "—", f"{firsts} of {len(tables)}", str(seeds), _median_and_most(found.numbers("fit_s")),
        number(found.median("predict_s")), number(found.median("wall_s")), _median_and_most(found.numbers("peak_mb")),
    ]  # fmt: skip


def _median_and_most(values: Sequence[float]) -> str:
    return f"{number(median(values))} / {number(max(values))}" if values else "—"


def _versions(results: Results, peer: str) -> list[str]:
    said: dict[str, str] = {}
    for outcome in results.of(NAME, peer).outcomes:
        said |= outcome.get("versions", {})
    return [f"{name} {version}" for name, version in said.items()]


def _circumstances(results: Results) -> list[str]:
    """The days and the load: outcomes may be older than the run."""
    outcomes = [outcome for cell, outcome in results.pairs if cell.measure == NAME and "load" in outcome]
    if not outcomes:
        return []
    loads = [outcome["load"] for outcome in outcomes]
    days = sorted({outcome["date"] for outcome in outcomes})
    measured = days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}"
    said = f"Measured {measured}; load average before a run (that of the run before it): "
    return [f"{said}median {median(loads):.1f}, most {max(loads):.1f}.", ""]


def _troubles(results: Results, peers: Sequence[str], tables: Sequence[str]) -> list[str]:
    """A line for each library and table without a score from every seed."""
    return _list(
        f"- {peer}, {name}: {trouble}"
        for peer in peers
        for name in tables
        if (trouble := results.of(NAME, peer, table=name).trouble)
    )


def _list(lines: Iterable[str]) -> list[str]:
    """With an empty line behind it, unless it is empty itself."""
    said = list(lines)
    return [*said, ""] if said else []
