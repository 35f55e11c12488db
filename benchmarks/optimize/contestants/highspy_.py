"""HiGHS given the arrays as they are: the limit of what any library can reach."""

from typing import Any

import numpy as np
from highspy import MatrixFormat, ObjSense, _core

from benchmarks.optimize.contestants.base import THREADS, RunsHighspy
from benchmarks.optimize.instances import GAP, Instance


def highs_of(instance: Instance) -> Any:
    """A silent HiGHS that has the instance."""
    highs = _core._Highs()
    options = {"output_flag": False, "threads": THREADS, "mip_rel_gap": GAP}
    for name, value in options.items():
        highs.setOptionValue(name, value)
    matrix = instance.matrix
    highs.passModel(
        matrix.shape[1], matrix.shape[0], matrix.nnz, int(MatrixFormat.kRowwise),
        int(ObjSense.kMaximize if instance.maximise else ObjSense.kMinimize), 0.0, instance.costs, instance.lower,
        instance.upper, instance.row_lower, instance.row_upper, matrix.indptr.astype(np.int32),
        matrix.indices.astype(np.int32), matrix.data, instance.integer.astype(np.int32),
    )  # fmt: skip
    return highs


class Arrays(RunsHighspy):
    """The arrays are there; values, prices and reduced costs come back as arrays."""

    def state(self, instance: Instance) -> None:
        """See `Contestant`."""
        self.instance = instance

    def run(self) -> None:
        """See `RunsHighspy`."""
        self.highs = highs_of(self.instance)
        self.highs.run()
        found = self.highs.getSolution()
        self.values = [np.array(part) for part in (found.col_value, found.row_dual, found.col_dual)]

    @property
    def objective(self) -> float:
        """See `Contestant`."""
        return float(self.highs.getInfo().objective_function_value)
