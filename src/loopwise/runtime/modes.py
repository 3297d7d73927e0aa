"""Models that `eval()` was called on between two steps, or before the first, and that are trained on as they are."""

from __future__ import annotations

import weakref
from dataclasses import dataclass

from torch import nn

from loopwise.runtime.frames import here
from loopwise.runtime.optimisers import Track
from loopwise.runtime.step_events import EvalMode

_DROPOUT = nn.modules.dropout._DropoutNd
_NORM = nn.modules.batchnorm._NormBase


@dataclass(slots=True)
class _Evaluated:
    """early: it was put into eval mode before the first step of the run. later: `eval()` was called again since."""

    module: weakref.ref[nn.Module]
    mode: EvalMode
    early: bool
    later: bool = False


class Modes:
    """The modules `eval()` was called on, in training mode until then.

    What was put into eval mode before the first step may be meant to be trained so; what is put there again and again,
    between steps, is evaluated.
    """

    def __init__(self) -> None:
        self._seen: dict[int, _Evaluated] = {}

    def evaluated(self, module: nn.Module, was_training: bool, steps: int) -> None:
        """Hear of a call of `eval()`; those on a model that is in eval mode already are counted only."""
        known = self._seen.get(id(module))
        if known is not None and known.module() is not module:
            known = None  # another stood at its address
        if known is not None and not was_training:
            known.mode = EvalMode(known.mode.place, known.mode.layers, known.mode.calls + 1)
            known.later = known.later or steps > 0
        elif was_training:
            again = known.mode.calls if known is not None else 0
            place = here().place
            mode = EvalMode(place, _layers(module), again + 1)
            self._seen[id(module)] = _Evaluated(weakref.ref(module), mode, early=not steps)

    def at_step(self, track: Track) -> EvalMode | None:
        """Return how the whole of what an optimiser trains came into eval mode, if it is in it at its step.

        With batch norm only, one call may freeze its statistics on purpose: then it takes a second.
        """
        self._seen = {key: one for key, one in self._seen.items() if one.module() is not None}
        for one in self._seen.values():
            module = one.module()
            if module is None or module.training or not one.mode.layers:
                continue
            once = not one.later if one.early else one.mode.calls < 2
            meant = once and (one.early or "Dropout" not in one.mode.layers)
            if not meant and _all_in_eval(module) and _covers(module, track):
                return one.mode
        return None


def depends_on_mode(module: nn.Module) -> bool:
    """Tell whether a layer works differently in eval mode."""
    if isinstance(module, _DROPOUT):
        return module.p > 0
    return isinstance(module, _NORM) and module.track_running_stats


def _layers(module: nn.Module) -> str:
    """Name the kinds of layers in it that work differently in eval mode."""
    return ", ".join(sorted({type(one).__name__ for one in module.modules() if depends_on_mode(one)}))


def _all_in_eval(module: nn.Module) -> bool:
    return not any(one.training for one in module.modules() if depends_on_mode(one))


def _covers(module: nn.Module, track: Track) -> bool:
    """Tell whether all that the optimiser trains belongs to the module."""
    inside = {id(one) for one in module.parameters()}
    trained = [one for one in track.parameters if one.requires_grad]
    return bool(trained) and all(id(one) in inside for one in trained)
