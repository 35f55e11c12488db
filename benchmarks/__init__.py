"""What Headway costs and gains, beside what people would use instead, measured in one run.

`python -m benchmarks` (or `make bench`) does it all. `peers/` holds one file per library, `measures/` one per figure;
`plan` and `cell` run each pair in a process of its own, and `report` writes the table. `large` has what the figures on
arrays and frames share, `automl/` the libraries that train models from tables, each in an environment of its own.
"""
