"""What ``headway demo`` says to people."""

from __future__ import annotations

from headway.cli.demo.comparison import Comparison
from headway.cli.demo.flow import MODELS
from headway.core.timeline import critical_path
from headway.faces.facts import path_words
from headway.faces.wording import count, duration


def text(found: Comparison) -> str:
    """The two runs beside each other, what the job came to, and where the files are."""
    report = found.report
    new = found.rows - found.labelled
    rows = {
        "job": f"train {MODELS} models on {found.labelled:,} images of handwritten digits, read {new:,} new ones",
        "side by side": f"{duration(found.side_by_side_s)}: {count(report['tasks']['called'])} on "
        f"{count(report['workers'], 'worker')}, {count(report['cores'], 'core')}",
        "one after another": f'{duration(found.one_after_another_s)}: measured, the same calls with on="inline"',
        "speed-up": f"{found.speed_up:.2f} ×{_doubt(found)}",
        "critical path": f"{duration(report['critical_path_s'])}: {path_words(critical_path(found.timeline))}",
        "best model": f"{found.best}: accuracy {found.held_out_accuracy:.3f} on held-out images (the score), "
        f"{found.forecast_accuracy:.3f} on the new ones",
        "leaderboard": ", ".join(f"{name} {score:.3f}" for name, score in _board(found)),
        "predictions": "the same in both runs" if found.is_same else "NOT the same in both runs: please tell us",
        "report": str(found.folder / "report.html"),
        "picture": str(found.folder / "timeline.svg"),
        "tables": str(found.folder),
    }
    return "\n".join(f"{label:<19}{words}" for label, words in rows.items())


def _board(found: Comparison) -> list[tuple[str, float]]:
    board = found.experiment.leaderboard
    return list(zip(board["model"], board["score"], strict=True))


def _doubt(found: Comparison) -> str:
    """What stands behind a figure that the machine itself had a part in."""
    if found.is_disturbed:
        waited_s = found.one_after_another_s - found.one_after_another_cpu_s
        return f" (other programs are busy here: the plain run waited {duration(waited_s)} for a core; run it again)"
    if found.report["cores"] == 1:
        return " (one core: models can't be trained at the same time here)"
    return ""
