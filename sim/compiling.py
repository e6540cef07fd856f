"""What a rule is: plain Python, and a part of whatever compiled function calls it.

Numba makes a library with machine code of its own of every function, although here only the whole
is ever called from Python.  Each library holds all that its function calls, optimised once more
on every level, and half of the time of compiling went there.  A part is kept as it was written,
and the function called from Python, which links all of them, is optimised as one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from numba import _dynfunc  # type: ignore[attr-defined]
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import register_pass
from numba.core.typed_passes import NativeLowering
from numba.extending import register_jitable

P = ParamSpec("P")
R = TypeVar("R")


class _Part(JITCodeLibrary):
    """The code of a part, neither linked nor optimised nor made native."""

    def finalize(self) -> None:
        """Leave everything to the function that is called from Python."""
        self._finalized = True

    def with_those_called(self) -> list[Any]:
        """What has to be linked where this part is called."""
        found = {self: None}
        for library in self._linking_libraries:
            called = library.with_those_called() if isinstance(library, _Part) else [library]
            found.update(dict.fromkeys(called))
        return list(found)


@register_pass(mutates_CFG=True, analysis_only=False)
class _LoweringOfAPart(NativeLowering):
    _name = "lowering_of_a_part"

    def run_pass(self, state: Any) -> bool:
        """Lower a function, and name it to its callers without an address of its own."""
        context = state.targetctx
        state.library = _Part(context.codegen(), state.func_id.func_qualname)
        state.flags.no_compile = True
        super().run_pass(state)
        code = state.cr.fndesc
        state.library.finalize()
        name = code.qualname.split(".")[-1]
        handle = _dynfunc.make_function(
            code.lookup_module(), name, "", 0, state.cr.env, (state.library,)
        )
        context.insert_user_function(handle, code, state.library.with_those_called())
        state.cr = state.cr._replace(cfunc=handle)
        return True


class _Compiler(CompilerBase):
    """Numba's own passes, the last but one excepted."""

    def define_pipelines(self) -> list[Any]:
        passes = DefaultPassBuilder.define_nopython_pipeline(self.state, "part")
        passes._finalized = False
        passes.passes = [
            (_LoweringOfAPart if kind is NativeLowering else kind, description)
            for kind, description in passes.passes
        ]
        passes.finalize()
        return [passes]


def rule(function: Callable[P, R]) -> Callable[P, R]:
    """Mark a pure function as a rule: plain Python here, and callable from compiled code."""
    marked = register_jitable(no_cfunc_wrapper=True, pipeline_class=_Compiler)
    return marked(function)
