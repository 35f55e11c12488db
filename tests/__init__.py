"""A package on purpose: some distributions install a package `tests` of their own, which would hide a plain folder."""
