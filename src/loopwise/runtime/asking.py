"""Models that are called outside training: `Asking(...).open()` opens a window in which calls are observed.

A window is open for the first answers of a pass over a loader, of a block without gradients, and after `eval()`.
Only inside it are there hooks on modules; on the steps of a training there are none. Where the program compiles,
no window opens: a hook would be compiled into it.
"""

from __future__ import annotations

import sys
import weakref
from collections.abc import Callable
from dataclasses import replace
from types import FrameType
from typing import Any

import torch
from torch import Tensor, nn
from torch.compiler import is_compiling
from torch.nn import functional
from torch.nn.modules import module as modules

from loopwise.records import Place
from loopwise.runtime.comparing import MOST_ROWS, Comparisons, Question
from loopwise.runtime.evaluation_events import Asked, Noise
from loopwise.runtime.frames import here, is_library, own_frame
from loopwise.runtime.modes import depends_on_mode
from loopwise.runtime.nodes import walked
from loopwise.runtime.optimisers import Optimisers
from loopwise.runtime.patches import Patches
from loopwise.runtime.preparation import is_standardised
from loopwise.runtime.schedule import Schedule

ANSWERS = 2  # of trained models, looked at in one window
MOST_VALUES = 1_000_000  # of a batch that is kept until the run is over
SMALL = 20_000_000  # parameters of a model that is held until the run is over, if it was asked last
MOST_SETS = 8  # batches kept of all models, one of each line that asks and each loader there
MOST_NODES = 2_000  # of a graph that are counted
LOSSES = (
    *("cross_entropy", "nll_loss", "binary_cross_entropy", "binary_cross_entropy_with_logits"),
    *("mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss"),
)


class Asking:
    """The windows of a run. tell: hears Asked, Compared and Noise. steps: taken so far. live: whether we listen.

    missed: hears keys of `records.NOT_OBSERVED`. is_open: one is. comparing, pending: an entry into `backward()` has
    something to drop.
    """

    def __init__(
        self,
        optimisers: Optimisers,
        schedule: Schedule,
        tell: Callable[[Any], None],
        steps: Callable[[], int],
        live: Callable[[], bool],
        safely: Callable[..., None],
        missed: Callable[[str], None],
    ) -> None:
        self._missed = missed
        self._optimisers = optimisers
        self._schedule = schedule
        self._tell = tell
        self._steps = steps
        self._live = live
        self._safely = safely
        self._handles: list[Any] = []
        self.is_open = False
        self._patches, self.comparing = Patches(), False
        self._running: list[nn.Module] = []  # modules whose forward is running, the outermost first
        self.pending: list[Asked] = []  # until it is sure that nothing goes back
        self._comparisons = Comparisons(tell, steps, live, safely, lambda: bool(self._running))
        self._labels: Tensor | None = None
        self._input: tuple[int, Place, Tensor] | None = (
            None  # model, line and input asked last; no step since
        )
        self._left = 0
        self._noisy = False  # the model that is running has worked at random in eval mode
        # by what opened a window: how often, and when again
        self._turns: dict[tuple[int, int], list[int]] = {}
        self._compiles = False
        self._last: dict[int, int] = {}  # model -> step at which it was asked last
        self._keys: dict[int, tuple[weakref.ref[nn.Module], int]] = {}
        self.inside_training = self.in_a_pass = False
        self.newest: nn.Module | None = None  # held: a function that trains may be over before the run is
        self.questions: dict[int, Question] = {}  # of models that answered in a doubtful mode
        self.source = 0  # key of the loader whose pass is going on, which is not to be mixed with another's
        self.sets: dict[tuple[int, Place, int], Question] = {}  # first asked of a model, by line and loader

    def attach(self, patches: Patches) -> None:
        """Listen where blocks without gradients and eval mode begin and end, and where the program compiles."""
        patches.wrap(nn.Module, "train", self._mode_set)
        for kind in (torch.no_grad, torch.inference_mode):
            patches.wrap(kind, "__enter__", self._entered)
            patches.wrap(kind, "__exit__", self._left_block)
        patches.wrap(torch, "compile", self._compiled)
        patches.wrap(torch.autograd, "grad", self._taken)

    def open(self, frame: FrameType, labels: Tensor | None = None) -> None:
        """Look at the next answers, if it is this opener's turn. labels: of the batch, if they are known."""
        if not self._steps() or not self._takes((id(frame.f_code), frame.f_lasti)):
            return
        if self._compiles or _has_compiled():
            self._missed("compiled-evaluation")
            return
        self._left, self._running, self.is_open = ANSWERS, [], True
        self._labels = labels
        if not self._handles:
            self._handles = [
                modules.register_module_forward_pre_hook(self._before_forward),
                modules.register_module_forward_hook(self._after_forward),
            ]
            self._patches.wrap(functional, "dropout", self._dropout)
            self._patches.wrap(functional, "scaled_dot_product_attention", self._attention)
            for name in LOSSES:
                self._patches.wrap(functional, name, self._judging)
        if not self.comparing:
            self.comparing = True
            self._comparisons.attach()

    def _takes(self, opener: tuple[int, int]) -> bool:
        turn = self._turns.setdefault(opener, [0, 0])
        at, turn[0] = turn[0], turn[0] + 1
        if at < turn[1]:
            return False
        turn[1] = self._schedule.due(turn[0])
        return True

    def close(self) -> None:
        """Look at no more answers; what is compared with the last one is still heard."""
        if self._handles:
            for handle in self._handles:
                handle.remove()
            self._handles = []
            self._patches.undo()
        self._labels = None
        self._running = []
        self.is_open = False

    def forget(self) -> None:
        """Take away all that a window has put in place."""
        self.close()
        self._input = None
        if self.comparing:
            self.comparing = False
            self._comparisons.detach()

    def settle(self) -> None:
        """Tell what was asked: nothing went back from it. The window closes."""
        self.close()
        pending, self.pending = self.pending, []
        for asked in pending:
            self._last[asked.key] = asked.step
            self._tell(asked)

    def close_or_settle(self) -> None:
        """Tell what was asked, unless a pass is going on whose end has to show whether it trains."""
        if self.in_a_pass:
            self.close()
        else:
            self.settle()

    def drop(self) -> None:
        """Forget what was asked: a gradient goes back from it, this is training. The window closes."""
        if self.comparing or self.pending:
            self.forget()
            for asked in self.pending:
                self.questions.pop(asked.key, None)
                self.sets.pop((asked.key, asked.place, self.source), None)
            self.pending = []

    def _entered(self, bare: Callable[..., Any]) -> Callable[..., Any]:
        def __enter__(block: Any) -> Any:
            result = bare(block)
            if not is_compiling() and self._live() and _is_of_the_program():
                self._safely(self.open, own_frame(sys._getframe(1)), self._labels)
            return result

        return __enter__

    def _left_block(self, bare: Callable[..., Any]) -> Callable[..., Any]:
        def __exit__(block: Any, *problem: Any) -> Any:
            waits = not is_compiling() and self._live() and (self._handles or self.pending)
            if waits and _is_of_the_program():
                self._safely(self.close_or_settle)
            return bare(block, *problem)

        return __exit__

    def _mode_set(self, bare: Callable[..., Any]) -> Callable[..., Any]:
        def train(module: nn.Module, mode: bool = True) -> Any:
            result = bare(module, mode)
            if not is_compiling() and self._live():
                frame = sys._getframe(1)
                if frame.f_code.co_name == "eval" and not mode:
                    self._safely(self.open, own_frame(frame), self._labels)
                elif self.pending and mode:
                    self._safely(self.close_or_settle)
            return result

        return train

    def _taken(self, bare: Callable[..., Any]) -> Callable[..., Any]:
        def grad(*args: Any, **kwargs: Any) -> Any:
            if not is_compiling() and self._live():
                self._safely(self.drop)
            return bare(*args, **kwargs)

        return grad

    def _compiled(self, bare: Callable[..., Any]) -> Callable[..., Any]:
        def compile(*args: Any, **kwargs: Any) -> Any:
            if not is_compiling() and self._live():
                self._compiles = True
                self._safely(self._missed, "compiled-region")
                self._safely(self.forget)
            return bare(*args, **kwargs)

        return compile

    def _before_forward(self, module: nn.Module, arguments: Any) -> None:
        if not is_compiling() and self._live():
            self._noisy = self._noisy and bool(self._running)
            self._running.append(module)

    def _after_forward(self, module: nn.Module, arguments: Any, answer: Any) -> None:
        if is_compiling() or not self._live() or module not in self._running:
            return
        del self._running[self._running.index(module) :]
        if self._running or not self._is_trained(module):
            return
        self._left -= 1
        if self._left >= 0:
            self._safely(self._ask, module, arguments, answer)

    def _is_trained(self, module: nn.Module) -> bool:
        held = self._optimisers.once_held()
        return any(id(one) in held for one in module.parameters())

    def _ask(self, module: nn.Module, arguments: Any, answer: Any) -> None:
        values = _first_tensor(answer)
        layers = sorted(
            {type(one).__name__ for one in module.modules() if depends_on_mode(one) and one.training}
        )
        key, step = self._key(module), self._steps()
        self._comparisons.about(key, None if values is None else values.detach())
        graph = values is not None and values.grad_fn is not None
        given, place = _first_tensor(arguments), here().place
        self.pending.append(
            Asked(
                key=key,
                model=type(module).__name__,
                step=step,
                place=place,
                training=module.training,
                layers=", ".join(layers),
                graph=graph,
                nodes=len(walked(values.grad_fn, MOST_NODES)) if graph and values is not None else 0,
                rows=len(given) if given is not None and given.dim() else 0,
                since=step - self._last.get(key, 0),
                judged=self._labels is not None,
                again=self._is_asked_again(key, place, given),
                inside=self.inside_training,
            )
        )
        doubtful = bool((module.training and layers) or self._noisy)
        if not self.inside_training:
            self._keep(key, module, arguments, doubtful)

    def _is_asked_again(self, key: int, place: Place, given: Tensor | None) -> bool:
        before, self._input = self._input, None if given is None else (key, place, given.detach())
        if before is None or given is None or before[:2] != (key, place):
            return False
        last = before[2]  # held: nothing else can lie in its memory meanwhile
        return last.shape == given.shape and last.data_ptr() == given.data_ptr()

    def _keep(self, key: int, module: nn.Module, arguments: Any, doubtful: bool) -> None:
        """Keep a batch of each model, answered in a doubtful mode if any was, and one of each line and loader."""
        known, place = self.questions.get(key), here().place
        of_set = key, place, self.source
        asked_again = known is not None and (not doubtful or known.kept is not None)
        new = of_set not in self.sets and len(self.sets) < MOST_SETS
        if asked_again and not new:
            return
        tensors = [one for one in arguments if isinstance(one, Tensor)]
        if len(tensors) != 1 or len(arguments) != 1 or tensors[0].numel() > MOST_VALUES:
            return
        if not tensors[0].dim():
            return
        batch = tensors[0].detach()[:MOST_ROWS].clone()
        labels = self._labels
        if labels is not None and len(labels) == len(tensors[0]):
            labels = labels[:MOST_ROWS].clone()
        else:
            labels = None
        kept, own = module if doubtful else None, is_standardised(tensors[0])
        question = Question(
            key, place, self._steps(), weakref.ref(module), kept, (batch,), labels, standardised=own
        )
        if not asked_again:
            self.questions[key] = question
        if new:
            self.sets[of_set] = self._comparisons.question = question
            self.newest = module if _is_small(module) else None

    def _key(self, module: nn.Module) -> int:
        known = self._keys.get(id(module))
        if known is None or known[0]() is not module:
            known = self._keys[id(module)] = weakref.ref(module), len(self._keys)
        return known[1]

    def _dropout(self, bare: Callable[..., Any]) -> Callable[..., Any]:
        def dropout(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
            if not is_compiling() and self._live() and training and p and self._running:
                self._safely(self._drop_out, float(p))
            result: Tensor = bare(input, p, training, inplace)
            return result

        return dropout

    def _attention(self, bare: Callable[..., Any]) -> Callable[..., Any]:
        """Listen to attention that drops weights: its rate is the only switch it has."""

        def scaled_dot_product_attention(*args: Any, **kwargs: Any) -> Any:
            rate = kwargs.get("dropout_p", args[4] if len(args) > 4 else 0.0)
            if rate and not is_compiling() and self._live() and self._running:
                self._safely(self._drop_out, float(rate))
            return bare(*args, **kwargs)

        return scaled_dot_product_attention

    def _judging(self, bare: Callable[..., Any]) -> Callable[..., Any]:
        def loss(*args: Any, **kwargs: Any) -> Any:
            if not is_compiling() and self._live() and self.pending and args:
                self._safely(self._judged, *args[:2])
            return bare(*args, **kwargs)

        return loss

    def _judged(self, given: Any, target: Any = None) -> None:
        """Note that the last answer goes into a loss, as it is or as a view."""
        answer = self._comparisons.answer
        if isinstance(given, Tensor) and answer is not None and given.numel() == answer.numel():
            self.pending[-1] = replace(self.pending[-1], judged=True)
            self._comparisons.learn_targets(target)

    def _drop_out(self, rate: float) -> None:
        if not self._running[-1].training and not self._running[0].training:
            self._tell(Noise(self._steps(), here().place, "dropout", rate))
            self._noisy = True


def _has_compiled() -> bool:
    """Tell whether something was compiled before we listened, or by a name that was imported then."""
    backends = getattr(sys.modules.get("torch._dynamo.eval_frame"), "cached_backends", {})
    return any(backend is not None for backend in backends.values())  # None: what is not to be compiled


def _is_of_the_program() -> bool:
    """Tell whether a block is the program's own, not one inside an optimiser or an initialisation."""
    frame = sys._getframe(2)
    if frame.f_code.co_filename.endswith("_contextlib.py") and frame.f_back is not None:
        frame = frame.f_back  # @torch.no_grad()
    return not is_library(frame.f_code.co_filename)


def _is_small(module: nn.Module) -> bool:
    return sum(one.numel() for one in module.parameters()) <= SMALL


def _first_tensor(given: Any) -> Tensor | None:
    if isinstance(given, Tensor):
        return given
    values = given.values() if isinstance(given, dict) else given if isinstance(given, (list, tuple)) else ()
    return next((one for one in values if isinstance(one, Tensor)), None)
