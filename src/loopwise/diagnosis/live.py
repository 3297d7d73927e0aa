"""A live exception -> Failure: its frames, and what the names on the failing line held.

try:
    model(x)
except RuntimeError as error:
    failure_of(error).own.seen        # x: Tensor (64, 6144) float32 cpu; model: Net, train mode

Attributes are read and nothing is computed, called or imported: torch is there if the program brought it.
"""

from __future__ import annotations

import linecache
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import islice
from keyword import iskeyword
from pathlib import Path, PurePath
from types import BuiltinFunctionType, FrameType, FunctionType, MethodType, ModuleType, TracebackType
from typing import Any

from loopwise.diagnosis.tracebacks import cell_of, is_own
from loopwise.records.failures import FailedAt, Failure, Seen

_NAME = re.compile(r"(?<![\w.])[^\W\d]\w*(?:\.[^\W\d]\w*)*")
_STRING = re.compile(r"""("[^"\\]*(?:\\.[^"\\]*)*"|'[^'\\]*(?:\\.[^'\\]*)*')""")
_SETTINGS = (
    "in_features", "out_features", "in_channels", "out_channels", "num_features", "num_embeddings",
    "input_size", "hidden_size",
)  # fmt: skip
_OF_LOADERS = ("batch_size", "num_workers", "drop_last")  # told where they are not 0, None or False
_OURS = str(Path(__file__).parents[1])
_LONGEST_CHAIN = 5
_SHORT = 30  # characters of a value that is shown as it is
_LONGEST_PATH = 60  # characters
_MOST = 4  # things told of what a data set stores
_NOT_DATA = (ModuleType, FunctionType, MethodType, BuiltinFunctionType, type)


def failure_of(error: BaseException, *, links: int = _LONGEST_CHAIN) -> Failure:
    """Return what an exception tells, and what its frames still hold; of a chain, at most `links` exceptions."""
    walked = list(_walk(error.__traceback__))
    frames = tuple(_frame(step) for step in walked)
    own = [step.tb_frame for step, frame in zip(walked, frames, strict=True) if frame.own]
    layer, given = _refused(
        [s.tb_frame for s, frame in zip(walked, frames, strict=True) if not frame.own], own
    )
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return Failure(
        type(error).__name__,
        str(error),
        frames,
        layer,
        given,
        tuple(_around(own)),
        failure_of(before, links=links - 1) if before and links > 1 else None,
    )


def _walk(traceback: TracebackType | None) -> Iterator[TracebackType]:
    while traceback is not None:
        yield traceback
        traceback = traceback.tb_next


def _frame(step: TracebackType) -> FailedAt:
    frame, path = step.tb_frame, step.tb_frame.f_code.co_filename
    own = is_own(path) and not path.startswith(_OURS)
    return FailedAt(
        path,
        step.tb_lineno,
        frame.f_code.co_name,
        linecache.getline(path, step.tb_lineno).strip(),
        _cell(path) if own else None,
        own,
        tuple(_on_line(frame, _failing_text(step))) if own else (),
    )


def _cell(path: str) -> int | None:
    """Return the execution number of the cell that IPython compiled under this name."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    numbers: Mapping[str, int] = getattr(getattr(shell, "compile", None), "_filename_map", {})
    return numbers.get(path) or cell_of(path)


def _failing_text(step: TracebackType) -> str:
    """Return the expression that failed; its whole line where this Python does not tell."""
    path, code = step.tb_frame.f_code.co_filename, step.tb_frame.f_code
    place = next(islice(code.co_positions(), step.tb_lasti // 2, None), (None,) * 4)
    line, end_line, column, end_column = place
    if line is None or end_line is None or column is None or end_column is None:
        return linecache.getline(path, step.tb_lineno)
    lines = [linecache.getline(path, number).encode() for number in range(line, end_line + 1)]
    lines[-1] = lines[-1][:end_column]
    lines[0] = lines[0][column:]  # columns count bytes
    return b"".join(lines).decode(errors="replace")


def _on_line(frame: FrameType, text: str) -> Iterator[Seen]:
    """Yield what the names of a text hold in a frame: each once, functions and libraries left out."""
    told: set[str] = set()
    for name in _NAME.findall(_STRING.sub("''", text)):
        if iskeyword(name.partition(".")[0]):
            continue
        known, value = _value(frame, name)
        if known and known not in told and not isinstance(value, _NOT_DATA):
            told.add(known)
            yield seen_as(known, value)
            if _is_loader(value) and "dataset" in vars(value):
                yield seen_as(f"{known}.dataset", vars(value)["dataset"])


def _value(frame: FrameType, name: str) -> tuple[str, object]:
    """Return the longest part of a dotted name that is stored somewhere, and what is stored; "" if nothing is."""
    root, *rest = name.split(".")
    names = frame.f_locals if root in frame.f_locals else frame.f_globals
    if root not in names:
        return "", None
    known, value = root, names[root]
    for part in rest:
        inside = _stored(value)
        if part not in inside:
            break
        known, value = f"{known}.{part}", inside[part]
    return known, value


def _stored(value: object) -> Mapping[str, object]:
    """Return what an object stores by name. Properties are code: they are not asked."""
    inside: dict[str, object] = {}
    with suppress(AttributeError, TypeError):
        inside = dict(object.__getattribute__(value, "__dict__"))
    if _is_module(value):
        for kind in ("_parameters", "_buffers", "_modules"):
            inside |= _children(value, kind)
    return inside


def seen_as(name: str, value: Any) -> Seen:
    """Return what the attributes of a value tell."""
    if _is_tensor(value):
        return _tensor(name, value)
    if _is_module(value):
        return _module(name, value)
    if _is_array(value):
        return Seen(name, "ndarray", tuple(value.shape), str(value.dtype))
    if _is_loader(value):
        return Seen(name, type(value).__name__, settings=dict(_made_with(value)))
    if _is_data_set(value):
        return Seen(name, type(value).__name__, settings=dict(islice(_held_by(value), _MOST)))
    kind = type(value).__name__
    if isinstance(value, (list, tuple, dict)):
        kind = f"{kind} ({len(value)})"
    elif value is None or (isinstance(value, (bool, int, float, str)) and len(repr(value)) <= _SHORT):
        kind = repr(value)
    return Seen(name, kind)


def _made_with(loader: object) -> Iterator[tuple[str, int | str]]:
    stored = _stored(loader)
    for name in _OF_LOADERS:
        value = stored.get(name)
        if isinstance(value, int) and value:
            yield name, str(value) if isinstance(value, bool) else value


def _held_by(data: object) -> Iterator[tuple[str, int | str]]:
    """Yield where a data set's samples lie and how many things it stores: `folder`, `len(files)`."""
    for name, value in _stored(data).items():
        if isinstance(value, (str, PurePath)):
            if 0 < len(str(value)) <= _LONGEST_PATH:
                yield name, str(value)
        elif isinstance(value, tuple) and value and _is_tensor(value[0]):
            yield f"len({name}[0])", _rows(value[0])  # of a TensorDataset
        elif isinstance(value, (list, tuple, dict, set)):
            yield f"len({name})", len(value)
        elif _is_tensor(value) or _is_array(value):
            yield f"len({name})", _rows(value)


def _rows(numbers: Any) -> int:
    return int(numbers.shape[0]) if len(numbers.shape) else 1


def _tensor(name: str, value: Any) -> Seen:
    shape: tuple[int, ...] | None = None
    with suppress(RuntimeError):  # a lazy parameter has none yet
        shape = tuple(value.shape)
    dtype = str(value.dtype).removeprefix("torch.")
    return Seen(
        name,
        type(value).__name__,
        shape,
        dtype,
        str(value.device),
        bool(value.requires_grad),
        reach=_reach(value) if shape and all(shape) else None,
    )


def _reach(value: Any) -> tuple[int, int] | None:
    """Return the smallest and the largest number of a tensor of ids or labels; None of any other."""
    if value.device.type != "cpu" or value.dtype.is_floating_point or value.dtype.is_complex:
        return None
    with suppress(RuntimeError):  # of a sparse or quantised one there is none
        return int(value.min()), int(value.max())
    return None


def _module(name: str, value: Any) -> Seen:
    inside = vars(value)
    settings = {key: inside[key] for key in _SETTINGS if isinstance(inside.get(key), int)}
    weights = [
        _tensor("", one) for module in _below(value) for one in _children(module, "_parameters").values()
    ]
    first = weights[0] if weights else None
    return Seen(
        name,
        type(value).__name__,
        dtype=first.dtype if first else None,
        device=first.device if first else None,
        requires_grad=any(one.requires_grad for one in weights),
        training=bool(inside.get("training", True)),
        settings=settings,
    )


def _children(module: Any, kind: str) -> dict[str, Any]:
    held = object.__getattribute__(module, "__dict__").get(kind)
    return {name: one for name, one in held.items() if one is not None} if isinstance(held, dict) else {}


def _below(module: Any) -> Iterator[Any]:
    """Yield a module and all inside it, each once."""
    waiting, met = [module], set[int]()
    while waiting:
        one = waiting.pop()
        if id(one) not in met:
            met.add(id(one))
            yield one
            waiting += reversed(_children(one, "_modules").values())


def _refused(library: list[FrameType], own: list[FrameType]) -> tuple[Seen | None, tuple[Seen, ...]]:
    """Return the innermost module of a library that was asked, and the tensors or data it (or a function) received."""
    for frame in reversed(library):
        code = frame.f_code
        names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
        held = [(name, frame.f_locals.get(name)) for name in names]
        given = tuple(
            seen_as(name, value) for name, value in held if _is_tensor(value) or _is_data_set(value)
        )
        if given:
            module = frame.f_locals.get("self")
            layer = seen_as(_name_of(module, own), module) if _is_module(module) else None
            return layer, given
    return None, ()


def _name_of(module: object, own: list[FrameType]) -> str:
    """Return what a person calls a module: `self.fc`, `model.3`; "" where no name of theirs leads to it."""
    for frame in reversed(own):
        for name, value in frame.f_locals.items():
            if _is_module(value) and (path := _path_to(module, value, name)):
                return path
    return ""


def _path_to(module: object, root: Any, name: str) -> str:
    if root is module:
        return name
    inside = _children(root, "_modules").items()
    return next((path for key, one in inside if (path := _path_to(module, one, f"{name}.{key}"))), "")


def _around(own: list[FrameType]) -> Iterator[Seen]:
    """Yield the models that the person's own frames hold, each once."""
    met: set[int] = set()
    for frame in reversed(own):
        for name, value in list(frame.f_locals.items()):
            if _is_module(value) and id(value) not in met:
                met.add(id(value))
                yield _module(name, value)


def _is_tensor(value: object) -> bool:
    return _is_one_of(value, "torch", "Tensor")


def _is_module(value: object) -> bool:
    return _is_one_of(value, "torch.nn", "Module") and "_modules" in vars(value)


def _is_data_set(value: object) -> bool:
    return _is_one_of(value, "torch.utils.data", "Dataset")


def _is_loader(value: object) -> bool:
    return _is_one_of(value, "torch.utils.data", "DataLoader")


def _is_array(value: object) -> bool:
    return _is_one_of(value, "numpy", "ndarray")


def _is_one_of(value: object, library: str, name: str) -> bool:
    """Tell whether a value is of a library's type; False where the program has not imported the library."""
    kind = getattr(sys.modules.get(library), name, None)
    return isinstance(kind, type) and issubclass(
        type(value), kind
    )  # isinstance() would ask a proxy's __class__
