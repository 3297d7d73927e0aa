"""Weights that are loaded: whether what is given is the model's own memory, or fits none of its names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from torch import Tensor, nn
from torch.compiler import is_compiling

from loopwise.runtime.evaluation_events import LoadEvent
from loopwise.runtime.frames import here
from loopwise.runtime.patches import Patches


class Loading:
    """Calls of `load_state_dict`. tell: hears a LoadEvent, made from the steps so far."""

    def __init__(
        self,
        tell: Callable[[LoadEvent], None],
        steps: Callable[[], int],
        live: Callable[[], bool],
        safely: Callable[..., None],
    ) -> None:
        self._tell = tell
        self._steps = steps
        self._live = live
        self._safely = safely

    def attach(self, patches: Patches) -> None:
        """Listen before the values are copied."""
        patches.wrap(nn.Module, "load_state_dict", self._wrapped)

    def _wrapped(self, bare: Callable[..., Any]) -> Callable[..., Any]:
        def load_state_dict(module: nn.Module, state_dict: Any, *args: Any, **kwargs: Any) -> Any:
            if not is_compiling() and self._live() and hasattr(state_dict, "items"):
                self._safely(self._look, module, dict(state_dict.items()))
            return bare(module, state_dict, *args, **kwargs)

        return load_state_dict

    def _look(self, module: nn.Module, given: dict[str, Any]) -> None:
        own = {name: one for name, one in module.named_parameters() if one.numel()}
        fits = {name: given[name] for name in own if isinstance(given.get(name), Tensor)}
        shared = sum(one.data_ptr() == own[name].data_ptr() for name, one in fits.items())
        name, loaded = type(module).__name__, len(fits) - shared
        self._tell(LoadEvent(self._steps(), here().place, name, len(own), shared, loaded))
