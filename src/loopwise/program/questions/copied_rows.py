"""Where rows are copied before they are split: the same row then stands in both parts.

for place in program.copied_before_split(): place
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from loopwise.program.evaluator.library_calls import LibraryCall
from loopwise.program.facts.lineage import Lineage
from loopwise.program.facts.origins import Makers, lineages_of
from loopwise.program.mending.repairs import function_of
from loopwise.program.objects.ops import Op
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.values import Items, Unknown, Value, constant
from loopwise.program.source.sources import called
from loopwise.records import Place

_FAR = 200  # values looked at on the way back from a split
OVERSAMPLING = ("fit_resample", "sample", "resample")  # names of calls that may copy rows
_JOINED = ("numpy.concatenate", "numpy.vstack", "numpy.append", "pandas.concat")


def copied_before_split(
    splits: list[LibraryCall], named: list[LibraryCall], makers: Makers
) -> Iterator[Place]:
    """Yield where rows are copied that `train_test_split` then deals out, each place once.

    named: the calls of the names in OVERSAMPLING.
    """
    copying = [call for call in named if _draws_again(call)]
    seen: set[ast.AST] = set()
    for split in splits:
        whole = split.arguments.get(0)
        behind = list(_behind(whole)) if whole is not None else []
        copies = [op.site for op in _ops(behind) if _joins_copies(op, makers) or _is_indexed_twice(op)]
        copies += [call.site for call in copying if any(value is call.out for value in behind)]
        for copied in copies[:1]:
            beside = function_of(copied.source, copied.node) is function_of(
                split.site.source, split.site.node
            )
            site = (
                copied if beside else split.site
            )  # a helper that copies is right: what is wrong is when it is called
            if site.node not in seen:
                seen.add(site.node)
                yield site.place


def joins_rows(op: Op) -> bool:
    """Tell whether it puts rows below rows: along the first axis."""
    if not (op.is_("cat", "concat", "concatenate", "vstack") or op.callee in _JOINED):
        return False
    call = op.site.node
    if not isinstance(call, ast.Call) or op.is_("vstack"):
        return isinstance(call, ast.Call)
    last = 2 if op.callee == "numpy.append" else 1
    given = [keyword.value for keyword in call.keywords if keyword.arg in ("dim", "axis")] + call.args[last:]
    return all(isinstance(axis, ast.Constant) and axis.value == 0 for axis in given[:1])


def _joins_copies(op: Op, makers: Makers) -> bool:
    """Whether some of the rows it joins are others of them, as they are."""
    if not joins_rows(op):
        return False
    lineages = [lineage for part in _parts(op) for lineage in lineages_of(makers, part) if _is_plain(lineage)]
    return any(one.rows.meets(two.rows) for i, one in enumerate(lineages) for two in lineages[:i])


def _parts(op: Op) -> list[Value]:
    return [part for given in op.inputs for part in (given.items if isinstance(given, Items) else (given,))]


def _is_plain(lineage: Lineage) -> bool:
    """Whether nothing was done to the rows: rows made by adding noise or a shift are new ones."""
    ops = [step.value.op for step in lineage.steps if isinstance(step.value, Tensor)]
    return all(op.role in ("source", "layout") or op.is_("getitem", "split_rows") for op in ops)


def _is_indexed_twice(op: Op) -> bool:
    """`X[np.concatenate([everything, np.repeat(rare, 5)])]`: an index that names rows several times."""
    key = op.arguments.get(1) if op.is_("getitem", "index_select") and op.arguments else None
    if not isinstance(key, Tensor) or not (joins_rows(key.op) or joins_rows(key.last)):
        return False
    parts = _parts(key.last)
    same = len({id(part) for part in parts}) < len(parts)
    return same or any(
        _names_again(past) for part in parts if isinstance(part, Tensor) for past in part.past()
    )


def _names_again(op: Op) -> bool:
    by_chance = op.callee.startswith("numpy.random") and called(op.site.node) == "choice"
    draws = by_chance and not _without_replacement(op.site.node)
    return (
        draws or op.callee in ("numpy.repeat", "numpy.tile") or op.is_("repeat", "repeat_interleave", "tile")
    )


def _without_replacement(call: ast.AST) -> bool:
    """Whether `choice` is told to name no row twice; by its third argument, too."""
    if not isinstance(call, ast.Call):
        return True
    given = [*call.args[2:3], *(keyword.value for keyword in call.keywords if keyword.arg == "replace")]
    return any(not (isinstance(one, ast.Constant) and one.value is True) for one in given)


def _draws_again(call: LibraryCall) -> bool:
    """Whether rows are drawn with replacement, or made out of their neighbours: oversampling."""
    if call.name == "fit_resample":
        return call.path.startswith(("imblearn.over_sampling.", "imblearn.combine."))
    replace = call.arguments.named.get("replace")
    if call.name == "sample" and replace is not None:  # of a table
        return constant(replace) is not False
    return call.is_("sklearn.utils.resample") and (replace is None or constant(replace) is True)


def _ops(values: list[Value]) -> Iterator[Op]:
    return (value.op for value in values if isinstance(value, Tensor))


def _behind(value: Value) -> Iterator[Value]:
    """Yield what a value was made of, nearest first, each once; not what merely said which rows."""
    waiting, seen = [value], {id(value)}
    for one in waiting:
        yield one
        before = (
            one.op.inputs[:1]
            if isinstance(one, Tensor) and one.op.is_("getitem", "item")
            else one.op.inputs
            if isinstance(one, Tensor)
            else one.items
            if isinstance(one, Items)
            else one.inputs
            if isinstance(one, Unknown)
            else ()
        )
        for part in before:
            if id(part) not in seen and len(seen) < _FAR:
                seen.add(id(part))
                waiting.append(part)
