"""From the columns of a table to the matrix that a learner takes.

Everything here is a scikit-learn transformer, fitted to the training rows of a fold and to nothing else, so that no row
of a test fold reaches fitting. There are three views of a table: :func:`for_trees` (numbers as they are, missing ones
too; categories as codes), :func:`for_sums` (everything filled, scaled and spread out, for models that add and
multiply), and :func:`for_distances` (every column with a fair say, and no target).
"""

from headway.automl.features.layout import Layout, lay_out
from headway.automl.features.views import View, for_distances, for_sums, for_trees

__all__ = ["Layout", "View", "for_distances", "for_sums", "for_trees", "lay_out"]
