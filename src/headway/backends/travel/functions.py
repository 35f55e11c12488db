"""Functions as they go to a worker: by name where they can be imported, else by value with all that they capture.

A function of a script's ``__main__``, of a notebook or made on the fly goes by value, once to each worker. It is packed
anew when what it captures has changed, as a notebook's user expects: a helper defined again, a setting altered in a
dict. Two things are not seen: an array, or any other value, of more than 64 KiB that is altered in place; and a module
that is edited, or loaded again, while the program runs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from headway.backends.travel.captures import Captures
from headway.backends.travel.names import imported, place_of
from headway.backends.travel.parcels import Parcel, unpack

Reference = tuple[str, str, str]


class PackedFunction:
    """A function, ready to be sent: ``reference`` says where it is found; ``parcel`` is the function itself, or None.

    :func:`load_function` makes the function of the two.
    """

    __slots__ = ("_captures", "parcel", "reference")

    def __init__(self, reference: Reference, parcel: Parcel | None, captures: Captures | None) -> None:
        self.reference, self.parcel, self._captures = reference, parcel, captures

    def is_stale(self) -> bool:
        """Whether something that it captures has changed, so that it must be packed again. Never raises."""
        return self._captures is not None and self._captures.have_changed()


def packed(function: Callable[..., Any], pack: Callable[[Any], Parcel]) -> PackedFunction:
    """A function, ready to be sent. Raises what ``pack`` raises."""
    place = place_of(function)
    if place is not None:
        return PackedFunction(("name", *place), None, None)
    captures = Captures(function)  # taken down first: what changes while it is packed counts as changed
    name = getattr(function, "__qualname__", type(function).__qualname__)
    return PackedFunction(("value", str(function.__module__), str(name)), pack(function), captures)


def load_function(reference: Reference, parcel: Parcel | None) -> Callable[..., Any]:
    """The function that was packed.

    Raises:
        NotPicklable: its module can't be imported in this process, or has no such function.
    """
    how, module, name = reference
    if how == "name" or parcel is None:
        return imported(module, name)  # type: ignore[no-any-return]
    return unpack(parcel)  # type: ignore[no-any-return]
