"""How `match` is read: the arm that surely fits, or all that may fit, each with what its pattern binds."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from loopwise.program.evaluator.assignments import assign
from loopwise.program.evaluator.attributes import attribute
from loopwise.program.evaluator.machine import NEXT, Flow, Machine, runs
from loopwise.program.evaluator.operators import binary
from loopwise.program.objects.definitions import Class, Instance
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.truths import truth
from loopwise.program.objects.values import Const, Dict, Items, Unknown, Value, is_none


@runs(ast.Match)
def _match(machine: Machine, node: ast.Match) -> Flow:
    return _cases(machine, machine.evaluate(node.subject), node.cases)


def _cases(machine: Machine, subject: Value, cases: Sequence[ast.match_case]) -> Flow:
    if not cases:
        return NEXT
    first, *rest = cases
    fits = _fits(machine, first.pattern, subject)
    if fits is False:
        return _cases(machine, subject, rest)
    _bind(machine, first.pattern, subject)
    if first.guard is not None:
        guard = truth(machine.evaluate(first.guard))
        fits = False if guard is False else fits if guard else None
    if fits is None:
        return machine.branch(first, lambda: machine.run(first.body), lambda: _cases(machine, subject, rest))
    return machine.run(first.body) if fits else _cases(machine, subject, rest)


def _fits(machine: Machine, pattern: ast.pattern, subject: Value) -> bool | None:
    """Tell whether a value fits a pattern, as far as that is known."""
    if isinstance(pattern, ast.MatchAs):
        return True if pattern.pattern is None else _fits(machine, pattern.pattern, subject)
    if isinstance(pattern, ast.MatchValue):
        return truth(binary(machine, ast.Eq(), subject, machine.evaluate(pattern.value), pattern))
    if isinstance(pattern, ast.MatchSingleton):
        return subject.value is pattern.value if isinstance(subject, Const) else None
    if isinstance(pattern, ast.MatchOr):
        return _any([_fits(machine, one, subject) for one in pattern.patterns])
    if isinstance(pattern, ast.MatchSequence):
        return _fits_in_order(machine, pattern.patterns, subject)
    if isinstance(pattern, ast.MatchMapping) and isinstance(subject, Dict):
        return _fits_by_key(machine, pattern, subject)
    if isinstance(pattern, ast.MatchClass) and isinstance(subject, Instance):
        cls = machine.evaluate(pattern.cls)
        return False if isinstance(cls, Class) and cls not in subject.cls.lineage() else None
    return False if is_none(subject) else None


def _fits_in_order(machine: Machine, patterns: Sequence[ast.pattern], subject: Value) -> bool | None:
    if not isinstance(subject, Items) or not subject.closed:
        return None
    if any(isinstance(one, ast.MatchStar) for one in patterns):
        return None if len(subject.items) >= len(patterns) - 1 else False
    if len(patterns) != len(subject.items):
        return False
    return _all([_fits(machine, one, item) for one, item in zip(patterns, subject.items, strict=True)])


def _fits_by_key(machine: Machine, pattern: ast.MatchMapping, subject: Dict) -> bool | None:
    answers: list[bool | None] = []
    for key, one in zip(pattern.keys, pattern.patterns, strict=True):
        name = machine.evaluate(key)
        held = subject.table.get(name.value) if isinstance(name, Const) else None
        missing = False if subject.closed and isinstance(name, Const) else None
        answers.append(missing if held is None else _fits(machine, one, held))
    return _all(answers)


def _any(answers: Sequence[bool | None]) -> bool | None:
    return True if True in answers else None if None in answers else False


def _all(answers: Sequence[bool | None]) -> bool | None:
    return False if False in answers else None if None in answers else True


def _bind(machine: Machine, pattern: ast.pattern | None, subject: Value) -> None:
    """Give the names in a pattern what they stand for if it fits."""
    name: str | None = None
    if isinstance(pattern, ast.MatchAs):
        name = pattern.name
        _bind(machine, pattern.pattern, subject)
    elif isinstance(pattern, ast.MatchSequence):
        known = isinstance(subject, Items) and len(subject.items) == len(pattern.patterns)
        for i, one in enumerate(pattern.patterns):
            _bind(machine, one, subject.items[i] if known and isinstance(subject, Items) else _part(subject))
    elif isinstance(pattern, ast.MatchMapping):
        for key, one in zip(pattern.keys, pattern.patterns, strict=True):
            at = machine.evaluate(key)
            known = isinstance(subject, Dict) and isinstance(at, Const)
            held = subject.table.get(at.value) if known else None  # type: ignore[attr-defined]
            _bind(machine, one, held if isinstance(held, Value) else _part(subject))
    elif isinstance(pattern, ast.MatchClass):
        for word, one in zip(pattern.kwd_attrs, pattern.kwd_patterns, strict=True):
            _bind(machine, one, attribute(machine, subject, word, one))
        for one in pattern.patterns:
            _bind(machine, one, _part(subject))
    elif isinstance(pattern, ast.MatchStar):
        name = pattern.name
        subject = _part(subject)
    if name is not None:
        assign(machine, ast.Name(name, ast.Store()), subject)


def _part(subject: Value) -> Value:
    return subject if isinstance(subject, Tensor) else Unknown(inputs=(subject,))
