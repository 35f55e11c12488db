"""The optimisation toolkit beside its peers: what handing a model to a solver costs, and what is solved in a minute.

`instances` holds four models at three sizes as arrays; `contestants/` has a file per library, which states them in its
own terms and solves them. `handing` takes the CPU of a solve in a fresh process and of the solver alone, `sweeping` that
of 200 right-hand sides, `known` the shared instances with known optima. Each library has an environment of its own.
"""
