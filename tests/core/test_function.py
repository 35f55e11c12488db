"""What `@task` says of a function."""

from __future__ import annotations

import pickle

import pytest
from tests.core.by_hand import doing_nothing

from headway.core.function import Function, Limit
from headway.errors import BadOption


class TestLimit:
    def test_limit_is_a_value(self) -> None:
        assert Limit("server", 4) == Limit(name="server", at_most=4)
        assert len({Limit("server", 4), Limit("server", 4), Limit("server", 5)}) == 2
        assert pickle.loads(pickle.dumps(Limit("server", 4))) == Limit("server", 4)

    @pytest.mark.parametrize("name", ["", None, 4])
    def test_limit_needs_a_name(self, name: object) -> None:
        with pytest.raises(BadOption, match="a name for the limit"):
            Limit(name, 4)  # type: ignore[arg-type]

    @pytest.mark.parametrize("at_most", [0, -1, 1.5, "4", None, True])
    def test_limit_needs_a_whole_number(self, at_most: object) -> None:
        with pytest.raises(BadOption, match="a whole number, at least 1"):
            Limit("server", at_most)  # type: ignore[arg-type]


class TestFunction:
    def test_functions_are_told_apart_by_identity(self) -> None:
        """Two tasks of one name and body are two: each has learned its own."""
        first, second = Function("a", doing_nothing), Function("a", doing_nothing)
        assert first != second
        assert first.learned is not second.learned

    def test_limit_that_it_was_given_comes_first(self) -> None:
        mine, added = Limit("server", 4), Limit("map", 2)
        assert Function("a", doing_nothing, limits=(mine, added)).limit == mine
        assert Function("a", doing_nothing).limit is None
