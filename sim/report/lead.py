"""The run in a few sentences: what came of the unit, of cooperation, of services."""

from sim.entities import LEVELS
from sim.report.run import Run

WEIGHTY_FTE = 0.05  # posts below this are not worth a sentence
STEADY = 0.01  # services that move less have stayed the same


def lead(run: Run) -> list[str]:
    """Five to nine sentences that tell the whole run, in paragraphs."""
    together = [*_on_unit(run), *_on_cooperations(run)]
    gained = [*_on_balance(run), *_on_promise(run)]
    services = [*_on_service(run), *_on_shocks(run)]
    return [" ".join(sentences) for sentences in (together, gained, services) if sentences]


def _on_unit(run: Run) -> list[str]:
    if not run.has_unit_in_play:
        return [run.words("lead.unit_none")]
    founded = run.happened("unit_founded")
    if founded:
        return _on_founded_unit(run)
    votes = run.happened("unit_vote")
    if not votes:
        reason = run.result.narrator.unvoted()
        return [run.words("lead.unit_unvoted"), *([reason] if reason else [])]
    best = max(
        votes, key=lambda t: len(t.event.details["yes"]) / max(len(t.event.details["asked"]), 1)
    )
    details = best.event.details
    if not details["asked"]:
        return [run.words("lead.unit_nobody")]
    return [
        run.words.counted(
            "lead.unit_never",
            len(votes),
            year=run.year(best.event.quarter),
            yes=run.words.number(len(details["yes"])),
            asked=run.words.number(len(details["asked"])),
        ),
        _on_the_bar(run),
        *_on_time(run),
    ]


def _on_time(run: Run) -> list[str]:
    """That most councils had no staff to look into it, where that is the reason."""
    asked = [row["outcome"] for row in run.votes if row["decision"] == "found_unit"]
    no_time, agreed = asked.count("no_time"), asked.count("agreed")
    if 2 * no_time <= len(asked) - agreed:
        return []
    number = run.words.number
    return [run.words("lead.unit_no_time", count=number(no_time), asked=number(len(asked)))]


def _on_the_bar(run: Run) -> str:
    """What a vote must reach to be carried."""
    rules = run.result.scenario.coordination
    if rules.membership == "coalition_of_the_willing":
        return run.words("lead.needed_members", count=run.words.number(rules.minimum_members))
    quota = min(rules.quota, 0.5) if rules.membership == "open_forum" else rules.quota
    key = "lead.needed_by_residents" if rules.weighted_by_residents else "lead.needed"
    return run.words(key, quota=run.words.percent(quota))


def _on_founded_unit(run: Run) -> list[str]:
    first = run.happened("unit_founded")[0].event
    level = run.words.of(f"levels.{LEVELS[first.details['level']]}")
    everyone = len(first.details["members"]) == len(run.places)
    sentences = [
        run.words(
            "lead.unit_founded_by_all" if everyone else "lead.unit_founded",
            year=run.year(first.quarter),
            members=run.words.number(len(first.details["members"])),
            total=run.words.number(len(run.places)),
            level=level,
        )
    ]
    ends, carriers = run.quarters_of("unit_ended"), run.carriers(run.last)
    if not carriers:
        return [*sentences, run.words("lead.unit_ended", year=run.year(ends[-1]))]
    key = "lead.unit_back" if ends else "lead.unit_stays"
    year = run.year(ends[-1]) if ends else ""
    sentences.append(run.words.counted(key, len(carriers), year=year))
    now = round(run.indicator("institution_level", run.last))
    if now != first.details["level"]:
        sentences.append(run.words("lead.unit_level", level=run.words.of(f"levels.{LEVELS[now]}")))
    return sentences


def _on_cooperations(run: Run) -> list[str]:
    if not run.cooperations:
        return [run.words("lead.cooperations_never")]
    living = run.living
    if not living:
        return [run.words.counted("lead.cooperations_gone", len(run.cooperations))]
    inside = {key for row in living for key in row["members"].split()}
    sentence = run.words.counted(
        "lead.cooperations",
        len(living),
        members=run.words.number(len(inside)),
        total=run.words.number(len(run.places)),
    )
    return [sentence, *_on_crossing(run)]


def _on_crossing(run: Run) -> list[str]:
    if len(run.result.fields) < 2:
        return []
    across = [row for row in run.living if row["kind"] == "cross_field"]
    if across:
        return [run.words.counted("lead.crossing", len(across))]
    tried = any(row["kind"] == "cross_field" for row in run.cooperations)
    return [run.words("lead.crossing_gone" if tried else "lead.crossing_never")]


def _on_balance(run: Run) -> list[str]:
    net = run.indicator("net_benefit", run.last)
    effort = run.indicator("coordination_effort", run.last)
    gained = run.indicator("relief", run.last) + run.indicator("synergy", run.last)
    if max(effort, abs(gained)) < WEIGHTY_FTE:
        return []
    key = "even" if abs(net) < WEIGHTY_FTE else "plus" if net > 0 else "minus"
    standing = run.result.standing
    rare = [run.words("lead.balance_rare")] if standing and standing.is_rare else []
    return [
        run.words(
            f"lead.balance_{key}",
            gained=run.words.number(gained, 1),
            effort=run.words.number(effort, 1),
            net=run.words.number(abs(net), 1),
        ),
        *rare,
    ]


def _on_promise(run: Run) -> list[str]:
    promised = sum(row["promised"] for row in run.living)
    received = sum(row["received"] for row in run.living)
    if promised < WEIGHTY_FTE:
        return []
    key = "kept" if received >= 0.95 * promised else "short" if received > 0.0 else "broken"
    return [
        run.words(
            f"lead.promise_{key}",
            promised=run.words.number(promised, 1),
            received=run.words.number(received, 1),
        )
    ]


def _on_service(run: Run) -> list[str]:
    before, after = run.indicator("service_level", 0), run.indicator("service_level", run.last)
    moved = after - before
    way = "steady" if abs(moved) < STEADY else "up" if moved > 0 else "down"
    weakest = min(
        (row for row in run.towns(run.last) if row["population"] > 0.0),
        key=lambda row: (row["service_level"], row["name"]),
    )
    percent = run.words.percent
    values = {"before": percent(before, 1), "after": percent(after, 1)}
    sentence = run.words(f"lead.service_{way}", **values)
    if weakest["service_level"] > after - STEADY:
        return [sentence]
    place = {"name": weakest["name"], "value": percent(weakest["service_level"])}
    return [sentence, run.words("lead.service_weakest", **place)]


def _on_shocks(run: Run) -> list[str]:
    if not run.happened("shock"):
        return []
    return [shock_effect(run)]


def shock_effect(run: Run) -> str:
    """What the shocks cost in services, against the same run without them."""
    loss, recovery = run.result.outcomes["service_loss"], run.result.outcomes["recovery_quarters"]
    values = {
        "days": run.words.number(91.0 * loss, 0 if loss > 0.1 else 1),
        "loss": run.words.number(loss, 2 if loss > 0.1 else 3),
    }
    if recovery == 0:
        return run.words("shocks.harmless")
    if recovery < 0:
        return run.words("shocks.lasting", **values)
    return run.words("shocks.recovered", time=run.words.duration(int(recovery)), **values)
