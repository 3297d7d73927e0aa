"""What the Trace and the VGG vs ResNet pages ask of `tracing`, and what is remembered of it between two questions.

Of the zoo, nothing of a person's is run. A person's own code runs only when asked to, in a process of its own
(`trace_apart`).
"""

from __future__ import annotations

import hashlib
import io
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from loopwise import store, zoo
from loopwise.errors import LoopwiseError, MissingExtra
from loopwise.records import FitResult
from loopwise.records.compared import Comparison
from loopwise.records.traced import Trace
from loopwise.text import Text
from loopwise.tracing import comparison_of, trace_of
from loopwise.web.uploads import upload_named

if TYPE_CHECKING:
    from loopwise.store import Kept
    from loopwise.tracing.looking import ByHand, Look
    from loopwise.tracing.trained import Subject

TRAINED = "efficientnet_lite0"
MOST_KEPT = 16  # traces of own code
FIT, MOST_FITS = "fit:", 8
NOT_OURS = Text(
    en="feature maps are shown of fitted models of the zoo, such as cnn.",
    ko="특징 맵(feature map)은 cnn처럼 준비된 모델을 학습한 결과에서 볼 수 있습니다.",
)
GONE = Text(
    en="this trace is no longer in memory; run the code once more.",
    ko="이 결과는 메모리에 남아 있지 않습니다. 코드를 다시 한 번 실행하세요.",
)

_one_at_a_time = (
    threading.Lock()
)  # torch is loaded once, and a model's hooks are set by one question at a time
_own: OrderedDict[str, Followed] = OrderedDict()


@dataclass(frozen=True, slots=True)
class Followed:
    """A trace, and the source its places lie in: name of a file (or of a cell) -> text."""

    trace: Trace
    sources: Mapping[str, str]


@lru_cache(maxsize=32)
def zoo_trace(name: str) -> Trace:
    """Return the trace of a model of the zoo."""
    with _one_at_a_time:
        return trace_of(f"zoo:{name}")


@lru_cache(maxsize=32)
def zoo_comparison(first: str, second: str) -> Comparison:
    """Return two models of the zoo side by side."""
    return comparison_of(zoo_trace(first), zoo_trace(second))


def own_trace(text: str, name: str, model: str, example: str) -> str:
    """Run a person's code once, apart; return the key under which its trace is remembered."""
    from loopwise.tracing.limited import trace_apart
    from loopwise.tracing.models import pieces_of

    pieces = pieces_of(text, name)
    key = hashlib.sha256("\0".join((text, name, model, example)).encode()).hexdigest()[:16]
    if key not in _own:
        _own[key] = Followed(trace_apart(pieces, model, example), dict(pieces))
        while len(_own) > MOST_KEPT:
            _own.popitem(last=False)
    return key


def followed(which: Any) -> Followed:
    """Return what the page shows: {"zoo": name}, {"own": key}, or {"picture": key}."""
    if not isinstance(which, dict):
        which = {}
    if key := which.get("own"):
        if key not in _own:
            raise LoopwiseError(GONE)
        return _own[key]
    if picture := which.get("picture"):
        model = "cnn" if str(picture).startswith(FIT) else TRAINED
        return Followed(look(str(picture)).trace, {"": zoo.source_of(model)})
    name = which.get("zoo")
    name = name if name in zoo.model_names() else "resnet18"
    return Followed(zoo_trace(name), {"": zoo.source_of(name)})


@lru_cache(maxsize=6)
def look(key: str) -> Look:
    """Return a picture's way through a trained network. key: as `subject` takes it."""
    from loopwise.tracing.looking import looked

    with _one_at_a_time:
        return looked(subject(key))


@lru_cache(maxsize=6)
def subject(key: str) -> Subject:
    """Return a picture before a network. key: a photograph's name, that of an upload, or `fit:12:3`.

    `fit:12:3` is test picture 3 before the model of kept result 12. Only models of the zoo: a person's own code would
    run in this process.
    """
    from loopwise.tracing.trained import trained

    if not key.startswith(FIT):
        return trained().subject(_pixels(key))
    from loopwise.training.pictured import subject_of

    number, row = fit_in(key)
    result = store.kept(number).result
    if not isinstance(result, FitResult) or result.model not in zoo.model_names():
        raise LoopwiseError(NOT_OURS)
    return subject_of(result, row)


def fit_in(key: str) -> tuple[int, int]:
    """Return the kept result and the test picture that `fit:12:3` names; 0 for what is no number."""
    number, _, row = key.removeprefix(FIT).partition(":")
    return int(number) if number.isdecimal() else 0, int(row) if row.isdecimal() else 0


def fitted_here() -> list[Kept]:
    """Return the newest kept fits whose feature maps can be shown."""
    try:
        fits = [one for one in store.kept() if one.kind == "fit" and one.title.endswith(", cnn")]
    except MissingExtra:
        return []
    return fits[:MOST_FITS]


def numbers_by_hand(key: str, channel: int, row: int, column: int) -> ByHand:
    """Return one number of the first convolution, worked out."""
    from loopwise.tracing.looking import by_hand

    return by_hand(subject(key), channel, row, column)


def _pixels(key: str) -> Any:
    from loopwise.tracing.trained import photographs, read_picture

    known = photographs()
    return read_picture(known[key] if key in known else io.BytesIO(upload_named(key).read_bytes()))
