"""What Python's `random` draws: numbers of which the ends are known, one or some of a list."""

from __future__ import annotations

from collections.abc import Callable

from loopwise.program.evaluator.loops import typical
from loopwise.program.objects.numbers import Number
from loopwise.program.objects.values import Arguments, Items, Unknown, Value, constant


def drawn_by_python(path: str, arguments: Arguments) -> Value | None:
    """Return what a function of the module `random` gives, None for one that is not known."""
    home, _, name = path.rpartition(".")
    reader = _READERS.get(name) if home == "random" else None
    return reader(path, arguments) if reader else None


def _whole(path: str, arguments: Arguments) -> Value:
    """`randint(1, 5)`, which may give 5; `randrange(5)`, `randrange(1, 5)`, which do not."""
    ends = [constant(value) for value in arguments.positional[:2]]
    numbers = [end for end in ends if isinstance(end, int)]
    known = bool(numbers) and len(numbers) == len(ends)
    low = (numbers[0] if len(numbers) == 2 else 0) if known else 0
    high = (numbers[-1] - (not path.endswith("randint"))) if known else 0
    reach = (float(low), float(high)) if known else None
    return Number("int64", reach, arguments.all(), path)


def _real(path: str, arguments: Arguments) -> Value:
    return Number("float64", None, arguments.all(), path)


def _one(path: str, arguments: Arguments) -> Value | None:
    """`choice(words)`: any of them."""
    given = arguments.get(0, "seq")
    return typical(given.items, made_by=path) if isinstance(given, Items) and given.items else None


def _some(path: str, arguments: Arguments) -> Value | None:
    """`choices(words, k=3)`, `sample(memory, 32)`: a list of some of them."""
    given, count = arguments.get(0, "population"), arguments.named.get("k")
    if path.endswith("sample"):
        count = arguments.get(1, "k")
    if not isinstance(given, Items) or not given.items:
        return None
    number, one = constant(count), typical(given.items)
    if isinstance(number, int) and 0 < number <= 200:
        return Items("list", [one] * number)
    return Items("list", [one], closed=False)


def _nothing(path: str, arguments: Arguments) -> Value:
    return Unknown(path, arguments.all())


_READERS: dict[str, Callable[[str, Arguments], Value | None]] = {
    "randint": _whole,
    "randrange": _whole,
    "random": _real,
    "uniform": _real,
    "gauss": _real,
    "normalvariate": _real,
    "choice": _one,
    "choices": _some,
    "sample": _some,
    "shuffle": _nothing,
}
