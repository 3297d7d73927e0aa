"""Estimators in scikit-learn's manner that a program writes itself: run by a Pipeline, scored by a mixin.

Both call what the program wrote: `pipe.fit(X, y)` its `fit` on rows that the steps before have changed, `score` its
`predict`.
"""

from __future__ import annotations

import ast

from loopwise.program.evaluator.attributes import lookup
from loopwise.program.evaluator.calls import call, call_method
from loopwise.program.evaluator.machine import Machine
from loopwise.program.objects.definitions import Function, Instance
from loopwise.program.objects.values import Arguments, Const, External, Items, Unknown, Value

_SCORES = {
    "sklearn.base.ClassifierMixin": "sklearn.metrics.accuracy_score",
    "sklearn.base.RegressorMixin": "sklearn.metrics.r2_score",
}


def run(machine: Machine, asked: Value, name: str, arguments: Arguments, node: ast.AST) -> Value | None:
    """Return what a method gives of a Pipeline, or a mixin's `score` of an estimator; None if that is not known."""
    if isinstance(asked, Instance):
        return _scored(machine, asked, arguments, node)
    return _piped(machine, asked, name, arguments, node) if isinstance(asked, Unknown) else None


def _piped(
    machine: Machine, pipeline: Unknown, name: str, arguments: Arguments, node: ast.AST
) -> Value | None:
    """Go through the steps of a Pipeline whose last one is the program's own."""
    steps, rows = _steps(pipeline), arguments.get(0, "X")
    last = steps[-1] if steps else None
    if not isinstance(last, Instance) or rows is None or not arguments.whole:
        return None
    if not isinstance(lookup(last.cls, name), Function) and not _metric(last, name):
        return None
    for step in steps[:-1]:
        change = "fit_transform" if name == "fit" else "transform"
        rows = call_method(machine, step, change, Arguments([rows]), node)
    named = {key: value for key, value in arguments.named.items() if key != "X"}
    found = call_method(machine, last, name, Arguments([rows, *arguments.positional[1:]], named), node)
    return pipeline if name == "fit" else found


def _scored(machine: Machine, estimator: Instance, arguments: Arguments, node: ast.AST) -> Value | None:
    """Return a metric of what the program's `predict` says, as the mixin does."""
    metric, rows, targets = _metric(estimator, "score"), arguments.get(0, "X"), arguments.get(1, "y")
    if not metric or rows is None or targets is None:
        return None
    told = call_method(machine, estimator, "predict", Arguments([rows]), node)
    return call(machine, External(metric), Arguments([targets, told]), node)


def _metric(estimator: Instance, name: str) -> str:
    """Return the metric by which a mixin scores an estimator that predicts; "" if there is none."""
    if name != "score" or not isinstance(lookup(estimator.cls, "predict"), Function):
        return ""
    return next((_SCORES[base.path] for base in estimator.cls.outside() if base.path in _SCORES), "")


def _steps(pipeline: Unknown) -> list[Value]:
    """Return the steps of `make_pipeline(a, b)`, of `Pipeline([("a", a), ("b", b)])`."""
    given = pipeline.inputs
    if pipeline.made_by.endswith(".Pipeline"):
        pairs = given[0].items if given and isinstance(given[0], Items) and given[0].closed else ()
        given = tuple(pair.items[-1] for pair in pairs if isinstance(pair, Items) and pair.items)
    return [step for step in given if not isinstance(step, Const)]
