"""Sums over the batches of a loader that are divided by the wrong length.

for average in program.wrong_averages(): average.place, average.summed, average.divided_by
"""

from __future__ import annotations

import ast
import math
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from loopwise.program.facts.last_batches import last_batch, rows_of
from loopwise.program.mending.repairs import function_of
from loopwise.program.objects.definitions import Bound
from loopwise.program.objects.modules import Loader
from loopwise.program.objects.numbers import Number, whole_number
from loopwise.program.objects.ops import Op
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.values import Const, Items, Length, Unknown, Value, is_none
from loopwise.program.source.sources import nodes_in
from loopwise.records import Edit, Repair

if TYPE_CHECKING:
    from loopwise.program.flow.events import LoopRun
    from loopwise.program.objects.losses import LossCall
    from loopwise.program.source.sources import Source
    from loopwise.records import Place

_FAR = 12
_PERCENT = (100, 100.0)
_SAMPLERS = ("sampler", "batch_sampler", "drop_last", "collate_fn")  # with these the rows may be others


class Average(NamedTuple):
    """A division of a sum over batches by a length that does not belong to it.

    summed: "means" (of one batch each) or "counts" (of samples).  divided_by: "samples" or "batches".
    Means divided by batches are right unless a last batch that is much shorter counts as much as the others.
    run: the loop over `loader` that sums.  other: the loader whose length it is, where that is another one.
    loader: Unknown where a function is handed it and nobody calls the function in sight.
    """

    division: Op
    added: Op
    run: LoopRun
    loader: Loader | Unknown
    summed: str
    divided_by: str
    other: Loader | None = None

    @property
    def place(self) -> Place:
        """Where it is divided."""
        return self.division.place

    @property
    def added_place(self) -> Place:
        """Where the sum grows."""
        return self.added.place

    @property
    def loader_place(self) -> Place:
        """Where the loader summed over is made."""
        assert isinstance(self.loader, Loader), "only two loaders that are seen are told apart"
        return self.loader.site.place

    @property
    def batch_size(self) -> int | None:
        """How many samples a full batch has, if that is known."""
        return batch_size_of(self.loader) if isinstance(self.loader, Loader) else None

    @property
    def is_handed_in(self) -> bool:
        """Whether it is not seen how the loader is made, and so how many samples a batch has."""
        return not isinstance(self.loader, Loader)

    @property
    def divisor(self) -> str:
        """What it is divided by, in the program's own words."""
        node = self._divisor
        return "" if node is None else self.division.site.source.words(node)

    @property
    def _divisor(self) -> ast.expr | None:
        node = self.division.site.node
        if isinstance(node, ast.AugAssign):  # total /= n
            return node.value
        return node.right if isinstance(node, ast.BinOp) else None

    @property
    def last_size(self) -> int | None:
        """How many samples the last batch has, where that is what is wrong."""
        alike = (self.summed == "means") == (self.divided_by == "batches")
        if not isinstance(self.loader, Loader) or not alike or self.other is not None:
            return None
        return last_batch(self.loader)

    @property
    def excess(self) -> float:
        """How much more of the mean the short last batch has than its samples are worth, from 0 to 1."""
        rows = rows_of(self.loader) if isinstance(self.loader, Loader) else None
        if not rows or not self.batch_size or not self.last_size:
            return 0.0
        return 1 / math.ceil(rows / self.batch_size) - self.last_size / rows

    def mended(self) -> Repair | None:
        """Return the edit that weighs each mean with its batch, or divides by the length that belongs to the sum."""
        source = self.division.site.source
        if self.last_size is not None:
            return None
        if self.other is None and self.summed == "means":
            return _weighed(self.added, self.run)
        divisor = self._divisor
        name = _loader_name(self.run, source, self.division.site.node)
        plain = isinstance(divisor, ast.Call) and ast.unparse(divisor.func) == "len"
        if not plain or not name or divisor is None:
            return None
        if not isinstance(self.loader, Loader) or not _is_whole(self.loader):
            return None
        wanted = f"len({name}.dataset)" if self.summed == "counts" else f"len({name})"
        return Repair(safe=True, edits=(Edit(source.place(divisor), wanted),))


def averages_in(
    divisions: Iterable[Op], losses: Iterable[LossCall], loaders: list[Loader], learning: set[LoopRun]
) -> Iterator[Average]:
    """Yield the wrong ones, each place once. learning: the loops that learn, whose running means nobody reports."""
    means = {loss.out.op for loss in losses if loss.reduction == "mean"}
    seen: set[ast.AST] = set()
    for division in divisions:
        if division.site.node in seen or _is_scaled_on(division):
            continue
        for added, term in _summed(division.inputs[0]) if division.is_("div") else _listed(division):
            found = _wrong(division, added, _kind_of(term, means), loaders) if division.is_("div") else None
            found = found or _unweighed(division, added, _kind_of(term, means), learning)
            if found is not None:
                seen.add(division.site.node)
                yield found
                break


def _wrong(division: Op, added: Op, summed: str, loaders: list[Loader]) -> Average | None:
    run = added.loops[-1] if added.loops else None
    loader = run.over if run is not None else None
    if len(division.inputs) < 2 or run is None or run in division.loops or not summed:
        return None
    if isinstance(loader, Unknown) and summed == "means" and _counts_rows_of(loader, division.inputs[1]):
        return Average(division, added, run, loader, summed, "samples")
    if not isinstance(loader, Loader):
        return None
    unit, owner = unit_of(division.inputs[1], loaders)
    if unit and (unit == "samples") == (summed == "means"):
        size = batch_size_of(loader)
        return None if size == 1 else Average(division, added, run, loader, summed, unit)
    if owner is not None and owner.site.node is not loader.site.node and not _shares(owner, loader):
        return Average(division, added, run, loader, summed, unit, owner)
    return None


def _counts_rows_of(loader: Unknown, divisor: Value) -> bool:
    """Whether it is `len(loader.dataset)` of the very thing that is gone through: a loader that is handed in."""
    rows = loader.table.get("dataset")
    if rows is None or not isinstance(divisor, Unknown) or divisor.made_by != "builtins.len":
        return False
    return bool(divisor.inputs) and divisor.inputs[0] is rows


_SHORT = 4  # times as long as the last batch are the others
_LEAST = 0.05  # of the mean: what a last batch counts too much moves no metric by less


def _unweighed(division: Op, added: Op, summed: str, learning: set[LoopRun]) -> Average | None:
    """A mean of batch means in which a short last batch counts far more than its share of the samples."""
    run = added.loops[-1] if added.loops else None
    loader = run.over if run is not None else None
    if run is None or run in learning or run in division.loops or summed != "means":
        return None
    rows, last = (rows_of(loader), last_batch(loader)) if isinstance(loader, Loader) else (None, None)
    size = batch_size_of(loader) if isinstance(loader, Loader) else None
    if not isinstance(loader, Loader) or not rows or not last or not size or last == size or rows <= size:
        return None
    batches = -(-rows // size)
    if division.is_("div") and not _counts_batches(division.inputs[1], batches, loader):
        return None
    too_much = 1 / batches - last / rows if last * _SHORT <= size else 0.0
    return Average(division, added, run, loader, summed, "batches") if too_much >= _LEAST else None


def _counts_batches(divisor: Value, batches: int, loader: Loader) -> bool:
    """Whether it is the number of batches: of the loader, of a list with one mean a batch, counted one by one."""
    if isinstance(divisor, Unknown) and divisor.made_by == "builtins.len" and divisor.inputs:
        return divisor.inputs[0] is loader or isinstance(divisor.inputs[0], Items)
    if isinstance(divisor, Number):
        return divisor.dtype == "int64" and bool(divisor.inputs)
    return whole_number(divisor) == batches


def _listed(mean: Op) -> Iterator[tuple[Op, Value]]:
    """Yield what is in the list that `np.mean(accuracies)` or `statistics.mean(accuracies)` averages."""
    given = mean.inputs[0] if mean.inputs else None
    for one in given.items if isinstance(given, Items) else ():
        if isinstance(one, Tensor):
            yield one.op, one


def batch_size_of(loader: Loader) -> int | None:
    """Return a loader's batch size; None if it is not known."""
    given = loader.arguments.get(1, "batch_size")
    if given is None:
        return 1 if loader.arguments.whole else None
    return 1 if is_none(given) else whole_number(given)  # with None, what the data set gives is a batch


def _shares(one: Loader, other: Loader) -> bool:
    """Whether two loaders may have the same length: of one data set, or of one that is not known."""
    return one.data is other.data or one.data is None or other.data is None


def _is_whole(loader: Loader) -> bool:
    return loader.arguments.whole and not loader.arguments.named.keys() & set(_SAMPLERS)


def _is_scaled_on(division: Op) -> bool:
    """Whether the quotient is multiplied or divided further, other than into per cent."""
    return any(use.is_("mul", "div") and use.other not in _PERCENT for use in division.out.uses)


def _summed(value: Value) -> Iterator[tuple[Op, Value]]:
    """Yield the additions and what they add: of `total += x`, and of `sum(xs)`; seen through per cent."""
    for _ in range(_FAR):
        op = value.op if isinstance(value, Tensor) else None
        if op is None:
            return
        if op.is_("add") and len(op.inputs) == 2:
            yield op, op.inputs[1]
            return
        if adds_a_list(op):
            for one in op.inputs:
                if isinstance(one, Tensor):
                    yield one.op, one
            return
        if op.role != "layout" and not (op.is_("mul") and op.other in _PERCENT):
            return
        value = next((one for one in op.inputs if isinstance(one, Tensor)), Const(None))


def adds_a_list(op: Op) -> bool:
    """Tell whether it is Python's own `sum(losses)`."""
    return op.is_("sum") and isinstance(op.site.node, ast.Call) and isinstance(op.site.node.func, ast.Name)


def _kind_of(term: Value, means: set[Op]) -> str:
    """Return what is added for each batch: "means", "counts", or "" if that is not known."""
    op = _through_layout(term)
    if op is None:
        return ""
    if _is_mean(op, means):
        return "means"
    if op.is_("sum") and _is_hits(op):
        return "counts"
    if op.is_("mul") and any(isinstance(one, Length) for one in op.inputs):
        weighed = next((_through_layout(one) for one in op.inputs if isinstance(one, Tensor)), None)
        return "counts" if weighed in means else ""
    return ""


def _is_mean(op: Op, means: set[Op], depth: int = 0) -> bool:
    """Whether it is one mean over a batch: of a loss, of anything; or a sum of such, with weights."""
    if op in means or (op.is_("mean") and op.lacks(0, "dim", "axis")):
        return True
    if not op.is_("add", "sub", "neg", "mul", "div") or depth > _FAR or _is_counted_up(op):
        return False
    parts = [_through_layout(one) for one in op.inputs if isinstance(one, Tensor)]
    weighed = all(isinstance(one, (Tensor, Const)) for one in op.inputs)
    alone = len(parts) == 1 or op.is_("add", "sub")
    return alone and weighed and all(part is not None and _is_mean(part, means, depth + 1) for part in parts)


def _is_counted_up(op: Op) -> bool:
    """Whether it is multiplied by a whole number, as by the size of a batch; per cent stay a mean."""
    return op.is_("mul") and isinstance(op.other, int) and op.other > 1 and op.other not in _PERCENT


def _is_hits(op: Op) -> bool:
    """Whether all of a comparison is summed, not one axis of it."""
    first = _through_layout(op.inputs[0]) if op.inputs else None
    return first is not None and first.is_("eq") and op.lacks(0, "dim", "axis")


def _through_layout(value: Value) -> Op | None:
    op = value.op if isinstance(value, Tensor) else None
    while op is not None and op.role == "layout" and op.inputs and isinstance(op.inputs[0], Tensor):
        op = op.inputs[0].op
    return op


def unit_of(divisor: Value, loaders: list[Loader]) -> tuple[str, Loader | None]:
    """Return what a length counts, "samples" or "batches", and whose it is, if that is one loader's."""
    if not isinstance(divisor, Unknown):
        return "", None
    if divisor.made_by == "builtins.len" and divisor.inputs:
        (given,) = divisor.inputs[:1]
        if isinstance(given, Loader):
            return "batches", given
        if isinstance(given, Items) and all(map(_is_of_one_batch, given.items)):
            return "batches", None
        owners = [loader for loader in loaders if loader.data is given]
        return ("samples", owners[0]) if owners else ("", None)
    if (rounded := _rounded_up(divisor)) is not None:
        return "batches", rounded
    counted = len(divisor.inputs) == 2 and isinstance(divisor.inputs[1], Length)
    begun = counted and isinstance(divisor.inputs[0], (Const, Unknown))
    return ("samples", None) if begun else ("", None)


def _rounded_up(divisor: Unknown) -> Loader | None:
    """Return the loader of `len(loader) * loader.batch_size` whose last batch is surely short."""
    lengths = [one for one in divisor.inputs if isinstance(one, Unknown) and one.made_by == "builtins.len"]
    given = lengths[0].inputs[0] if len(divisor.inputs) == 2 and lengths and lengths[0].inputs else None
    if not isinstance(given, Loader) or (last := last_batch(given)) is None:
        return None
    size, other = batch_size_of(given), next((one for one in divisor.inputs if one is not lengths[0]), None)
    same = isinstance(other, Bound) and other.receiver is given and other.name == "batch_size"
    return given if (same or whole_number(other) == size) and last != size else None


def _is_of_one_batch(value: Value) -> bool:
    """Whether a list holds it once for each batch of a loader."""
    return isinstance(value, Tensor) and bool(value.op.loops) and isinstance(value.op.loops[-1].over, Loader)


def _weighed(added: Op, run: LoopRun) -> Repair | None:
    """`total += loss.item()` -> `total += loss.item() * len(labels)`."""
    node, source, loop = added.site.node, added.site.source, run.site.node
    target = getattr(loop, "target", None)
    parts = [part for part in nodes_in(target) if isinstance(part, ast.Name)] if target is not None else []
    term = node.value if isinstance(node, ast.AugAssign) else getattr(node, "right", None)
    if term is None or not isinstance(target, ast.Tuple) or run.site.source is not source or not parts:
        return None
    if function_of(source, node) is not function_of(source, loop):
        return None
    text = source.between(source.place(term))
    text = f"({text})" if isinstance(term, (ast.BinOp, ast.IfExp)) and not _multiplies(term) else text
    return Repair(safe=True, edits=(Edit(source.place(term), f"{text} * len({parts[-1].id})"),))


def _multiplies(term: ast.expr) -> bool:
    return isinstance(term, ast.BinOp) and isinstance(term.op, (ast.Mult, ast.Div))


def _loader_name(run: LoopRun, source: Source, node: ast.AST) -> str:
    """Return what the loader of a loop is called where something else of the same function stands."""
    loop = run.site.node
    if run.site.source is not source or function_of(source, loop) is not function_of(source, node):
        return ""
    iterated = getattr(loop, "iter", None)
    if isinstance(iterated, ast.Call) and iterated.args:  # enumerate(loader), tqdm(loader)
        iterated = iterated.args[0]
    return ast.unparse(iterated) if isinstance(iterated, (ast.Name, ast.Attribute)) else ""
