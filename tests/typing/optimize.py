# pyright: basic
"""What mypy (strict) and pyright find of the verbs of optimisation. Checked, not run."""

from typing import assert_type

from headway import Task
from headway.optimize import (
    Explanation,
    Model,
    Plot,
    PulpSolver,
    Routes,
    Shown,
    Solution,
    Tour,
    explain,
    export,
    plot,
    race,
    read,
    read_text,
    routes,
    show,
    solve,
    sweep,
    tour,
)

model = read("furniture.mps")
assert_type(model, Model)
assert_type(read_text("Maximize x", "lp"), Model)
solution = solve(model, solver="highs", time_limit_s=5)
assert_type(solution, Task[Solution])
assert_type(solution.result().objective, float)
assert_type(solution.result().values["chairs"], float)
assert_type(sweep(model, [{"rhs": {"wood": 3.0}}]), Task[tuple[Solution, ...]])
assert_type(race(model, ["highs", "cbc"]), Task[Solution])
assert_type(explain(solution), Explanation)
assert_type(explain(solution.result()).text, str)
assert_type(show(model), Shown)
assert_type(plot(model), Plot)
assert_type(export(model, "lingo"), str)
assert_type(export(model, "ampl", split=True), tuple[str, str])
assert_type(tour([[0, 1], [1, 0]]), Task[Tour])
assert_type(routes([[0, 1], [1, 0]]), Task[Routes])
PulpSolver(timeLimit=5)
