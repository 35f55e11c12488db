"""Tables as their readers get them from pandas, and text columns as categories: the same in both tables."""

import pandas as pd


def read(path: str, target: str) -> tuple[pd.DataFrame, pd.Series]:
    """The features and the target."""
    frame = pd.read_csv(path)
    return frame.drop(columns=target), frame[target]


class Categories:
    """The categories of the text columns of a training table.

    Args:
        limit: the most that a column may have; the rarest beyond it count as missing.
    """

    def __init__(self, features: pd.DataFrame, limit: int | None = None) -> None:
        self.kinds = {
            name: pd.CategoricalDtype(sorted(features[name].value_counts().index[:limit]))
            for name in features.columns
            if not pd.api.types.is_numeric_dtype(features[name])
        }

    def of(self, features: pd.DataFrame) -> pd.DataFrame:
        """The same table, with category columns; what training has not seen is missing."""
        return features.astype(self.kinds)
