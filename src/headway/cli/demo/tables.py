"""The demo's tables: handwritten digits as two CSV files, one to train on and one to be read.

The images: E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine Learning Repository,
1998 (https://doi.org/10.24432/C50P49), CC BY 4.0; scikit-learn brings 1,797 of them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


def write_tables(folder: Path, rows: int) -> Any:
    """Write ``train.csv`` (seven tenths, with the digit) and ``forecast.csv`` (without it).

    Gives the forecast's true digits, an array, which no model ever sees.
    """
    dataset: Any = load_digits(as_frame=True)
    images = dataset.frame.rename(columns={"target": "digit"}).head(rows)
    tables: list[Any] = train_test_split(images, test_size=0.3, stratify=images["digit"], random_state=0)
    train, forecast = tables
    train.to_csv(folder / "train.csv", index=False)
    forecast.drop(columns="digit").to_csv(folder / "forecast.csv", index=False)
    return forecast["digit"].to_numpy()
