"""ODD.md tells the truth: its tables are those of the code, its equations give what rules give.

`python tests/test_odd.py --write` rewrites the tables that mirror the code, nothing else;
`python tests/test_odd.py --verdicts` runs the patterns of section 1 and writes what came out.
"""

import ast
import functools
import importlib
import inspect
import math
import pkgutil
import random
import re
import sys
import textwrap
import types
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))

import sim
import sim.model
import sim.rules
from sim import comparison, demography, draws, entities, measures, patterns, results, shocks
from sim.model import CooperationModel
from sim.patterns import telling
from sim.scenario import PLAIN_SECTIONS, Scenario, catalogue
from sim.scenario.manual import LISTS, SettingInfo, all_settings
from sim.texts import languages, number
from sim.workbook import column_text

PACKAGE = Path(sim.__file__).parent
ODD = PACKAGE / "ODD.md"
RULE_MODULES = (
    *(
        importlib.import_module(f"sim.rules.{m.name}")
        for m in pkgutil.iter_modules(sim.rules.__path__)
    ),
    demography,
    shocks,
)
CHEAP_PATTERNS = ("P11", "N4", "N5")  # a few seconds
# Which stage of the docstring of sim.model each call of `step` carries out.
STAGES_OF_CALL = {
    "intervening.means_change": (1,),
    "striking.shocks_strike": (1,),
    "self._people_live": (1,),
    "self._administrations_run": (2,),
    "self._coordination_shares_out": (3,),
    "self.unit.decide_on_itself": (4,),
    "intervening.unit_is_decided_on": (4,),
    "intervening.invitations_are_made": (5, 6),
    "proposing.proposals_are_made": (5, 6),
    "proposing.links_are_seen": (5, 6),
    "working.cooperations_work": (7,),
    "working.vitality_changes": (8,),
    "learning.all_learn": (9,),
    "learning.politics": (10,),
    "self.indicators": (),
    "self.datacollector.collect": (),
}


# ------------------------------------------------------------------------ tables from the code
def table(header: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> list[str]:
    lines = [header, ("---",) * len(header), *rows]
    return ["| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines]


def settings_table() -> list[str]:
    lines: list[str] = []
    header = ("setting", "meaning", "unit", "range", "default", "prior range", "source")
    for section in ("", *PLAIN_SECTIONS, *LISTS):
        lines += ["", section_title(section), ""]
        chosen = [s for s in all_settings() if s.section == section]
        lines += table(header, (setting_row(s) for s in chosen))
    return lines[1:]


def section_title(section: str) -> str:
    if not section:
        return "**The scenario itself**"
    kind = LISTS.get(section) or Scenario.model_fields[section].annotation
    brackets = f"`[[{section}]]`" if section in LISTS else f"`[{section}]`"
    return f"**{brackets}** – {(inspect.getdoc(kind) or '').splitlines()[0]}"


def setting_row(s: SettingInfo) -> tuple[str, ...]:
    default = f"`{s.default}`" if s.default and s.default[0] != "(" else s.default or "none"
    allowed = s.allowed.replace(" | ", ", ")
    is_a_label = s.source == "assumption" and not s.allowed
    source = "–" if is_a_label else s.source
    return (f"`{s.name}`", s.meaning, s.unit, allowed or "–", default, s.prior or "–", source)


def fields_table() -> list[str]:
    names = [key for key in next(iter(catalogue.FIELDS.values())) if not key.startswith("title")]
    figures = (
        (f"`{key}`", *(f"{field[key]:g}" for field in catalogue.FIELDS.values())) for key in names
    )
    titles = [
        f"`{name}` ({field['title_en']}){' *' if name in catalogue.DEFAULT_FIELDS else ''}"
        for name, field in catalogue.FIELDS.items()
    ]
    sources = table(("field", "figure", "source"), iter(field_sources()))
    return [*table(("figure", *titles), figures), "", *sources]


def field_sources() -> list[tuple[str, str, str]]:
    """The comments beside the figures of the catalogue."""
    rows, field = [], ""
    for line in inspect.getsource(catalogue).splitlines():
        if opened := re.match(r' {4}"(\w+)": \{', line):
            field = opened[1]
        elif noted := re.match(r' {8}"(\w+)": .*?,  # (.+)$', line):
            rows.append((f"`{field}`", f"`{noted[1]}`", noted[2]))
    return rows


def partners_table() -> list[str]:
    rows = (
        tuple(str(partner[key]) for key in ("name", "kind", "field", "capacity_fte"))
        for partner in catalogue.DEFAULT_PARTNERS
    )
    return table(("organisation", "kind", "field", "capacity, FTE"), rows)


def measures_table(listed: tuple[measures.Indicator, ...]) -> list[str]:
    return table(("name", "unit", "formula"), ((f"`{i.name}`", i.unit, i.formula) for i in listed))


@functools.cache
def written_tables() -> dict[str, pd.DataFrame]:
    """What `run` and `compare` write, of a short run."""
    names = "no-coordination", "coalition-of-the-willing"
    pair = [sim.load_scenario(name, overrides={"quarters": 20}) for name in names]
    result = results.run(pair[1], 1)
    found = {name: getattr(result, name) for name in results.TABLES}
    both = comparison.Comparison.of(pair, 2, 1)
    return {**found, "comparison": both.table, "differences_over_time": both.over_time}


def columns_table() -> list[str]:
    known = {name: [*found] for name, found in written_tables().items()}
    known["indicators"] = ["quarter"]  # the others have a table of their own
    rows = (
        (f"`{name}`", f"`{column}`", column_text(name, column, "en"))
        for name, columns in known.items()
        for column in columns
    )
    return table(("file", "column", "meaning"), rows)


def schedule_table() -> list[str]:
    calls = calls_of_step()
    assert set(calls) == set(STAGES_OF_CALL), "give each call of step() its stage in STAGES_OF_CALL"
    stages = re.findall(r"^(\d+)\. ([^:]+): (.+)$", inspect.getdoc(sim.model) or "", re.MULTILINE)
    rows = (
        (
            number,
            name,
            what,
            ", ".join(f"`{call}`" for call in calls if int(number) in STAGES_OF_CALL[call]),
        )
        for number, name, what in stages
    )
    return table(("stage", "name", "what happens", "done by, in `CooperationModel.step`"), rows)


def calls_of_step() -> list[str]:
    statements = ast.parse(textwrap.dedent(inspect.getsource(CooperationModel.step))).body[0]
    assert isinstance(statements, ast.FunctionDef)
    values = [s.value for s in statements.body if isinstance(s, ast.Expr | ast.Assign)]
    return [ast.unparse(v.func) for v in values if isinstance(v, ast.Call)]


def draws_table() -> list[str]:
    comments = dict(
        re.findall(r"^([A-Z_]+) = \d+  # (.+)$", inspect.getsource(draws), re.MULTILINE)
    )
    users = users_of_draws()
    rows = (
        (str(number), f"`{name}`", comments[name], ", ".join(f"`{u}`" for u in users[name]))
        for name, number in sorted(draws.PURPOSES.items(), key=lambda item: item[1])
    )
    return table(("number", "purpose", "what for", "drawn by"), rows)


def users_of_draws() -> dict[str, list[str]]:
    """The functions that name each purpose."""
    users: dict[str, list[str]] = {name: [] for name in draws.PURPOSES}
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.parent.name == "ensemble":  # the same draws in the other engine
            continue
        module = ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                named = {n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute)}
                for name in sorted(named & set(users)):
                    users[name].append(f"{module}.{node.name}")
    return users


@cache
def rules() -> dict[str, Callable[..., Any]]:
    found: dict[str, Callable[..., Any]] = {}
    for module in RULE_MODULES:
        for name, function in vars(module).items():
            if inspect.isfunction(function) and function.__module__ == module.__name__:
                assert name not in found, f"two rules are called {name}"
                found[name] = function
    return found


def rules_table() -> list[str]:
    rows = (
        (f"`{f.__module__.removeprefix('sim.')}`", f"`{name}`", (f.__doc__ or "").splitlines()[0])
        for name, f in rules().items()
    )
    return table(("module", "rule", "in one line"), rows)


TABLES: dict[str, Callable[[], list[str]]] = {
    "schedule": schedule_table,
    "draws": draws_table,
    "rules": rules_table,
    "settings": settings_table,
    "fields": fields_table,
    "partners": partners_table,
    "indicators": lambda: measures_table(measures.INDICATORS),
    "outcomes": lambda: measures_table(measures.OUTCOMES),
    "columns": columns_table,
}
MARKED = re.compile(r"(<!-- table: (\w+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)


def written() -> str:
    return ODD.read_text(encoding="utf-8")


def rewritten(text: str) -> str:
    return MARKED.sub(lambda m: m[1] + "\n".join([*TABLES[m[2]](), m[4]]), text)


# ------------------------------------------------------------------------------- what came out
VERDICTS = re.compile(r"(<!-- verdicts -->\n)(.*?)(<!-- /verdicts -->)", re.DOTALL)
VERDICT_RUNS, VERDICT_SEED, WIDTH = 2000, 1, 120
VERDICT_HEADER = (
    *("pattern", "part", "estimate [95 % interval] unit", "runs", "expected", "verdict"),
)


def verdict_cells(findings: list[patterns.Finding]) -> Iterator[tuple[str, ...]]:
    """A row per part of each pattern."""
    for finding in findings:
        for found in finding.parts:
            part = found.part
            estimate, between = telling.numbers_of(found.found, "en")
            yield (
                finding.pattern.name,
                part.says[1],
                f"{estimate} {between} {telling.unit_of(part, 'en')}",
                number(found.found.runs, 0, "en"),
                telling.expected_of(part, "en"),
                telling.verdict_of(found, "en"),
            )


def verdicts(findings: list[patterns.Finding]) -> list[str]:
    """The table, how many hold, and why the others do not."""
    lines = table(VERDICT_HEADER, verdict_cells(findings))
    lines += ["", *textwrap.wrap(telling.counted(findings, "en"), WIDTH), ""]
    for finding in findings:
        if finding.verdict != "holds":
            why = finding.pattern.explanation
            assert why, f"{finding.pattern.name} does not hold: say why"
            said = telling.in_words(finding.pattern.says, "en")
            verdict = finding.verdict.replace("_", " ")
            words = (
                f"- **{finding.pattern.name}** ({verdict}; {said[0].lower()}{said[1:]}). {why[1]}"
            )
            lines += textwrap.wrap(words, WIDTH, subsequent_indent="  ", break_on_hyphens=False)
    return lines


def with_verdicts(text: str) -> str:
    findings = patterns.evaluate(list(patterns.PATTERNS.values()), VERDICT_RUNS, VERDICT_SEED)
    return VERDICTS.sub(lambda m: m[1] + "\n".join([*verdicts(findings), m[3]]), text)


@pytest.mark.parametrize("lang", languages)
def test_every_column_that_is_written_is_explained(lang):
    told = {
        (name, column): column_text(name, column, lang)
        for name, found in written_tables().items()
        for column in found
    }
    assert all(len(words) > 3 for words in told.values())
    for name in ("point", "run", "year"):  # of the files of a sweep, and of the workbook
        assert column_text("sweep", name, lang)
    with pytest.raises(KeyError):
        column_text("decisions", "nobody_knows", lang)


def test_every_table_is_marked_once():
    assert sorted(match[2] for match in MARKED.finditer(written())) == sorted(TABLES)


@pytest.mark.parametrize("name", TABLES)
def test_table_is_that_of_the_code(name):
    found = {match[2]: match[3].splitlines() for match in MARKED.finditer(written())}
    assert found[name] == TABLES[name](), "rewrite it with `python tests/test_odd.py --write`"


# ------------------------------------------------------------------------------------ equations
NAMES = {
    **{name: value for name, value in vars(entities).items() if isinstance(value, int)},
    **{"min": min, "max": max, "abs": abs, "floor": math.floor, "bell": draws.bell},
    **{"ln": math.log, "exp": math.exp, "sqrt": math.sqrt, "log10": math.log10},
    "__builtins__": {},
}
MAY_BE_NEGATIVE = (
    *("value", "low", "high", "x", "nearness", "own_trend", "county_trend", "annual_change"),
    *("change", "luck", "extra_migration", "bell", "balance_fte", "effect", "mean", "received_fte"),
)
DEFAULTS = Scenario().parameters
SIGNS = {"×": "*", "−": "-", "≤": "<=", "≥": ">=", "≠": "!=", " mod ": " % "}


@cache
def equations() -> dict[str, list[str]]:
    """Rule → the lines of its equation: auxiliary lines, then `rule(arguments) = …`."""
    found: dict[str, list[str]] = {}
    for block in re.findall(r"```equation\n(.*?)```", written(), re.DOTALL):
        lines: list[str] = []
        for statement in re.split(r"\n(?=\S)", block.strip("\n")):
            lines.append(statement)
            if called := re.match(r"(\w+)\(([\w, ]*)\) =", statement):
                assert called[1] not in found, f"{called[1]} has two equations"
                found[called[1]] = lines
                lines = []
        assert not lines, f"this ends without a rule: {lines}"
    return found


def comment_of(statement: str) -> str:
    """Behind # of a rule's equation: [unit] source."""
    found = re.search(r"  # (\[.+?\] .+)$", statement, re.MULTILINE)
    assert found, f"say the unit and the source behind #: {statement}"
    return found[1]


@cache
def compiled(statement: str) -> tuple[str, list[tuple[types.CodeType, types.CodeType]]]:
    """A statement's name, and its cases: value and condition."""
    name, _, body = re.sub(r"\s{2,}#.*$", "", statement, flags=re.MULTILINE).partition(" =")
    for sign, word in SIGNS.items():
        body = body.replace(sign, word)
    lines = [line.strip() for line in body.splitlines() if line.strip()]
    return name, [tuple(compile(part, name, "eval") for part in case(line)) for line in lines]


def case(line: str) -> tuple[str, str]:
    """`value   if condition`, `value   otherwise` or just a value: value and condition."""
    if line.endswith("otherwise"):
        return line.removesuffix("otherwise").strip(), "True"
    value, _, condition = line.partition("  if ")
    return value.strip(), condition.strip() or "True"


def evaluated(statements: list[str], names: dict[str, Any]) -> Any:
    """The value of the last statement; `names` takes up the auxiliary ones."""
    value = None
    for statement in statements:
        name, cases = compiled(statement)
        value = next(eval(v, names) for v, condition in cases if eval(condition, names))
        names[name] = value
    return value


def names_of(statements: list[str]) -> set[str]:
    """The names that the statements use."""
    codes_of = [code for s in statements for pair in compiled(s)[1] for code in pair]
    return {name for code in codes_of for name in code.co_names}


@cache
def prior_ranges() -> dict[str, tuple[float, float, bool]]:
    """Parameter → lowest, highest, whether it is a whole number."""
    listed = (s for s in all_settings() if s.prior and s.section not in LISTS)
    return {
        s.name: (*map(float, s.prior.split(" … ")), isinstance(getattr(DEFAULTS, s.name), int))
        for s in listed
        if s.name in DEFAULTS._fields
    }


def any_parameters(luck: random.Random) -> entities.Parameters:
    """Parameters within their prior ranges."""
    values: dict[str, Any] = {name: luck.randrange(2) for name in ("attached", "interplay_on")}
    for name, (low, high, whole) in prior_ranges().items():
        values[name] = luck.randint(int(low), int(high)) if whole else luck.uniform(low, high)
    for name in ("county_support_fte", "cooperation_grant", "office_grant_share"):
        values[name] = luck.uniform(0.0, 2.0)
    for task in entities.TASKS:
        values[f"{task}_emphasis"] = luck.choice((1.0, luck.uniform(0.01, 5.0)))
    return DEFAULTS._replace(**values)


def any_argument(name: str, kind: str, luck: random.Random) -> Any:
    """A value that an argument of this name and kind may have, with the edges now and then."""
    if kind == "Terms":
        return entities.Terms(*(luck.uniform(-0.1, 0.1) for _ in entities.Terms._fields))
    if kind.startswith("tuple["):
        parts = kind.removeprefix("tuple[").removesuffix("]").split(", ")
        return tuple(any_argument(name, part, luck) for part in parts)
    if kind == "bool":
        return luck.random() < 0.5
    if kind == "int":
        last = {"level": 3, "phase": 4, "membership": 3, "kind": 6}.get(name, 40)
        last = 1 if name in ("key_person", "rounds") else last
        return luck.randint(1 if name == "duration" else 0, last)
    if "residents" in name or name in ("largest", "limit"):
        return luck.choice((0.0, luck.uniform(100.0, 30_000.0)))
    if name in ("eur", "cost_eur"):
        return luck.uniform(0.0, 200_000.0)
    lowest = -0.5 if name in MAY_BE_NEGATIVE else 0.0
    return luck.choice((0.0, 1.0, luck.random(), luck.random(), luck.uniform(lowest, 3.0)))


def same(a: Any, b: Any) -> bool:
    if isinstance(a, tuple):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, bool):
        return a == bool(b)
    return math.isclose(a, b, rel_tol=1e-8, abs_tol=1e-12)


def with_parameters(name: str, p: entities.Parameters) -> Callable[..., Any]:
    """The rule as an equation calls it: without the parameters, which it knows."""
    function = rules()[name]
    takes_them = "p" in inspect.signature(function).parameters
    return (lambda *given: function(*given, p)) if takes_them else function


def test_every_rule_has_its_equation():
    assert sorted(equations()) == sorted(rules())


@pytest.mark.parametrize("name", rules())
def test_equation_gives_what_the_rule_gives(name):
    luck, statements = random.Random(name), equations()[name]
    signature = {k: v.annotation for k, v in inspect.signature(rules()[name]).parameters.items()}
    arguments = [key for key in signature if key != "p"]
    head = compiled(statements[-1])[0]
    assert head == f"{name}({', '.join(arguments)})", "the arguments are those of the rule"
    others = names_of(statements) & set(rules()) - set(arguments)
    for _ in range(300):
        p = any_parameters(luck)
        given = {key: any_argument(key, signature[key], luck) for key in arguments}
        called = {other: with_parameters(other, p) for other in others}
        names = {**NAMES, **called, **p._asdict(), **given}
        expected = with_parameters(name, p)(*given.values())
        assert same(expected, evaluated(statements, names)), given


# ----------------------------------------------------------------- entities, patterns, evidence
def section(mark: str) -> str:
    found = re.search(rf"<!-- {mark} -->\n(.*?)\n<!-- end -->", written(), re.DOTALL)
    assert found, f"ODD.md has no mark <!-- {mark} -->"
    return found[1]


def first_cells(mark: str) -> list[str]:
    lines = [line for line in section(mark).splitlines() if line.startswith("| ")]
    return [line.split("|")[1].strip() for line in lines[2:]]


@pytest.fixture(scope="module")
def run():
    model = CooperationModel(seed=1)
    while model.running and not model.cooperations:
        model.step()
    return model


@pytest.mark.parametrize("entity", ["municipality", "cooperation", "unit"])
def test_state_variables_are_those_of_the_code(run, entity):
    found = {
        "municipality": run.municipalities,
        "cooperation": run.cooperations,
        "unit": [run.unit],
    }
    cells = " ".join(first_cells(f"variables: {entity}"))
    of_mesa = {"model", "pos", "unique_id"}
    assert set(re.findall(r"`(\w+)`", cells)) == set(vars(found[entity][0])) - of_mesa


def test_every_pattern_stands_once():
    assert tuple(first_cells("patterns")) == tuple(patterns.PATTERNS)


def came_out() -> str:
    found = VERDICTS.search(written())
    assert found, "ODD.md has no marks <!-- verdicts --> and <!-- /verdicts -->"
    return found[2]


def verdict_rows(name: str) -> list[str]:
    """The rows of one pattern in what came out."""
    return [line for line in came_out().splitlines() if line.startswith(f"| {name} |")]


def cells(row: str) -> list[str]:
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]]


@pytest.mark.parametrize("name", patterns.PATTERNS)
def test_every_part_has_its_verdict(name):
    rows = [cells(row) for row in verdict_rows(name)]
    wanted = [
        (part.says[1], telling.expected_of(part, "en")) for part in patterns.PATTERNS[name].parts
    ]
    assert [(row[1], row[4]) for row in rows] == wanted
    assert all(re.match(r"holds$|does not hold$|undecided with ", row[5]) for row in rows)


def test_nothing_else_came_out():
    rows = [line for line in came_out().splitlines() if line.startswith("| ")][2:]
    assert len(rows) == sum(len(pattern.parts) for pattern in patterns.PATTERNS.values())


@pytest.mark.parametrize("name", patterns.PATTERNS)
def test_what_does_not_hold_is_explained(name):
    pattern = patterns.PATTERNS[name]
    holds = all(cells(row)[5] == "holds" for row in verdict_rows(name))
    stands_there = f"- **{name}** " in came_out()
    assert stands_there is not holds
    if not holds:
        assert pattern.explanation, f"{name} does not hold: say why"
        assert pattern.explanation[1] in " ".join(came_out().split())


def test_verdicts_are_counted():
    names = list(patterns.PATTERNS)
    verdicts = [{cells(row)[5].split(" with ")[0] for row in verdict_rows(n)} for n in names]
    fail = sum("does not hold" in found for found in verdicts)
    hold = sum(found == {"holds"} for found in verdicts)
    told = f"that hold: {hold}; that do not: {fail}; undecided: {len(names) - hold - fail}."
    assert told in " ".join(came_out().split())


@pytest.mark.parametrize("name", CHEAP_PATTERNS)
def test_verdicts_are_those_of_this_version(name):
    found = patterns.evaluate([patterns.PATTERNS[name]], VERDICT_RUNS, VERDICT_SEED)
    rows = table(VERDICT_HEADER, verdict_cells(found))[2:]
    assert rows == verdict_rows(name), "run `python tests/test_odd.py --verdicts`"


def codes(text: str) -> set[str]:
    """Rows of the list of evidence that a text cites: A1, D1-D6, 0.3, 2.4 …"""
    found = set(re.findall(r"\b[A-E]\d{1,2}\b", text))
    for letter, low, _, high in re.findall(r"\b([A-E])(\d+)\s?[-–]\s?([A-E])?(\d+)\b", text):
        found |= {f"{letter}{n}" for n in range(int(low), int(high) + 1)}
    return found | set(re.findall(r"(?<![\d.,/–-])[025]\.[1-7](?![\d.]|\s?[-–…]\s?\d)", text))


def citing() -> dict[str, str]:
    texts = {f"setting {s.path}": s.source for s in all_settings()}
    texts |= {f"rule {name}": f.__doc__ or "" for name, f in rules().items()}
    texts |= {f"figure {field} {key}": text for field, key, text in field_sources()}
    texts |= {f"equation {name}": comment_of(lines[-1]) for name, lines in equations().items()}
    return texts | {f"pattern {line[2:5]}": line.split("|")[4] for line in pattern_rows()}


def pattern_rows() -> list[str]:
    return [line for line in section("patterns").splitlines() if re.match(r"\| [PN]\d", line)]


def cited_by_rules(text: str) -> set[str]:
    """In docstrings numbers are plenty: only what stands behind the word evidence counts."""
    parts = re.findall(r"evidence ([^;.)]*(?:\.\d[^;.)]*)*)", text)
    return set().union(*map(codes, parts))


def test_every_source_has_its_row():
    listed, missing = set(first_cells("evidence")), {}
    for who, text in citing().items():
        cited = cited_by_rules(text) if who.startswith("rule") else codes(text)
        missing[who] = sorted(cited - listed)
    assert not {who: rows for who, rows in missing.items() if rows}


ORIGIN = r"\[(seed|recalled|derived)\b|\[[\w.-]+\.\w+/|the same|section 12"


def test_every_row_of_evidence_says_where_it_comes_from():
    for line in section("evidence").splitlines()[2:]:
        assert re.search(ORIGIN, line), line


def test_kinds_and_levels_are_named():
    named = set(re.findall(r"`(\w+)`", written()))
    wanted = (*entities.SHOCKS, *entities.LEVELS, *entities.MEMBERSHIP_RULES, *entities.PHASES)
    decided = (*entities.Terms._fields, *entities.OUTCOMES, *entities.DECISIONS)
    assert {*wanted, *decided, *entities.TASKS, *entities.INTERVENTIONS} <= named


def test_it_speaks_of_the_model_alone():
    paths = r"(?<![\w.])/(?:work|tmp|home|root|usr)\b|\bshared/|\b(?:evidence|model)\.md"
    assert not re.findall(paths, written())


def test_python_names_exist():
    """Every `sim.module.name` in the text can be imported."""
    for path in set(re.findall(r"`(sim(?:\.\w+)+)`", written())):
        if path.endswith((".py", ".md")):
            continue
        found: Any = sim
        for part in path.split(".")[1:]:
            if isinstance(found, types.ModuleType) and not hasattr(found, part):
                importlib.import_module(f"{found.__name__}.{part}")
            found = getattr(found, part)


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        ODD.write_text(rewritten(written()), encoding="utf-8")
        print(f"{ODD.name}: {len(TABLES)} tables written")
    elif sys.argv[1:] == ["--verdicts"]:
        ODD.write_text(with_verdicts(written()), encoding="utf-8")
        print(f"{ODD.name}: verdicts of {len(patterns.PATTERNS)} patterns written")
    else:
        sys.exit("usage: python tests/test_odd.py --write | --verdicts")
