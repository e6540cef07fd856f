"""What is counted in each run besides the indicators, for questions about councils and groups."""

from __future__ import annotations

from typing import Any

from sim.ensemble.layout import COMMITMENT_CLASSES
from sim.entities import OUTCOMES
from sim.world import World

GROUPINGS = ("members", "difference", "age")


def count_of_numbers(world: World) -> int:
    """How many numbers `named_details` takes apart."""
    n, columns = len(world.identities), len(world.fields) + 1
    return n * (7 + 2 * columns) + 4 + (n + 1) + len(GROUPINGS) * COMMITMENT_CLASSES * 2


def named_details(world: World, numbers: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The counts of each run as variables and coordinates of a dataset.

    Args:
        world: the scenario on its region, N municipalities and F fields.
        numbers: as the kernel leaves them, (runs, `count_of_numbers`).

    Returns:
        Variables, each counted over a whole run:

        - ``answers`` (run, municipality, answer): councils' answers when asked to join a
          cooperation in one field or across fields;
        - ``strain`` (run, municipality): mean strain; ``staff``: posts at the start, FTE;
        - ``memberships`` (run, municipality, field): quarters at whose end it was in a
          cooperation, the last field standing for those across fields;
        - ``group_at_end`` (run, municipality, field): members of the cooperation in which it is at
          the end of the run, awake or dormant; 0 where it is in none;
        - ``drafting`` (run, municipality): whether its mayor drafted along when a vote on founding
          the unit was last prepared;
        - ``votes`` (run, group, vote): councils in votes on founding the unit, by whether the own
          mayor drafted along: asked, and those who agreed;
        - ``group_sizes`` (run, size): cooperation-quarters of field cooperations by members;
        - ``commitment`` (run, grouping, class, what): quarters in which a member of a field
          cooperation could leave, and did, by the number of members (2, 3, 4, 5-6, 7 and more),
          by their difference in size (fifths of 0 … 1) and by age (under 3 years, 3-5, 6-9,
          10-14, 15 and more);

        and the coordinates.
    """
    runs, n, columns = numbers.shape[0], len(world.identities), len(world.fields) + 1
    ends = [n * (7 + 2 * columns), 4, n + 1, len(GROUPINGS) * COMMITMENT_CLASSES * 2]
    parts, at = [], 0
    for length in ends:
        parts.append(numbers[:, at : at + length])
        at += length
    people = parts[0].reshape(runs, n, 7 + 2 * columns)
    variables = {
        "answers": (("run", "municipality", "answer"), people[:, :, :4]),
        "strain": (("run", "municipality"), people[:, :, 4] / world.scenario.quarters),
        "staff": (("run", "municipality"), people[:, :, 5]),
        "drafting": (("run", "municipality"), people[:, :, 6]),
        "memberships": (("run", "municipality", "field"), people[:, :, 7 : 7 + columns]),
        "group_at_end": (("run", "municipality", "field"), people[:, :, 7 + columns :]),
        "votes": (("run", "group", "vote"), parts[1].reshape(runs, 2, 2)),
        "group_sizes": (("run", "size"), parts[2]),
        "commitment": (
            ("run", "grouping", "class", "what"),
            parts[3].reshape(runs, len(GROUPINGS), COMMITMENT_CLASSES, 2),
        ),
    }
    coords = {
        "municipality": list(world.region.keys),
        "answer": list(OUTCOMES),
        "field": [*(field.name for field in world.scenario.fields), "cross-field"],
        "group": ["others", "drafting"],
        "vote": ["asked", "yes"],
        "size": list(range(n + 1)),
        "grouping": list(GROUPINGS),
        "what": ["could_leave", "left"],
    }
    return variables, coords
