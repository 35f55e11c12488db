"""A model from a table: upload, set up, train and predict, as tasks.

Nothing is loaded before it is used: ``import headway.automl`` is quick, and needs no extra.
"""
