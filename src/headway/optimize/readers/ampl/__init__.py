"""AMPL: models and data, read by rules written down here; see :func:`read_ampl`."""

from headway.optimize.readers.ampl.reading import read_ampl as read_ampl
