"""How the state of a run is passed from one compiled function to the next: as one pointer.

Numba passes a tuple of 20 arrays as about 170 numbers, in every call, and names every function by
the types of all of them: most of the time of compiling went there.  Here the arrays are laid out
once, where Python calls the kernel, and each function looks up those that it needs.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import from_dtype
from numba.core import cgutils, types
from numba.core.datamodel.models import OpaqueModel
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    NativeValue,
    infer_getattr,
    lower_getattr_generic,
    register_model,
    typeof_impl,
    unbox,
)

from sim.ensemble.layout import DIMENSIONS, PARAMETERS, State


class StateType(types.Type):
    """The numba type of `State`: a pointer to its arrays, one after the other."""

    def __init__(self) -> None:
        """There is one; the kinds of its arrays never change."""
        super().__init__(name="State")


class ParametersType(types.Type):
    """The numba type of the parameters of a state: a pointer to their record."""

    def __init__(self) -> None:
        """There is one."""
        super().__init__(name="Parameters")


STATE, NUMBERS = StateType(), ParametersType()
_ARRAYS = {
    name: types.Array(from_dtype(kind), dimensions, "C")
    for name, (kind, dimensions) in DIMENSIONS.items()
}
_FIELDS = {"p": NUMBERS, **_ARRAYS}
register_model(StateType)(OpaqueModel)
register_model(ParametersType)(OpaqueModel)


@typeof_impl.register(State)
def _type_of_state(value: State, context: Any) -> StateType:
    return STATE


@infer_getattr
class _StateAttributes(AttributeTemplate):
    key = StateType

    def generic_resolve(self, kind: Any, name: str) -> Any:  # type: ignore[override]
        return _FIELDS.get(name)


@infer_getattr
class _ParameterAttributes(AttributeTemplate):
    key = ParametersType

    def generic_resolve(self, kind: Any, name: str) -> Any:  # type: ignore[override]
        if name not in (PARAMETERS.names or ()):
            return None
        return from_dtype(PARAMETERS[name])


def _layout(context: Any) -> ir.LiteralStructType:
    return ir.LiteralStructType([context.get_value_type(kind) for kind in _FIELDS.values()])


@unbox(StateType)
def _lay_out(kind: Any, state: Any, c: Any) -> NativeValue:
    """Put the arrays of a state one after the other, and pass where they lie."""
    room = cgutils.alloca_once(c.builder, _layout(c.context))
    failed = cgutils.false_bit
    for number, (name, field) in enumerate(_FIELDS.items()):
        member = c.pyapi.object_getattr_string(state, name)
        array_type = _PARAMETER_ARRAY if name == "p" else field
        array = c.unbox(array_type, member)
        failed = c.builder.or_(failed, array.is_error)
        value = array.value
        if name == "p":
            data = c.context.make_array(array_type)(c.context, c.builder, value).data
            value = c.builder.bitcast(data, cgutils.voidptr_t)
        c.builder.store(value, cgutils.gep_inbounds(c.builder, room, 0, number))
        c.pyapi.decref(member)
    return NativeValue(_unrelated(c.builder, room), is_error=failed)


def _unrelated(builder: Any, room: Any) -> Any:
    """The same address, of which the compiler no longer knows that it has just been written to.

    So the kernel may take for granted that what lies there never changes.
    """
    place = cgutils.alloca_once(builder, cgutils.voidptr_t)
    builder.store_atomic(builder.bitcast(room, cgutils.voidptr_t), place, "seq_cst", 8)
    return builder.load_atomic(place, "seq_cst", 8)


def _never_changes(load: Any) -> Any:
    load.set_metadata("invariant.load", load.module.add_metadata([]))
    return load


_PARAMETER_ARRAY = types.Array(from_dtype(PARAMETERS), 1, "C")


@lower_getattr_generic(StateType)
def _array_of_state(context: Any, builder: Any, kind: Any, pointer: Any, name: str) -> Any:
    room = builder.bitcast(pointer, _layout(context).as_pointer())
    place = cgutils.gep_inbounds(builder, room, 0, list(_FIELDS).index(name))
    return _never_changes(builder.load(place))


@lower_getattr_generic(ParametersType)
def _one_parameter(context: Any, builder: Any, kind: Any, pointer: Any, name: str) -> Any:
    fields: Any = PARAMETERS.fields
    number, offset = fields[name][0], fields[name][1]
    place = builder.gep(pointer, [context.get_constant(types.intp, offset)])
    value_type = context.get_value_type(from_dtype(number))
    return _never_changes(builder.load(builder.bitcast(place, value_type.as_pointer())))
