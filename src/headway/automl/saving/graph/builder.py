"""A graph of ONNX, node by node: the only file that knows the library ``onnx``.

Everything is reckoned in double precision but the trees' sums, which ONNX gives as float32.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import numpy as np

from headway.errors import MissingExtra

Array = np.ndarray[Any, Any]
OPSET = 18  # of December 2022
ML_OPSET = 3
IR_VERSION = 8
ML = "ai.onnx.ml"


class Impossible(Exception):
    """Something that can't be part of a graph; its words say what, and why."""


def check_installed() -> None:
    """Raises :class:`MissingExtra` where what writes and checks graphs is not there."""
    for module in ("onnx", "onnxruntime"):
        if find_spec(module) is None:
            raise MissingExtra("model.onnx", "onnx", module)


@dataclass(frozen=True)
class Output:
    """Something that a graph gives: what it is called inside and outside, its kind, and its shape."""

    inside: str
    name: str
    kind: str
    shape: tuple[str | int, ...]


class Graph:
    """A graph that grows: each operation gives the name of what it gives.

    ``features`` are the names of the inputs, and ``rows`` is that of their number, of shape (1,).
    """

    def __init__(self, numbers: Iterable[str], categories: Iterable[str]) -> None:
        from onnx import TensorProto, helper

        self._kinds = {
            "float": TensorProto.FLOAT,
            "double": TensorProto.DOUBLE,
            "int64": TensorProto.INT64,
            "bool": TensorProto.BOOL,
            "string": TensorProto.STRING,
        }
        self._helper = helper
        self._nodes: list[Any] = []
        self._constants: list[Any] = []
        kinds = {**dict.fromkeys(numbers, "float"), **dict.fromkeys(categories, "string")}
        self.features = tuple(kinds)
        self._prefix = self._free("h")
        self._inputs = [
            helper.make_tensor_value_info(name, self._kinds[kind], ["rows", 1]) for name, kind in kinds.items()
        ]

    def _free(self, name: str) -> str:
        """A name that begins as no feature does."""
        return self._free(f"{name}_") if any(each.startswith(name) for each in self.features) else name

    def output_name(self, name: str) -> str:
        """This name, or one like it that no feature has."""
        return self.output_name(f"{name}_") if name in self.features else name

    def add(self, operation: str, *inputs: str, **attributes: Any) -> str:
        """A node; the name of its one output."""
        return self._add(operation, inputs, "", attributes)

    def add_ml(self, operation: str, *inputs: str, **attributes: Any) -> str:
        """A node of ONNX-ML."""
        return self._add(operation, inputs, ML, attributes)

    def _add(self, operation: str, inputs: tuple[str, ...], domain: str, attributes: Mapping[str, Any]) -> str:
        output = f"{self._prefix}{len(self._nodes)}"
        long = {name: value for name, value in attributes.items() if isinstance(value, np.ndarray)}
        short = {name: value for name, value in attributes.items() if name not in long}
        node = self._helper.make_node(operation, list(inputs), [output], domain=domain, **short)
        for name, values in long.items():
            node.attribute.append(self._long(name, values))
        self._nodes.append(node)
        return output

    def _long(self, name: str, values: Array) -> Any:
        """An attribute of many numbers; the library's own way looks at each of them."""
        from onnx import AttributeProto, numpy_helper

        attribute = AttributeProto(name=name)
        if values.dtype == np.float64:
            attribute.type = AttributeProto.TENSOR
            attribute.t.CopyFrom(numpy_helper.from_array(values))
        elif values.dtype.kind == "S":
            attribute.type = AttributeProto.STRINGS
            attribute.strings.extend(values.tolist())
        else:
            attribute.type = AttributeProto.INTS
            attribute.ints.extend(values.tolist())
        return attribute

    def constant(self, values: Any, dtype: Any = np.float64) -> str:
        """An array that is part of the graph."""
        from onnx import numpy_helper

        name = f"{self._prefix}c{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(np.asarray(values, dtype=dtype), name))
        return name

    def cast(self, value: str, kind: str = "double") -> str:
        """The same numbers as those of another kind."""
        return self.add("Cast", value, to=self._kinds[kind])

    def filled(self, row: Array) -> str:
        """This row as often as there are rows, of shape (rows, columns)."""
        first = self.features[0]
        rows = self.add("Shape", first, start=0, end=1)
        shape = self.add("Concat", rows, self.constant([len(row)], np.int64), axis=0)
        return self.add("Expand", self.constant(row[None, :]), shape)

    def finish(self, outputs: Sequence[Output], description: str) -> bytes:
        """The graph as bytes, which gives these outputs."""
        helper = self._helper
        ends = [helper.make_node("Identity", [each.inside], [each.name]) for each in outputs]
        told = [helper.make_tensor_value_info(each.name, self._kinds[each.kind], list(each.shape)) for each in outputs]
        graph = helper.make_graph([*self._nodes, *ends], "headway", self._inputs, told, self._constants)
        imports = [helper.make_opsetid("", OPSET), helper.make_opsetid(ML, ML_OPSET)]
        model = helper.make_model(
            graph, opset_imports=imports, ir_version=IR_VERSION, producer_name="headway", doc_string=description
        )
        return bytes(model.SerializeToString())
