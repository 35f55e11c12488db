"""Values, functions and errors that go to another process and come back."""

from headway.backends.travel.functions import PackedFunction, load_function
from headway.backends.travel.names import by_name
from headway.backends.travel.packer import MOST_SEGMENTS, Packer
from headway.backends.travel.parcels import Parcel, unpack
from headway.backends.travel.pickling import dumps

__all__ = ["MOST_SEGMENTS", "PackedFunction", "Packer", "Parcel", "by_name", "dumps", "load_function", "unpack"]
