"""AutoML beside its peers: equal time, equal tables, each library in an environment of its own.

`contestants/` has a file per library; it reads a table, trains within the budget and writes predictions. The referee
(`referee`, over `arena`) hands it a table without the answers, watches its time and memory, and scores what it wrote
with the one function in `scores`. Outcomes stay on disk (`lasting`) until what they depend on has changed.
"""
