"""The types that are not written out in the tables: scalars, and what Go decodes by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from noteproof.schema import scalars
from noteproof.schema.shapes import ListOf, Scalar, Schema, Struct, Type


def _anything(_: object) -> bool:
    return True


def _never(_: object) -> bool:
    return False


STRING = Scalar("a string", _never, str)
BOOLEAN = Scalar("a boolean", _never, bool)
ANY = Scalar("anything", _anything)
INT32 = Scalar("a whole number", scalars.is_int32)
INT64 = Scalar("a whole number", scalars.is_int64)
NUMBER = Scalar("a number", scalars.is_number)
BYTES = Scalar("base64 text", scalars.is_base64)
INT_OR_STRING = Scalar("a whole number or a string", scalars.is_int_or_string, str)
QUANTITY = Scalar("a quantity", scalars.is_quantity)
TIME = Scalar("a time", scalars.is_time)
MICRO_TIME = Scalar("a time with six decimals", scalars.is_micro_time)

SCALARS: Mapping[str, Scalar] = {
    "s": STRING, "b": BOOLEAN, "i": INT32, "l": INT64, "d": NUMBER, "y": BYTES, "*": ANY,
}  # fmt: skip
"""The types that the tables write as one letter."""

_SCHEMA = "apiextensions.v1.JSONSchemaProps"

HANDMADE: Mapping[str, Callable[[Callable[[str], Struct]], Type]] = {
    "apiextensions.v1.JSON": lambda _: ANY,
    "apiextensions.v1.JSONSchemaPropsOrArray": lambda of: Schema(of(_SCHEMA), ListOf(of(_SCHEMA)), False),
    "apiextensions.v1.JSONSchemaPropsOrBool": lambda of: Schema(of(_SCHEMA), BOOLEAN, True),
    "apiextensions.v1.JSONSchemaPropsOrStringArray": lambda of: Schema(of(_SCHEMA), ListOf(STRING), False),
    "intstr.IntOrString": lambda _: INT_OR_STRING,
    "meta.v1.FieldsV1": lambda _: ANY,
    "meta.v1.MicroTime": lambda _: MICRO_TIME,
    "meta.v1.Time": lambda _: TIME,
    "resource.Quantity": lambda _: QUANTITY,
    "runtime.RawExtension": lambda _: ANY,
}
"""The types that Go decodes by hand, given the way to a type by its name."""
