"""The inline backend keeps the contract."""

from headway.backends.inline import Inline
from headway.testing import BackendContract


class TestInline(BackendContract):
    make = staticmethod(Inline)
    runs_at_once = True
