"""The graphical method: programmes of two variables drawn, or slices of larger ones.

From the model to the picture: ``slicing`` makes a ``plane`` of it; ``region`` and ``outcome`` are its geometry, ``window`` what
of it is shown, ``scene`` all of this together; ``drawing`` draws it on a ``sheet``, which alone knows matplotlib.
"""

from __future__ import annotations

from headway.optimize.graphical.plotting import Plot, plot

__all__ = ["Plot", "plot"]
