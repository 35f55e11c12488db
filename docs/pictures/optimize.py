"""Makes the pictures optimize-*.svg beside this file: ``python docs/pictures/optimize.py``."""

from pathlib import Path

import pulp

from headway import optimize

HERE = Path(__file__).parent

if __name__ == "__main__":
    shop = pulp.LpProblem("furniture", pulp.LpMaximize)
    chairs, tables = shop.add_variable("chairs", 0), shop.add_variable("tables", 0)
    shop += 30 * chairs + 40 * tables, "profit"
    shop += 2 * chairs + 4 * tables <= 40, "wood"
    shop += 3 * chairs + 2 * tables <= 28, "work"
    optimize.plot(shop).save(HERE / "optimize-plot.svg")
