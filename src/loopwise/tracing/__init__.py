"""Follow an input through a model, whatever its `forward` does; compare two models.

    trace = trace_of("zoo:vgg16")
    trace = trace_of(net, torch.randn(1, 3, 224, 224))
    trace.multiply_adds, len(trace.skips)

Needs the extra `fit` (torch), which is loaded when a model is followed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from loopwise.errors import LoopwiseError, MissingExtra
from loopwise.records.compared import Comparison
from loopwise.records.traced import Trace
from loopwise.text import Text

if TYPE_CHECKING:
    from torch import nn

__all__ = ["comparison_of", "trace_of"]

NO_INPUT = Text(
    en="{name} needs an example: the model does not say what it takes.",
    ko="예시 입력이 필요합니다: {name}. 모델만으로는 어떤 입력을 받는지 알 수 없습니다.",
)
# Parameters; a larger model is followed on the meta device. The first operation there loads 800 modules of torch, which
# takes a second: models of the zoo up to ResNet-101 are built and run in less.
LARGEST, LARGEST_OF_ZOO = 200_000_000, 50_000_000


def trace_of(model: nn.Module | str, example: Any = None, *, training: bool = False) -> Trace:
    """Return the trace of a module, or of the model that a name means; a model of the zoo knows its own input."""
    try:
        from loopwise.tracing.following import follow
        from loopwise.tracing.models import model_named, small_enough
    except ModuleNotFoundError as problem:
        if problem.name == "torch":
            raise MissingExtra("torch", "fit") from problem
        raise
    if not isinstance(model, str):
        if example is None:
            raise LoopwiseError(
                NO_INPUT.format(name=type(model).__name__), fix="loopwise.trace(net, (3, 224, 224))"
            )
        return follow(model, example, training=training)
    named = model_named(model)
    example = named.input if example is None else example
    if example is None:
        raise LoopwiseError(NO_INPUT.format(name=model), fix=f"loopwise trace {model} --input 3,224,224")
    built = small_enough(named, limit=LARGEST_OF_ZOO if named.ours else LARGEST)
    return follow(built, example, training=training, name=named.title)


def comparison_of(
    first: nn.Module | str | Trace, second: nn.Module | str | Trace, example: Any = None
) -> Comparison:
    """Return two models, or traces, side by side."""
    from loopwise.tracing.comparing import compared

    one, other = (item if isinstance(item, Trace) else trace_of(item, example) for item in (first, second))
    return compared(one, other)
