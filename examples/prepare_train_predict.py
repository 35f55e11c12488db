"""Two tables are prepared at once, a model is trained on one, and predicts the other. Runs anywhere, in two seconds.

python examples/prepare_train_predict.py
headway run examples/prepare_train_predict.py --report report.html
"""

import time
from statistics import LinearRegression, linear_regression, mean

from headway import task

# Litres of ice cream sold on days of so many degrees; the last four days are still to come.
PAST = {"degrees": [14, 16, 19, 20, 22, 25, 28, 31], "litres": [46, 61, 80, 84, 99, 118, 139, 160]}
COMING = {"degrees": [18, 24, 27, 30]}


@task
def prepare(table: dict[str, list[int]]) -> dict[str, list[float]]:
    time.sleep(1)  # stands for the database or the disk that a real table comes from
    celsius = [float(degrees) for degrees in table["degrees"]]
    return {**table, "degrees": [degrees - 20 for degrees in celsius]}


@task
def train(past: dict[str, list[float]]) -> LinearRegression:
    return linear_regression(past["degrees"], past["litres"])


@task
def predict(model: LinearRegression, coming: dict[str, list[float]]) -> list[float]:
    return [model.slope * degrees + model.intercept for degrees in coming["degrees"]]


def main() -> None:
    began = time.perf_counter()
    past = prepare(PAST)  # running
    coming = prepare(COMING)  # meanwhile
    model = train(past)  # starts by itself when the table is there
    litres = predict(model, coming).result()

    print("litres to order:", ", ".join(f"{amount:.0f}" for amount in litres))
    print(
        f"on average {mean(litres):.0f} a day; done in {time.perf_counter() - began:.1f} s (one after another: 2.0 s)"
    )


if __name__ == "__main__":
    main()
