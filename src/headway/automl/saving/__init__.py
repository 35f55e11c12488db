"""A trained model as a file: a zip of arrays, text and names of types, without pickle.

    README         what it is and how to load it
    versions.json  the format, and the libraries it was made with
    schema.json    everything plain: columns, labels, weights, thresholds
    model.skops    the fitted pipelines, through skops
    parts/         what boosters and forests have learnt, in their own formats
    model.onnx     the whole model as a graph, where that is possible

What may be read is decided here (``trusted.py``), never by the file.
"""

from headway.automl.saving.loading import load
from headway.automl.saving.writing import save

__all__ = ["load", "save"]
