"""What a loader gives, and what of it the model and the criterion are called with.

    asked = understood(batch, model, criterion)
    asked.calls                    # "criterion(model(batch[0]), batch[1])"

Pairs, tuples with several inputs, lone tensors and dictionaries (as Hugging Face's loaders give them) are understood;
anything else is said to be what it is.
"""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from torch import Tensor
from torch.utils.data import DataLoader

from loopwise.diagnosis.live import seen_as
from loopwise.records.failures import Seen

Criterion = Callable[..., Any] | None

_TARGETS = ("labels", "label", "targets", "target", "y")
_ALONE = {  # of a DataLoader that gives its batches in this process and keeps none
    "num_workers": 0,
    "persistent_workers": False,
    "pin_memory": False,
    "prefetch_factor": None,
    "timeout": 0,
    "_iterator": None,
    "_DataLoader__multiprocessing_context": None,
}


class NotUnderstood(Exception):
    """A batch nobody can tell what to do with. key: of `STOPPED`, with what was met."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True)
class Asked:
    """One batch, as model and criterion are asked.

    inputs, keywords: of the model. target: what the criterion gets second, if `paired`.
    own_loss: there is no criterion, the model computes its loss.  seen: the batch's own parts.
    """

    calls: str
    inputs: tuple[Any, ...] = ()
    keywords: Mapping[str, Any] = field(default_factory=dict)
    target: Any = None
    paired: bool = True
    own_loss: bool = False
    seen: tuple[Seen, ...] = ()

    @property
    def rows(self) -> int:
        """Length of the first axis, where all tensors share one; else 0."""
        parts = (self.inputs, dict(self.keywords), self.target if self.paired else None)
        lengths = {len(one) if one.dim() else -1 for one in _tensors(parts)}
        opaque = any(not isinstance(one, (Tensor, type(None))) for one in _leaves(parts))
        return lengths.pop() if len(lengths) == 1 and not opaque and min(lengths) > 0 else 0

    def some(self, rows: int) -> Asked:
        """Return the same, asked of so many rows only, spread over the batch: data is often sorted by class."""
        return self._each(lambda one: one[:: len(one) // rows][:rows])

    def to(self, device: Any) -> Asked:
        """Return the same on another device."""
        return self._each(lambda one: one.to(device))

    def fresh(self) -> Asked:
        """Return the same with tensors of its own: a model may write into what it gets."""
        return self._each(lambda one: one.detach().clone())

    def _each(self, change: Callable[[Tensor], Tensor]) -> Asked:
        return replace(
            self,
            inputs=_mapped(self.inputs, change),
            keywords=_mapped(dict(self.keywords), change),
            target=_mapped(self.target, change),
        )

    def devices(self) -> set[str]:
        """Name the devices its tensors are on."""
        return {str(one.device) for one in _tensors((self.inputs, dict(self.keywords), self.target))}


def alone(loader: Any) -> Any:
    """Return a loader that gives the same batches without worker processes; the one given keeps what it holds."""
    if not isinstance(loader, DataLoader):
        return loader
    shadow = copy.copy(loader)
    vars(shadow).update({name: value for name, value in _ALONE.items() if name in vars(shadow)})
    return shadow


def understood(batch: Any, model: Any, criterion: Criterion) -> Asked:
    """Return how model and criterion are asked. Raises NotUnderstood."""
    takes = _Takes.of(model.forward)
    paired = criterion is not None and _Takes.of(_callable(criterion)).required != 1
    if isinstance(batch, Mapping):
        asked = _of_mapping(dict(batch), takes, paired, criterion is None)
    elif isinstance(batch, (tuple, list)) and batch and not isinstance(batch[0], str):
        asked = _of_sequence(tuple(batch), takes, paired)
    elif isinstance(batch, Tensor):
        asked = Asked(_calls("batch", "batch" if paired else ""), (batch,), {}, batch if paired else None)
    else:
        raise NotUnderstood(f"no batch:{seen_as('', batch).kind}")
    own = criterion is None
    calls = asked.calls if not own else asked.calls.partition("criterion(")[2].partition(")")[0] + ").loss"
    return replace(asked, calls=calls, paired=paired, own_loss=own, seen=tuple(_seen(batch, "batch")))


def _of_sequence(batch: tuple[Any, ...], takes: _Takes, paired: bool) -> Asked:
    if len(batch) == 1:
        given = "batch[0]"
        return Asked(_calls(given, given if paired else ""), batch, {}, batch[0] if paired else None)
    first = batch[0]
    if isinstance(first, Mapping) and takes.accepts(first):
        return Asked(_calls("**batch[0]", "batch[1]"), (), first, batch[1])
    if isinstance(first, (tuple, list)) and len(first) == takes.required > 1:
        return Asked(_calls("*batch[0]", "batch[1]"), tuple(first), {}, batch[1])
    inputs = len(batch) - 1 if takes.most >= len(batch) - 1 and len(batch) > 2 else takes.required
    inputs = min(max(inputs, 1), len(batch) if len(batch) == 2 else len(batch) - 1)
    at = min(inputs, len(batch) - 1)
    told = ", ".join(f"batch[{number}]" for number in range(inputs))
    return Asked(_calls(told, f"batch[{at}]" if paired else ""), batch[:inputs], {}, batch[at])


def _of_mapping(batch: dict[str, Any], takes: _Takes, paired: bool, own_loss: bool) -> Asked:
    keys = ", ".join(map(str, batch))
    label = next((name for name in _TARGETS if name in batch), None)
    if paired and label is None:
        raise NotUnderstood(f"no target:{keys}")
    others = {name: value for name, value in batch.items() if own_loss or name != label}
    target = batch[label] if label is not None and paired else None
    second = f'batch["{label}"]' if paired else ""
    if takes.accepts(others):
        given = {name: value for name, value in others.items() if takes.open or name in takes.names}
        told = ", ".join(f"{name}=..." for name in given)
        return Asked(_calls(told, second), (), given, target)
    tensors = [name for name, value in others.items() if isinstance(value, Tensor)]
    if len(tensors) == 1 and takes.required <= 1:
        return Asked(_calls(f'batch["{tensors[0]}"]', second), (others[tensors[0]],), {}, target)
    raise NotUnderstood(f"keys:{keys}")


def _calls(inputs: str, target: str) -> str:
    return f"criterion(model({inputs}){', ' + target if target else ''})"


@dataclass(frozen=True)
class _Takes:
    """What a function takes: how many it must be given, how many it can be by position; names; open: any name."""

    required: int
    most: int
    names: frozenset[str]
    needed: frozenset[str]
    open: bool

    @classmethod
    def of(cls, function: Callable[..., Any]) -> _Takes:
        try:
            parameters = inspect.signature(function).parameters.values()
        except (TypeError, ValueError):  # of a function in C
            return cls(2, 2, frozenset(), frozenset(), False)
        placed = [one for one in parameters if one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD)]
        any_number = any(one.kind is one.VAR_POSITIONAL for one in parameters)
        needed = [one for one in placed if one.default is one.empty]
        return cls(
            required=len(needed) if needed or not any_number else 2,
            most=len(placed) + (1000 if any_number else 0),
            names=frozenset(one.name for one in parameters if one.kind is not one.VAR_KEYWORD),
            needed=frozenset(one.name for one in needed),
            open=any(one.kind is one.VAR_KEYWORD for one in parameters),
        )

    def accepts(self, given: Mapping[Any, Any]) -> bool:
        """Tell whether a dictionary's keys are names of what it takes, and enough of them."""
        return self.needed <= set(given) and (self.open or bool(self.names & set(given)))


def _callable(criterion: Any) -> Any:
    return getattr(criterion, "forward", criterion)


def _seen(part: Any, name: str) -> list[Seen]:
    """Return what a batch holds, part by part, as a reader would write it."""
    if isinstance(part, Mapping):
        return [one for key, value in part.items() for one in _seen(value, f'{name}["{key}"]')]
    if isinstance(part, (tuple, list)) and len(part) <= 8 and not all(isinstance(one, str) for one in part):
        return [one for at, value in enumerate(part) for one in _seen(value, f"{name}[{at}]")]
    kind = "of str" if isinstance(part, (tuple, list)) and part and isinstance(part[0], str) else ""
    seen = seen_as(name, part)
    return [replace(seen, kind=f"{seen.kind} {kind}".strip())]


def _mapped(part: Any, change: Callable[[Tensor], Tensor]) -> Any:
    if isinstance(part, Tensor):
        return change(part)
    if isinstance(part, Mapping):
        return {key: _mapped(value, change) for key, value in part.items()}
    if isinstance(part, tuple) and hasattr(part, "_fields"):
        return type(part)(*(_mapped(one, change) for one in part))
    if type(part) in (tuple, list):
        return type(part)(_mapped(one, change) for one in part)
    return part


def _leaves(part: Any) -> list[Any]:
    if isinstance(part, Mapping):
        return [leaf for value in part.values() for leaf in _leaves(value)]
    if isinstance(part, (tuple, list)):
        return [leaf for value in part for leaf in _leaves(value)]
    return [part]


def _tensors(part: Any) -> list[Tensor]:
    return [one for one in _leaves(part) if isinstance(one, Tensor)]
