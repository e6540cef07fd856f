"""Keyed random numbers: every draw has an address, no draw has a history.

An address is (seed, replicate, quarter, purpose, who, with whom, about what).  The same address
gives the same number in every scenario, engine and order of calls, so that two scenarios with one
seed give each municipality the same luck and their differences are paired.

Generator: Philox4x32-10, Salmon, Moraes, Dror & Shaw (2011), "Parallel random numbers: as easy
as 1, 2, 3", checked in the tests against the known answers published with Random123.  One block
gives four 32-bit words and thus four uniform numbers; what belongs together shares a block.

All arithmetic stays in 64-bit integers masked to 32 bits, so that plain Python and compiled code
agree: a signed 64-bit product that wraps around still has the right low and high words.
"""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

from sim.compiling import rule

# What a draw is for.  Numbers are part of the results: never renumber, only add.
START_ATTITUDE = 1  # willingness of a council at the start
START_ADMINISTRATION = 2  # posts, autonomy concern, mayoral term, budget room at the start
START_TRUST = 3  # trust between two municipalities at the start
START_PLACE = 4  # where willingness lies when it is shuffled in space
DEMOGRAPHY = 5  # migration of a quarter
STAFF = 6  # people leaving and vacancies filled
RANDOM_SHOCK = 7  # whether a random shock strikes
PREPARATION = 8  # who signals interest, which mayors draft along
UNIT_VOTE = 9  # a council's vote on the coordination unit
UNIT_ENTRY = 10  # a later entry into the coordination unit
UNIT_RENEWAL = 11  # going on with the unit, or changing its level
INITIATIVE = 12  # a municipality starts a proposal in a field
FIELD_JOIN = 13  # a council decides on a field cooperation
EFFECT = 14  # the true effect of a cooperation
LINK = 15  # somebody sees a link between fields
CROSS_JOIN = 16  # a council decides on a cross-field cooperation
PARTNER = 17  # a partner organisation takes part
EXIT = 18  # a member reconsiders
POLITICS = 19  # elections and key persons
PURPOSES = {
    name: value
    for name, value in sorted(globals().items(), key=lambda item: str(item[1]))
    if name.isupper() and isinstance(value, int)
}

_MASK = 0xFFFFFFFF


@rule
def philox(c0: int, c1: int, c2: int, c3: int, k0: int, k1: int) -> tuple[int, int, int, int]:
    """Ten rounds of Philox4x32 on a counter and a key of 32-bit words.

    Args:
        c0: counter word 0, 0 … 2³² - 1; likewise ``c1``, ``c2``, ``c3``.
        c1: counter word 1.
        c2: counter word 2.
        c3: counter word 3.
        k0: key word 0.
        k1: key word 1.

    Returns:
        Four words, 0 … 2³² - 1.
    """
    for _ in range(10):
        product_0 = 0xD2511F53 * c0
        product_1 = 0xCD9E8D57 * c2
        c0 = ((product_1 >> 32) ^ c1 ^ k0) & 0xFFFFFFFF
        c2 = ((product_0 >> 32) ^ c3 ^ k1) & 0xFFFFFFFF
        c1 = product_1 & 0xFFFFFFFF
        c3 = product_0 & 0xFFFFFFFF
        k0 = (k0 + 0x9E3779B9) & 0xFFFFFFFF
        k1 = (k1 + 0xBB67AE85) & 0xFFFFFFFF
    return c0, c1, c2, c3


@rule
def uniforms(
    seed: int, replicate: int, quarter: int, purpose: int, who: int, with_whom: int, about: int
) -> tuple[float, float, float, float]:
    """Four uniform numbers in [0, 1) that belong to one address.

    Args:
        seed: 0 … 2³² - 1; the key of the generator, with ``replicate``.
        replicate: number of the run under this seed, 0 … 2³² - 1.
        quarter: 0 … 65,535; the starting state uses quarter 0 with its own purposes.
        purpose: one of the constants of this module, 1 … 65,535.
        who: `identity` of the one who decides.
        with_whom: `identity` of a partner (the founder of a cooperation), or 0.
        about: `identity` of a field, a cooperation or a shock, or 0.

    Returns:
        Four numbers with 32 bits each.
    """
    a, b, c, d = philox(quarter | (purpose << 16), who, with_whom, about, seed, replicate)
    return (
        a * 2.3283064365386963e-10,
        b * 2.3283064365386963e-10,
        (c * 2.3283064365386963e-10),
        d * 2.3283064365386963e-10,
    )


@rule
def bell(u0: float, u1: float, u2: float, u3: float) -> float:
    """A bell-shaped number with mean 0 and variance 1 from four uniforms in [0, 1).

    The sum of four uniforms (Irwin-Hall), range ±2√3: close to normal between ±2.5, and made of
    additions alone, so that it is the same to the last bit everywhere.
    """
    return (u0 + u1 + u2 + u3 - 2.0) * 1.7320508075688772


def identity(name: str) -> int:
    """The 32-bit number by which draws know a field or another name: its CRC-32."""
    return crc32(name.encode("utf-8")) or 1


def identities(keys: Sequence[str]) -> tuple[int, ...]:
    """The 32-bit number by which draws know each municipality, from its key alone.

    The CRC-32 of the key as text; of two keys with the same number the later one in the order of
    keys takes the next free number.  1 … 2³² - 1.
    """
    taken: dict[int, str] = {}
    found: dict[str, int] = {}
    for key in sorted(keys):
        number = identity(key)
        while number in taken:
            number = (number + 1) & _MASK or 1
        taken[number] = key
        found[key] = number
    return tuple(found[key] for key in keys)


@rule
def cooperation_identity(field_identity: int, founded: int) -> int:
    """By which draws know a cooperation, beside its founder: field and founding quarter."""
    return (field_identity + founded * 40503) & 0xFFFFFFFF
