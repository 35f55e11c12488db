"""Any table, read: bytes, files and frames become a :class:`Table`, whose columns have kinds.

Reading never guesses in silence: what was noticed on the way (an encoding, a comma as decimal sign, a renamed column)
stands in ``Table.notes``, and why a column has its kind stands in its ``note``.
"""

from __future__ import annotations

from headway.automl.table.reading import read
from headway.automl.table.table import Table

__all__ = ["Table", "read"]
