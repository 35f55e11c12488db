"""Makes the pictures of the ready problems beside this file, with the data that come with them: optimize-*.svg.

Run as ``python docs/pictures/problems.py``.
"""

from pathlib import Path

from headway.optimize.problems import (
    assignment,
    blending,
    dead_kilometres,
    diet,
    furniture_shop,
    media_mix,
    portfolio,
    school_meals,
    transport,
)

HERE = Path(__file__).parent

if __name__ == "__main__":
    answers = {
        "assignment": assignment.solve(assignment.data()),
        "blending": blending.solve(*blending.data(), amount=20),
        "dead-kilometres": dead_kilometres.solve(*dead_kilometres.data()),
        "diet": diet.solve(*diet.data()),
        "furniture-shop": furniture_shop.solve(*furniture_shop.data()),
        "media-mix": media_mix.solve(*media_mix.data(), budget=60_000),
        "portfolio": portfolio.solve(portfolio.data(), target=0.006, at_most=0.5),
        "school-meals": school_meals.solve(school_meals.data()),
        "transport": transport.solve(*transport.data()),
    }
    for name, answer in answers.items():
        answer.result().picture().save(HERE / f"optimize-{name}.svg")
