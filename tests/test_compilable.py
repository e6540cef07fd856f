"""One source for two engines: every rule compiles, and gives the same bits compiled and plain.

Beforehand a lint over the source refuses what is known to break this: powers, NumPy's functions,
compensated sums, rounding, sets and whatever else differs from one engine to the other.
"""

import ast
import importlib
import math
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, get_args, get_origin, get_type_hints

import numpy as np
import pytest
from numba import njit

from sim.draws import uniforms
from sim.entities import Parameters, Terms
from sim.scenario import PLAIN_SECTIONS, Scenario

SIM = Path(importlib.import_module("sim").__file__).parent
# Modules that consist of rules alone, and modules that hold other things besides.
RULES_ALONE = (
    *(f"sim.rules.{path.stem}" for path in sorted(SIM.glob("rules/[a-z]*.py"))),
    "sim.demography",
    "sim.shocks",
)
RULES_BESIDES = ("sim.draws", "sim.measures")
MODULES = RULES_ALONE + RULES_BESIDES
GROUPS_1_AND_2 = {*MODULES, "sim.entities", "sim.compiling"} - {"sim.measures"}
# Public functions that are no rules, with the reason.
NO_RULE = {
    "sim.draws.identity": "turns names into numbers before a run begins",
    "sim.draws.identities": "turns names into numbers before a run begins",
}

# ------------------------------------------------------------------------------ reading the source

Trees = Mapping[str, ast.Module]


@cache
def tree_of(module: str) -> ast.Module:
    path = SIM.parent.joinpath(*module.split("."))
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return ast.parse(path.read_text(encoding="utf-8"))


def is_rule(node: ast.stmt) -> bool:
    """Whether a function is decorated with @rule and nothing else."""
    return isinstance(node, ast.FunctionDef) and [ast.unparse(d) for d in node.decorator_list] == [
        "rule"
    ]


def is_constant(value: ast.expr | None) -> bool:
    """Whether a value is written out and can never change."""
    if isinstance(value, ast.Tuple):
        return all(is_constant(item) for item in value.elts)
    if isinstance(value, ast.Call):
        return ast.unparse(value.func) == "range"
    if isinstance(value, ast.UnaryOp):
        return is_constant(value.operand)
    return isinstance(value, ast.Constant)


def assigned(node: ast.stmt) -> list[str]:
    """Names that a statement of a module assigns."""
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return [n.id for target in targets if target for n in ast.walk(target) if is_name(n)]


def is_name(node: ast.AST) -> bool:
    return isinstance(node, ast.Name)


def kinds(tree: ast.Module) -> dict[str, str]:
    """What each name of a module stands for: rule, constant, named tuple, or something else."""
    found: dict[str, str] = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            found[node.name] = "rule" if is_rule(node) else "function"
        elif isinstance(node, ast.ClassDef):
            is_tuple = [ast.unparse(base) for base in node.bases] == ["NamedTuple"]
            found[node.name] = "named tuple" if is_tuple else "class"
        elif isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
            once = is_constant(node.value) and not isinstance(node, ast.AugAssign)
            for name in assigned(node):
                found[name] = "constant" if once and name not in found else "variable"
        elif isinstance(node, ast.ImportFrom) and node.module in GROUPS_1_AND_2:
            there = kinds(tree_of(node.module))
            found |= {a.asname or a.name: there.get(a.name, "module") for a in node.names}
    return found


# -------------------------------------------------------------------------------------- the lint

MATH = {"sqrt", "exp", "log"}  # the only ones shown to give the same bits
BUILTINS = {"abs", "bool", "float", "int", "len", "max", "min", "range"}
IMPORTS = {"__future__", "collections.abc", "math", "numba", "numba.extending", "numpy", "typing"}
# Imports beyond these, with the reason.
MORE_IMPORTS = {("sim.draws", "zlib"): "CRC-32 turns names into numbers before a run begins"}
REFUSED = {
    ast.Pow: "a power: write x * x",
    ast.MatMult: "a matrix product: sums in an order of its own",
    ast.Set: "a set: no fixed order",
    ast.SetComp: "a set: no fixed order",
    ast.Dict: "a dict: not in compiled rules",
    ast.DictComp: "a dict: not in compiled rules",
    ast.ListComp: "a comprehension: write the loop",
    ast.GeneratorExp: "a comprehension: write the loop",
    ast.Lambda: "a function within a rule",
    ast.FunctionDef: "a function within a rule",
    ast.Import: "an import within a rule",
    ast.ImportFrom: "an import within a rule",
    ast.Global: "a global variable",
    ast.Nonlocal: "a variable from outside",
}
NAMES = {
    "sum": "sum(): compensated from Python 3.12 on",
    "round": "round(): differs",
    "pow": "a power: write x * x",
    "np": "NumPy: its functions differ in the last bit",
    "numpy": "NumPy: its functions differ in the last bit",
    "random": "random: draws come as arguments",
    "set": "a set: no fixed order",
    "frozenset": "a set: no fixed order",
    "dict": "a dict: not in compiled rules",
}


class Complaint(NamedTuple):
    line: int
    what: str


def complaints(tree: ast.Module, module: str = "planted") -> list[Complaint]:
    """All that the lint refuses in a module."""
    known = kinds(tree)
    found = [*about_imports(tree, module), *about_keywords(tree)]
    for node in tree.body:
        if is_rule(node):
            found += about_rule(node, known)
        elif isinstance(node, ast.FunctionDef):
            besides = module in RULES_BESIDES and node.name.startswith("_")
            if not besides and f"{module}.{node.name}" not in NO_RULE:
                found.append(Complaint(node.lineno, f"{node.name} is not decorated with @rule"))
    return found


def about_imports(tree: ast.Module, module: str) -> Iterator[Complaint]:
    for node in tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.name for alias in node.names]
            sources = [node.module or ""] if isinstance(node, ast.ImportFrom) else names
            if sources == ["sim"]:
                sources = [f"sim.{name}" for name in names]
            for source in sources:
                allowed = source in IMPORTS | GROUPS_1_AND_2 or (module, source) in MORE_IMPORTS
                if not allowed:
                    yield Complaint(node.lineno, f"{source} is imported")


def about_keywords(tree: ast.Module) -> Iterator[Complaint]:
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg in {"fastmath", "parallel"}:
            yield Complaint(node.lineno, f"{node.arg}: sums in an order of its own")


def about_rule(function: ast.FunctionDef, known: Mapping[str, str]) -> Iterator[Complaint]:
    for default in (*function.args.defaults, *function.args.kw_defaults):
        if default is not None and not is_constant(default):
            yield Complaint(default.lineno, "a default that may change")
    body = [node for statement in function.body for node in ast.walk(statement)]
    # what types say, and math where it is math.sqrt, math.exp or math.log
    let_pass = {
        id(part)
        for node in body
        if isinstance(node, ast.AnnAssign)
        for part in ast.walk(node.annotation)
    }
    let_pass |= {
        id(node.value)
        for node in body
        if isinstance(node, ast.Attribute)
        and node.attr in MATH
        and ast.unparse(node.value) == "math"
    }
    own = {a.arg for a in ast.walk(function.args) if isinstance(a, ast.arg)}
    own |= {n.id for n in body if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    line = function.lineno
    for node in body:
        line = getattr(node, "lineno", line)  # operators have none
        if type(node) in REFUSED:
            yield Complaint(line, REFUSED[type(node)])
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if ast.unparse(node.func.value) not in {"math", *NAMES}:
                yield Complaint(line, f".{node.func.attr}(): a method")
        elif isinstance(node, ast.Attribute) and node.attr == "float32":
            yield Complaint(line, "float32: fewer bits")
        elif isinstance(node, ast.Name) and id(node) not in let_pass and node.id not in own:
            yield from about_name(node, known)


def about_name(node: ast.Name, known: Mapping[str, str]) -> Iterator[Complaint]:
    kind = known.get(node.id, "builtin" if node.id in BUILTINS else "nothing")
    if kind not in {"rule", "constant", "named tuple", "builtin"}:
        what = f"{node.id}: neither a constant nor a rule"
        if node.id == "math":
            what = f"math: other functions than {', '.join(sorted(MATH))} may differ"
        yield Complaint(node.lineno, NAMES.get(node.id, what))


@pytest.mark.parametrize("module", MODULES)
def test_nothing_that_breaks_the_bits(module):
    assert complaints(tree_of(module), module) == []


@pytest.mark.parametrize("module", ["sim.entities"])
def test_the_nouns_import_little(module):
    assert list(about_imports(tree_of(module), module)) == []


def test_exceptions_still_exist():
    """What is let pass with a reason is there, so that the list does not grow old."""
    for name in NO_RULE:
        module, function = name.rsplit(".", 1)
        assert kinds(tree_of(module))[function] == "function"
    for module, source in MORE_IMPORTS:
        imports = [n for n in tree_of(module).body if isinstance(n, ast.ImportFrom)]
        assert source in {node.module for node in imports}


# ------------------------------------------------------------- the stages of the ensemble engine

STAGES = [
    f"sim.ensemble.{path.stem}"
    for path in sorted(SIM.glob("ensemble/*.py"))
    if any(is_rule(node) for node in tree_of(f"sim.ensemble.{path.stem}").body)
]
STAGE_IMPORTS = {*MODULES, "sim.entities", "sim.ensemble.layout", *STAGES}


def about_stage(tree: ast.Module) -> Iterator[Complaint]:
    """What the lint refuses in a stage: as in a rule, but records may be read and written."""
    known, modules = kinds_of_stage(tree)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and not is_rule(node):
            yield Complaint(node.lineno, f"{node.name} is not decorated with @rule")
        elif isinstance(node, ast.FunctionDef):
            for complaint in about_rule(node, known):
                words = complaint.what
                is_call = words.startswith(".") and words.endswith("(): a method")
                if not is_call and words.split(":")[0] not in modules:
                    yield complaint
            yield from about_calls(node, modules)


def about_calls(function: ast.FunctionDef, modules: set[str]) -> Iterator[Complaint]:
    """Calls through a dot go to modules of rules only."""
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = ast.unparse(node.func.value)
            if owner not in modules | {"math"}:
                yield Complaint(node.lineno, f"{owner}.{node.func.attr}(): a method")


def kinds_of_stage(tree: ast.Module) -> tuple[dict[str, str], set[str]]:
    """What each name stands for, and which names are modules of rules."""
    found, modules = dict(kinds(tree)), set()
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module in ("sim", "sim.rules"):
            modules |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module in STAGE_IMPORTS:
            there = kinds(tree_of(node.module)) | numbered(tree_of(node.module))
            found |= {a.asname or a.name: there.get(a.name, "module") for a in node.names}
    return found, modules


def numbered(tree: ast.Module) -> dict[str, str]:
    """Constants that are numbered in a row: ``A, B, C = range(3)``."""
    rows = (n for n in tree.body if isinstance(n, ast.Assign) and is_constant(n.value))
    return {name: "constant" for node in rows for name in assigned(node)}


@pytest.mark.parametrize("module", STAGES)
def test_nothing_in_a_stage_breaks_the_bits(module):
    assert list(about_stage(tree_of(module))) == []


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("x = np.sum(s.people)", "np"),
        ("x = s.p.quota ** 2", "a power"),
        ("x = sum([1.0, 2.0])", "sum()"),
        ("x = round(s.p.quota)", "round()"),
        ("x = math.tanh(s.p.quota)", "math"),
        ("x = {1, 2}", "a set"),
        ("s.lists.sort()", "s.lists.sort()"),
    ],
)
def test_planted_breaches_in_a_stage_are_found(line, complaint):
    source = f"import math\nfrom sim.draws import rule\n@rule\ndef bad(s):\n    {line}\n"
    assert any(found.what.startswith(complaint) for found in about_stage(ast.parse(source)))


def test_every_stage_is_looked_at():
    assert len(STAGES) >= 9
    assert {"sim.ensemble.unit", "sim.ensemble.proposing"} < set(STAGES)


GOOD = """
import math
from sim.compiling import rule
from sim.draws import bell
from sim.entities import OFFICE, Parameters, Verdict

RATE = 0.5
STEPS = (1, 2, -3)

@rule
def good(x: float, n: int, p: Parameters, deep: bool = False) -> float:
    "A rule as it should be."
    total: float = 0.0
    for i in range(n):
        total += math.sqrt(abs(x)) * RATE * STEPS[0] + better(x)
    if n == OFFICE and deep:
        return Verdict(n, x, x, x, x).able + bell(x, x, x, x) + min(p.quota, float(int(x)))
    return total

@rule
def better(x: float) -> float:
    return math.exp(x) / math.log(2.0)
"""
PLANTED_BODIES = [
    ("return x ** 2", "a power"),
    ("x **= 0.5", "a power"),
    ("return pow(x, 2)", "a power"),
    ("return x @ x", "a matrix product"),
    ("return sum(x)", "sum()"),
    ("return round(x)", "round()"),
    ("return np.exp(x)", "NumPy"),
    ("return numpy.float32(x)", "float32"),
    ("return random.random()", "random"),
    ("return math.tanh(x)", "math"),
    ("return math.lgamma(x)", "math"),
    ("return math.pow(x, 2.0)", "math"),
    ("return math.fsum(x)", "math"),
    ("f = math\n    return f.tanh(x)", "math"),
    ("return x.sum()", ".sum(): a method"),
    ("return max([y for y in x])", "a comprehension"),
    ("return max(y for y in x)", "a comprehension"),
    ("for y in {1.0, 2.0}:\n        x += y\n    return x", "a set"),
    ("for y in set(x):\n        x += y\n    return x", "a set"),
    ("return max({y for y in x})", "a set"),
    ("return {1: x}[1]", "a dict"),
    ("return dict(a=x)", "a dict"),
    ("return max({y: y for y in x})", "a dict"),
    ("return (lambda y: y)(x)", "a function within"),
    ("def inner(): return 1.0\n    return inner()", "a function within"),
    ("from math import tanh\n    return tanh(x)", "an import within"),
    ("import math\n    return math.exp(x)", "an import within"),
    ("global STATE\n    STATE = x\n    return x", "a global"),
    ("return x + STATE", "STATE: neither"),
    ("return x + COUNT", "COUNT: neither"),
    ("return plain(x)", "plain: neither"),
    ("return sorted(x)", "sorted: neither"),
    ("return isclose(x, 1.0)", "isclose: neither"),
]
PLANTED = """
import math
from math import isclose
from sim.compiling import rule
from sim.draws import identity as plain

STATE = [0.0]
COUNT = 0.0
COUNT += 1.0

@rule
def bad(x: float) -> float:
    {}
"""
PLANTED_MODULES = [
    ("@rule\ndef bad(x, y=[]): return x", "a default"),
    ("@rule\ndef bad(x, *, y={}): return x", "a default"),
    ("@rule(fastmath=True)\ndef bad(x): return x", "fastmath"),
    ("@njit(parallel=True)\ndef bad(x): return x", "parallel"),
    ("def bad(x): return x", "bad is not decorated"),
    ("def _bad(x): return x", "_bad is not decorated"),
    ("@rule\n@njit\ndef bad(x): return x", "bad is not decorated"),
    ("import random", "random is imported"),
    ("import numpy.random", "numpy.random is imported"),
    ("from pandas import DataFrame", "pandas is imported"),
    ("from sim.model import CooperationModel", "sim.model is imported"),
    ("from sim import world", "sim.world is imported"),
]


def test_lint_lets_good_rules_pass():
    assert complaints(ast.parse(GOOD)) == []


@pytest.mark.parametrize(("body", "word"), PLANTED_BODIES, ids=[b for b, _ in PLANTED_BODIES])
def test_lint_refuses_bad_rules(body, word):
    found = complaints(ast.parse(PLANTED.format(body)))
    assert any(what.startswith(word) for _, what in found), found
    assert all(line >= 11 for line, _ in found)


@pytest.mark.parametrize(("source", "word"), PLANTED_MODULES, ids=[s for s, _ in PLANTED_MODULES])
def test_lint_refuses_bad_modules(source, word):
    found = complaints(ast.parse(source))
    assert any(what.startswith(word) for _, what in found), found


# ------------------------------------------------------------------------------------ the same bits

SETS_OF_PARAMETERS = 24
ROWS = 16  # inputs of every rule with each set of parameters
LONGEST = 6  # of the sequences that measures read
# Places of so many values, the second half of them first.
ORDER = np.array([[*range(n // 2, n), *range(n // 2), *range(n, LONGEST)] for n in range(7)])


class Driver(NamedTuple):
    """A function that asks every rule of a module, row by row, and where its numbers stand."""

    source: str
    columns: list[str]  # what stands in each number of the input: float, int, word or bool
    asked: list[str]  # the rule behind each number of the output


def rules_of(module: str) -> list[str]:
    return [node.name for node in tree_of(module).body if is_rule(node)]


def width(kind: Any) -> int:
    """How many numbers a value of this kind is."""
    return len(kind._fields) if hasattr(kind, "_fields") else max(len(get_args(kind)), 1)


def driver_of(module: str) -> Driver:
    """A driver as it would be written by hand, from the annotations of the rules."""
    columns: list[str] = []
    asked: list[str] = []
    lines = ["def drive(p, inputs, outputs):", "    for i in range(len(inputs)):"]
    lines += ["        row = inputs[i]", "        out = outputs[i]"]
    for name in rules_of(module):
        hints = get_type_hints(getattr(importlib.import_module(module), name))
        returned = hints.pop("return")
        arguments = [argument(kind, columns, lines, module) for kind in hints.values()]
        results = [f"out[{len(asked) + k}]" for k in range(width(returned))]
        lines.append(f"        {', '.join(results)} = {name}({', '.join(arguments)})")
        asked += width(returned) * [name]
    return Driver("\n".join(lines), columns, asked)


def argument(kind: Any, columns: list[str], lines: list[str], module: str) -> str:
    """How the driver writes an argument; its numbers are added to the columns."""
    at = len(columns)
    if kind is Parameters:
        return "p"
    if kind is Terms or get_origin(kind) is tuple:
        columns += width(kind) * ["float"]
        numbers = ", ".join(f"row[{at + k}]" for k in range(width(kind)))
        return f"Terms({numbers})" if kind is Terms else f"({numbers})"
    if kind in {float, int, bool}:
        columns.append("word" if kind is int and module == "sim.draws" else kind.__name__)
        return {float: "row[{}]", int: "int(row[{}])", bool: "row[{}] != 0.0"}[kind].format(at)
    if get_args(kind) == (int,):  # places of the sequences before
        return f"ORDER[i % {LONGEST + 1}][: i % {LONGEST + 1}]"
    columns += LONGEST * ["float"]  # a sequence
    return f"row[{at} : {at} + i % {LONGEST + 1}]"


def number(kind: str, row: int, column: int) -> float:
    """One number for a rule: often at an edge, mostly a share, sometimes large or negative."""
    which, u, _, _ = uniforms(11, 0, 0, 1, row, column, 0)
    if kind == "bool":
        return float(u < 0.5)
    if kind == "word":
        return float(int(u * 2.0**32))
    if kind == "int":
        return float(int(u * (5.0 if which < 0.5 else 25.0 if which < 0.8 else 2200.0)))
    if which < 0.2:
        return float(u < 0.5)
    if which < 0.3:
        return -u
    return u * (1.0 if which < 0.6 else 3.0 if which < 0.8 else 20_000.0)


def allowed(info: Any) -> tuple[float, float]:
    limits = {k: getattr(m, k) for m in info.metadata for k in ("ge", "le") if hasattr(m, k)}
    return limits.get("ge", 0), limits.get("le", 1)


def sets_of_parameters() -> Iterator[Parameters]:
    """The default, all at their lowest, all at their highest, then anywhere between."""
    ranges = {
        name: allowed(info)
        for section in PLAIN_SECTIONS
        for name, info in Scenario.model_fields[section].annotation.model_fields.items()
    }
    ranges |= {"level": (0, 3), "membership": (0, 3), "adaptive": (0, 1)}
    yield Scenario().parameters
    for k in range(1, SETS_OF_PARAMETERS):
        values = []
        for n, (name, kind) in enumerate(get_type_hints(Parameters).items()):
            low, high = ranges[name]
            share = {1: 0.0, 2: 1.0}.get(k, uniforms(13, 0, 0, 1, k, n, 0)[0])
            values.append(kind(low + share * (high - low)))
        yield Parameters(*values)


@pytest.mark.parametrize("module", MODULES)
def test_same_bits(module):
    """Every rule of a module, plain and compiled, on some hundred inputs."""
    driver = driver_of(module)
    names = {**vars(importlib.import_module(module)), "Terms": Terms, "ORDER": ORDER}
    exec(driver.source, names)
    plain, compiled = names["drive"], njit(names["drive"])
    for k, p in enumerate(sets_of_parameters()):
        rows = range(k * ROWS, (k + 1) * ROWS)
        inputs = [[number(kind, r, c) for c, kind in enumerate(driver.columns)] for r in rows]
        expected = [len(driver.asked) * [math.nan] for _ in rows]
        found = np.full((ROWS, len(driver.asked)), math.nan)
        plain(p, inputs, expected)
        compiled(p, np.array(inputs), found)
        assert np.isfinite(found).all()
        differing = np.argwhere(np.array(expected).view(np.int64) != found.view(np.int64))
        assert [(driver.asked[c], rows[r], expected[r][c], found[r, c]) for r, c in differing] == []


def test_every_rule_is_driven():
    """No rule is left out of its driver, and there are as many as the source says."""
    for module in MODULES:
        assert set(driver_of(module).asked) == set(rules_of(module))
    assert sum(len(rules_of(module)) for module in MODULES) > 90
