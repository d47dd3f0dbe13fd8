"""What the tables of `mutants/` name is there."""

from __future__ import annotations

import pytest

from mutants.choosing import all_mutants, sample
from mutants.mutant import Mutant
from mutants.page import reasons
from mutants.planted import PLANTED, planted_mutants
from mutants.promises import PROMISES
from mutants.trees import REPOSITORY, SERVER

pytestmark = pytest.mark.requirement("robustness")


@pytest.mark.parametrize("pattern", [each for files in PROMISES.values() for each in files])
def test_each_pattern_names_a_file(pattern: str) -> None:
    assert list((REPOSITORY / SERVER).glob(pattern))


def test_each_planted_mutant_has_its_place_and_breaks_it() -> None:
    found = planted_mutants()
    assert len({each.name for each in found}) == len(PLANTED)
    for mutant in found:
        content = (REPOSITORY / mutant.path).read_bytes()
        _ = compile(mutant.edit.apply(content), mutant.path, "exec", dont_inherit=True)


@pytest.fixture(scope="module")
def everything() -> list[Mutant]:
    return list(all_mutants())


def test_each_harmless_mutant_is_one(everything: list[Mutant]) -> None:
    """A line that changes gives its mutants other names: delete the old ones, look at the new."""
    names = {each.name for each in (*everything, *planted_mutants())}
    assert {name: reason for name, reason in reasons().items() if name not in names} == {}


def test_the_sample_takes_as_many_of_each_promise_and_the_same_by_the_same_seed(
    everything: list[Mutant],
) -> None:
    assert len({each.name for each in everything}) == len(everything)
    chosen = sample(everything, 90, 9)
    assert [sum(each.promise == promise for each in chosen) for promise in PROMISES] == [10] * 9
    again, other = sample(reversed(everything), 90, 9), sample(everything, 90, 1)
    assert {each.name for each in again} == {each.name for each in chosen}
    assert {each.name for each in other} != {each.name for each in chosen}
