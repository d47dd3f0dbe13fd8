"""Which mutants are run, and which tests against each."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, zip_longest

from .mutant import Mutant, mutants_of
from .operators import edits_of, is_python
from .promises import promised_files
from .reach import Reach
from .runner import Job
from .trees import REPOSITORY


def all_mutants(file: str = "") -> Iterator[Mutant]:
    """Yield every mutant of the files that hold a promise and whose path holds ``file``."""
    for path, promise in promised_files():
        if file in path:
            content = (REPOSITORY / path).read_bytes()
            yield from mutants_of(path, promise, content, edits_of(content))


def sample(mutants: Iterable[Mutant], number: int, seed: int) -> list[Mutant]:
    """Choose mutants, as many of each promise as there are.

    The order within a promise comes from the seed and the name of each, so a change of one file
    leaves the mutants of the others chosen as they were.
    """
    by_promise: defaultdict[str, list[Mutant]] = defaultdict(list)
    for mutant in mutants:
        by_promise[mutant.promise].append(mutant)
    for group in by_promise.values():
        group.sort(key=lambda each: hashlib.sha256(f"{seed} {each.name}".encode()).digest())
    rounds = zip_longest(*by_promise.values())
    chosen = (each for together in rounds for each in together if each and _is_python(each))
    return list(islice(chosen, number))


def _is_python(mutant: Mutant) -> bool:
    return is_python(mutant.edit.apply((REPOSITORY / mutant.path).read_bytes()))


def job(mutant: Mutant, reach: Reach, seconds: float) -> Job:
    """Return a mutant with the tests that reach it, as many as take ``seconds`` together.

    Where it also runs at import, any test of its file may notice.
    """
    at_import = reach.is_imported(mutant.path, mutant.lines)
    tests = reach.tests(mutant.path, mutant.lines)
    if at_import or not tests:
        tests = reach.of_file(mutant.path)
    chosen: dict[str, float] = {}
    for test in _in_order(tests, reach.seconds):
        taken = reach.seconds[test]
        if not chosen or seconds >= taken:
            chosen[test] = taken
            seconds -= taken
    return Job(mutant, chosen, at_import)


def _in_order(tests: Iterable[str], seconds: Mapping[str, float]) -> Sequence[str]:
    """Put the quick ones first, and one of each kind before more of the same."""
    kinds: defaultdict[str, list[str]] = defaultdict(list)
    for test in sorted(tests, key=lambda each: (seconds[each], each)):
        function, _, parameters = test.partition("[")
        kinds[f"{function}[{parameters.partition('/')[0]}"].append(test)
    weights = {
        test: seconds[test] * (number + 1)
        for alike in kinds.values()
        for number, test in enumerate(alike)
    }
    return sorted(weights, key=lambda each: (weights[each], each))
