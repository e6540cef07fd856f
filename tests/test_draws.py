"""Keyed random numbers keep their promises: published answers, one address one number."""

import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import draws

# The known answers of philox4x32 with 10 rounds published with Random123 (file kat_vectors):
# counter, key, result.
KNOWN_ANSWERS = [
    (
        (0x00000000, 0x00000000, 0x00000000, 0x00000000),
        (0x00000000, 0x00000000),
        (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8),
    ),
    (
        (0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF),
        (0xFFFFFFFF, 0xFFFFFFFF),
        (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD),
    ),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]
WORD = st.integers(0, 2**32 - 1)


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN_ANSWERS)
def test_published_answers(counter, key, answer):
    assert draws.philox(*counter, *key) == answer


def test_compiled_gives_the_same_words():
    """The compiled generator equals the plain one, on the known answers and on 2,000 others."""
    from numba import njit

    @njit
    def compiled(c0, c1, c2, c3, k0, k1):
        return draws.philox(c0, c1, c2, c3, k0, k1)

    for counter, key, answer in KNOWN_ANSWERS:
        assert compiled(*counter, *key) == answer
    for i in range(2000):
        words = tuple((i * 2654435761 * (j + 1)) & 0xFFFFFFFF for j in range(6))
        assert compiled(*words) == draws.philox(*words)


@given(WORD, WORD, st.integers(0, 65535), st.integers(1, 20), WORD, WORD, WORD)
def test_uniforms_stay_in_range(seed, replicate, quarter, purpose, who, whom, about):
    words = draws.uniforms(seed, replicate, quarter, purpose, who, whom, about)
    assert all(0.0 <= u < 1.0 for u in words)


def test_each_part_of_the_address_counts():
    base = (1, 0, 3, draws.STAFF, 77, 5, 9)
    changed = [tuple(v + (i == j) for j, v in enumerate(base)) for i in range(7)]
    assert len({draws.uniforms(*address) for address in [base, *changed]}) == 8


def test_uniform_and_bell_moments():
    values = [u for who in range(5000) for u in draws.uniforms(1, 0, 0, 1, who, 0, 0)]
    bells = [draws.bell(*draws.uniforms(2, 0, 0, 1, who, 0, 0)) for who in range(5000)]
    assert sum(values) / len(values) == pytest.approx(0.5, abs=0.01)
    assert sum(bells) / len(bells) == pytest.approx(0.0, abs=0.05)
    assert sum(b * b for b in bells) / len(bells) == pytest.approx(1.0, abs=0.06)


def test_purposes_are_distinct():
    assert len(set(draws.PURPOSES.values())) == len(draws.PURPOSES) >= 19


def test_identities_come_from_the_key_alone():
    keys = [f"06636{n:03d}" for n in range(1, 17)]
    by_key = dict(zip(keys, draws.identities(keys), strict=True))
    fewer = dict(zip(keys[3:], draws.identities(keys[3:]), strict=True))
    assert all(by_key[key] == number for key, number in fewer.items())
    assert len(set(by_key.values())) == 16


def test_draws_import_is_light():
    """The generator pulls in no table, plot or agent library."""
    heavy = "('pandas', 'mesa', 'pydantic')"
    code = f"import sys, sim.draws; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ
    )
    assert done.stdout.strip() == "[]"
