"""On which device tensors and layers are, where the program says: "gpu" (an accelerator, if there is one) or "cpu".

devices = Devices(events, calls)
devices.of(tensor)        # "gpu", "cpu", None where that is not known
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable, Iterator

from loopwise.program.evaluator.library_calls import LibraryCall
from loopwise.program.facts.batches import data_of, source_of
from loopwise.program.facts.deciding import is_decided_by
from loopwise.program.facts.gradients import is_unpacked
from loopwise.program.flow.events import Event, Events
from loopwise.program.mending.repairs import function_of
from loopwise.program.mending.replacements import argument, with_method
from loopwise.program.objects.modules import Layer, Loader, modules_in
from loopwise.program.objects.ops import Op
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.torch_table import words
from loopwise.program.objects.values import Const, External, Items, Unknown, Value, constant
from loopwise.program.source.sources import Site, Source
from loopwise.records import Place, Repair

ACCELERATORS = ("cuda", "mps", "xpu")
_DEEP = 200  # operations looked through
_MADE = words("randn rand zeros ones empty full arange linspace eye randint randperm tensor")
_ON_HOST = words("numpy tolist item array cpu from_numpy")
# These put data, models or both where they belong by themselves.
_MOVERS = (
    "accelerate.",
    "lightning.",
    "pytorch_lightning.",
    "fastai.",
    "deepspeed.",
    "ignite.",
)
_DEFAULT = r"with\s+(torch\.)?device\b"  # makes everything inside on a device
_MOVING = words("set_default_device set_default_tensor_type DataParallel FullyShardedDataParallel prepare")


class Mixed:
    """Things of two devices that meet in one operation.

    stray: the tensor that is elsewhere than the rest.  device: where it is.  asked: the asking of the model the
    operation belongs to; None outside of one.  moves: where the program moves its modules.
    """

    def __init__(self, op: Op, stray: Tensor, device: str, asked: Event | None, moves: list[Event]) -> None:
        self.op = op
        self.stray = stray
        self.device = device
        self.asked = asked
        self._moves = moves

    @property
    def place(self) -> Place:
        """Where they meet: in a forward the making, or moving, of the stray tensor, or the asking that brings it."""
        if self.asked is None:
            return self.op.place
        is_made_there = self.stray.op.asked and self.stray.op.role in ("source", "layout")
        return self.stray.op.place if is_made_there else self.asked.place

    @property
    def is_moved_in_vain(self) -> bool:
        """Whether the stray tensor, or the batch it is a part of, is moved and the result thrown away."""
        begun = [one for op in self.stray.relaid for one in op.inputs if isinstance(one, Tensor)]
        uses = (use for tensor in (self.stray, *begun) for use in tensor.future())
        return any(use.is_("to", "cuda") and not use.out.uses for use in uses)

    def moved(self) -> Repair | None:
        """Return the edit that moves the stray tensor where it is handed over, to the device named elsewhere."""
        site = self.op.site if self.asked is None else self.asked.site
        name = None if site is None else self._device_name(site)
        at = next((i for i, value in enumerate(self.op.inputs) if value is self.stray), None)
        if site is None or name is None or at is None or self.device != "cpu" or self.stray.op.asked:
            return None
        given = argument(site.node, at if self.asked is None else 0)
        return with_method(site, given, f"to({name})") if isinstance(given, ast.Name) else None

    def _device_name(self, site: Site) -> str | None:
        """Return the name by which a module is moved, if it means the same here."""
        for move in self._moves:
            given = (
                argument(move.site.node, 0, "device")
                if move.site and move.site.source is site.source
                else None
            )
            around = function_of(site.source, move.site.node) if move.site else None
            if isinstance(given, ast.Name) and around in (None, function_of(site.source, site.node)):
                return given.id
        return None


class Devices:
    """What a program says about devices. born: layers made while a model is asked, which nothing can move."""

    def __init__(
        self,
        events: Events,
        calls: Iterable[LibraryCall],
        sources: Iterable[Source],
        born: Collection[Layer] = (),
    ) -> None:
        self.moves = events.of("move")
        self._moves = [(move, _parts(move)) for move in self.moves]
        self._handed = set[int]().union(*(_parts(event) for event in events.of("escape")))
        self._asked = dict(_askings(events))
        self._born = born
        self._known: dict[Op, str | None] = {}
        self._inside: dict[int, set[int]] = {}
        by_default = any(re.search(_DEFAULT, source.text) for source in sources)
        self._is_plain = not by_default and not any(_moves_by_itself(call) for call in calls)

    def of(self, tensor: Tensor, depth: int = 0) -> str | None:
        """Return the device of a tensor."""
        if not self._is_plain or depth > _DEEP:
            return None
        op = tensor.op
        if "registered" in tensor.table:  # goes where its module goes
            return None
        if op not in self._known:
            self._known[op] = None
            self._known[op] = self._of(op, depth + 1)
        return self._known[op]

    def of_input(self, op: Op) -> str | None:
        """Return the device of what goes in first."""
        first = op.inputs[0] if op.inputs else None
        return self.of(first) if isinstance(first, Tensor) and not op.guessed else None

    def of_layer(self, op: Op) -> str | None:
        """Return the device of the layer that does an operation, then."""
        if not isinstance(op.layer, Layer) or not (op.layer.is_trained or op.layer.kind == "opaque"):
            return None
        asked, layer = self._asked.get(op), op.layer
        if not self._is_plain or layer in self._born or id(layer) in self._handed:
            return None
        if any(frame.is_method_read_alone for frame in op.frames):  # who makes it may move it
            return None
        if asked is not None and asked.target is not None and id(layer) not in self._parts_of(asked.target):
            return None  # the model has another in its place by now: what was moved with it is not known
        places = {_born(layer)}
        for move, parts in self._moves:
            if id(layer) in parts and (asked is None or move.number < asked.number):
                sure = asked is not None and set(move.conditions) <= set(asked.conditions)
                places = {place_of(move.value)} | (set() if sure else places)
        return places.pop() if len(places) == 1 else None

    def asked(self, op: Op) -> Event | None:
        """Return the asking of a model that an operation belongs to."""
        return self._asked.get(op)

    def _parts_of(self, model: Value) -> set[int]:
        if id(model) not in self._inside:
            self._inside[id(model)] = {id(part) for part in modules_in(model)}
        return self._inside[id(model)]

    def _of(self, op: Op, depth: int) -> str | None:
        first = op.inputs[0] if op.inputs else None
        if op.kind in ("item", "getitem") and isinstance(first, Tensor) and first.op.kind == "batch":
            return self._of_batch(op, depth)
        if op.kind in _ON_HOST and not is_unpacked(op):
            return "cpu"
        if op.kind == "cuda":
            return "gpu"
        if op.kind == "type" and (home := _home_of_type(op)):
            return home
        if op.kind == "to":
            return self._moved(op, first, depth)
        if op.kind in _MADE:
            return _made(op)
        if isinstance(op.layer, Layer) and op.kind != "batch" and (of_layer := self.of_layer(op)):
            return of_layer
        if op.role in ("opaque", "source"):
            return None
        places = {self.of(tensor, depth) for tensor in op.tensors}
        return places.pop() if len(places) == 1 else None

    def _moved(self, op: Op, first: Value | None, depth: int) -> str | None:
        given = op.setting(0, "device")
        kept = isinstance(given, External) or (
            given is None and op.arguments is not None and op.arguments.whole
        )
        if kept or isinstance(given, Tensor):
            like = given if isinstance(given, Tensor) else first
            return self.of(like, depth) if isinstance(like, Tensor) else None
        return place_of(given)

    def _of_batch(self, op: Op, depth: int) -> str | None:
        """A batch is made on the host of what its data set gives, unless that was moved before."""
        batch = op.inputs[0]
        loader = batch.op.layer if isinstance(batch, Tensor) else None
        if (
            not isinstance(loader, Loader)
            or "collate_fn" in loader.arguments.named
            or not loader.arguments.whole
        ):
            return None
        column = source_of(op)
        if column is not None:
            return self.of(column, depth)
        data, index = data_of(op), constant(op.arguments.get(1)) if op.arguments else None
        if loader.sample is not None:
            parts = loader.sample.items if isinstance(loader.sample, Items) else ()
            part = parts[index] if isinstance(index, int) and index < len(parts) else None
            return (
                self.of(part, depth)
                if isinstance(part, Tensor)
                else "cpu"
                if isinstance(part, Const)
                else None
            )
        is_pictures = isinstance(data, Unknown) and data.made_by.startswith("torchvision.datasets.")
        return "cpu" if is_pictures else None


def asks_for_device(site: Site) -> bool:
    """Tell whether the device decides if a place is reached: `if device.type == "cpu": return x.numpy()`."""
    return is_decided_by(site, _names_device)


def _names_device(test: ast.expr) -> bool:
    return re.search(r"device|cuda|cpu|gpu|mps|is_available", ast.unparse(test)) is not None


def place_of(device: Value | None) -> str | None:
    """Return what a device is: one chosen by what the machine has counts as an accelerator."""
    name = constant(device)
    if isinstance(name, str):
        return "cpu" if name.startswith("cpu") else "gpu" if name.startswith(ACCELERATORS) else None
    if isinstance(device, Unknown) and device.made_by in ("", "torch.device"):
        places = {place_of(option) for option in device.inputs}
        return None if None in places or not places else "gpu" if "gpu" in places else "cpu"
    return None


def mixed_in(ops: Iterable[Op], devices: Devices) -> Iterator[Mixed]:
    """Yield the operations in which two devices surely meet."""
    for op in ops:
        is_model = isinstance(op.layer, Layer) and op.kind == "opaque"
        if op.guessed or (op.role in ("join", "opaque", "source", "layout") and not is_model):
            continue
        places = [(tensor, devices.of(tensor)) for tensor in op.tensors]
        layer = devices.of_layer(op)
        if layer is not None:
            strays = [tensor for tensor, place in places if place not in (None, layer)]
        else:
            known = [(tensor, place) for tensor, place in places if place is not None and tensor.rank]
            strays = [tensor for tensor, place in known if place == "cpu"]
            strays = strays if any(place == "gpu" for _, place in known) else []
        if strays and not asks_for_device(op.site):
            device = devices.of(strays[0]) or ""
            yield Mixed(op, strays[0], device, devices.asked(op), devices.moves)


def _home_of_type(op: Op) -> str | None:
    """Return where a type of tensors lives: `type(torch.LongTensor)` brings to the CPU, torch.cuda's to the GPU."""
    given = op.setting(0, "dtype")
    path = given.path if isinstance(given, External) else ""
    if not path.endswith("Tensor"):
        return None
    return "gpu" if path.startswith("torch.cuda.") else "cpu"


def _parts(event: Event) -> set[int]:
    """Return the identities of the modules that something was done to."""
    return set() if event.target is None else {id(part) for part in modules_in(event.target)}


def _born(layer: Layer) -> str | None:
    """Return where a layer is made: on the host unless a device is named; of models not seen that is not known."""
    given = layer.arguments.named.get("device")
    if layer.kind == "opaque" or not layer.arguments.whole:
        return None
    return "cpu" if given is None else place_of(given)


def _askings(events: Events) -> Iterator[tuple[Op, Event]]:
    """Yield each operation with the first asking it belongs to."""
    seen: set[Op] = set()
    for event in events.of("forward"):
        if event.tensor is not None:
            for op in event.tensor.past():
                if op not in seen:
                    seen.add(op)
                    yield op, event


def _made(op: Op) -> str | None:
    """A tensor is made on the host unless a device is named."""
    if op.arguments is None or not op.arguments.whole:
        return None
    given = op.arguments.named.get("device")
    return "cpu" if given is None else place_of(given)


def _moves_by_itself(call: LibraryCall) -> bool:
    if call.path.startswith("transformers."):  # its tokenisers and schedules move nothing
        return (
            any(word in call.path for word in ("Trainer", "pipeline", "Accelerat"))
            or "device_map" in call.arguments.named
        )
    return call.path.startswith(_MOVERS) or call.name in _MOVING
