"""See how a PyTorch model learns, and what stops it - with evidence.

    import loopwise
    loopwise.check("train.py")      # faults in the source, nothing is run
    loopwise.watch()                # faults of the run that follows, measured
    loopwise.why()                  # the last exception: the fault behind it, where, and the repair
    loopwise.examine(model, loader, criterion)  # live objects: can this model learn one batch by heart?
    loopwise.descend("3*x**2 + y**2", lr=[0.1, 0.5])  # where gradient descent goes, and why
    loopwise.fit("breast_cancer")   # the right recipe, beside its baselines
    loopwise.trace(net, x)          # the way of an input through a model, operation by operation
    loopwise.compare("zoo:vgg16", "zoo:resnet50")  # two models side by side

This is the one door: every public name lives here and is loaded when it is first used. Importing loopwise
loads no torch, numpy or plotly.
"""

from __future__ import annotations

from loopwise._version import __version__

TYPE_CHECKING = False  # typing itself takes longer to load than `loopwise --version` may

if TYPE_CHECKING:
    from loopwise import zoo
    from loopwise._door import fit
    from loopwise.diagnosis.checking import check
    from loopwise.diagnosis.search import explain
    from loopwise.integrations.drawn import descend, landscape
    from loopwise.integrations.examined import examine
    from loopwise.integrations.failed import why
    from loopwise.integrations.ipython import load_ipython_extension, unload_ipython_extension
    from loopwise.integrations.traced import compare, trace
    from loopwise.integrations.trainers import hugging_face_callback, lightning_callback
    from loopwise.integrations.watched import watch
    from loopwise.recipes import recipe
    from loopwise.reports.handing_in import handin
    from loopwise.store import keep, kept
    from loopwise.text import language
    from loopwise.training import compare_losses, recipe_for

_DOOR = {
    "compare": "loopwise.integrations.traced",
    "check": "loopwise.diagnosis.checking",
    "compare_losses": "loopwise.training",
    "descend": "loopwise.integrations.drawn",
    "examine": "loopwise.integrations.examined",
    "explain": "loopwise.diagnosis.search",
    "fit": "loopwise._door",
    "handin": "loopwise.reports.handing_in",
    "hugging_face_callback": "loopwise.integrations.trainers",
    "keep": "loopwise.store",
    "kept": "loopwise.store",
    "landscape": "loopwise.integrations.drawn",
    "language": "loopwise.text",
    "lightning_callback": "loopwise.integrations.trainers",
    "load_ipython_extension": "loopwise.integrations.ipython",
    "recipe": "loopwise.recipes",
    "recipe_for": "loopwise.training",
    "trace": "loopwise.integrations.traced",
    "unload_ipython_extension": "loopwise.integrations.ipython",
    "watch": "loopwise.integrations.watched",
    "why": "loopwise.integrations.failed",
    "zoo": "loopwise.zoo",
}

__all__ = [
    "__version__",
    "check",
    "compare",
    "compare_losses",
    "descend",
    "examine",
    "explain",
    "fit",
    "handin",
    "hugging_face_callback",
    "keep",
    "kept",
    "landscape",
    "language",
    "lightning_callback",
    "load_ipython_extension",
    "recipe",
    "recipe_for",
    "trace",
    "unload_ipython_extension",
    "watch",
    "why",
    "zoo",
]


def __getattr__(name: str) -> object:
    """Load a public name from the room it lives in."""
    if name not in _DOOR:
        raise AttributeError(f"module 'loopwise' has no attribute {name!r}")
    from importlib import import_module

    home = import_module(_DOOR[name])
    value = home if home.__name__ == f"loopwise.{name}" else getattr(home, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
