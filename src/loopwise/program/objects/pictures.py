"""Data sets of torchvision: the size of a picture after the transforms a program gives it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from loopwise.program.objects.definitions import Function
from loopwise.program.objects.values import (
    Arguments,
    External,
    Items,
    Unknown,
    Value,
    constant,
    is_altered,
    is_none,
)
from loopwise.shapes import Shape, Size, product

HOME = "torchvision.transforms."
_MODES = {"RGB": 3, "RGBA": 4, "L": 0, "CMYK": 4, "YCbCr": 3, "HSV": 3}  # channels; grey has no axis for one


class Picture(Unknown):
    """A picture of PIL. channels: None where its mode is not known, 0 for grey.

    transform: torchvision's transform, or chain of them, that gave it last; None where none did.
    """

    __slots__ = ("channels", "height", "transform", "width")

    def __init__(
        self, channels: int | None, height: Size, width: Size, transform: Value | None = None
    ) -> None:
        super().__init__("PIL.Image")
        self.channels, self.height, self.width = channels, height, width
        self.transform = transform

    @property
    def shape(self) -> Shape | None:
        """The shape of the array that numpy makes of it: channels last."""
        if self.channels is None:
            return None
        return (self.height, self.width, *((self.channels,) if self.channels else ()))

    def or_else(self, other: Picture) -> Picture:
        """Return the picture that is one of two: known is what both agree on."""
        both = ((self.channels, other.channels), (self.height, other.height), (self.width, other.width))
        channels, height, width = (one if one == another else None for one, another in both)
        known = channels if isinstance(channels, int) else None
        return Picture(known, height, width, self.transform or other.transform)

    def after(self, method: str, arguments: Arguments) -> Picture | None:
        """Return what one of its methods gives, None where that is no picture that is known."""
        first = arguments.get(0, "mode" if method == "convert" else "size")
        if method == "convert":
            return Picture(_MODES.get(str(constant(first))), self.height, self.width)
        if method == "resize":
            width, height = _lengths(first) if isinstance(first, Items) else (None, None)
            return Picture(self.channels, height, width)
        return Picture(self.channels, self.height, self.width) if method in ("copy", "transpose") else None


SIZES: dict[str, Shape] = {
    **dict.fromkeys(("MNIST", "FashionMNIST", "KMNIST", "QMNIST", "EMNIST"), (1, 28, 28)),
    **dict.fromkeys(("CIFAR10", "CIFAR100", "SVHN"), (3, 32, 32)),
    "USPS": (1, 16, 16),
    "STL10": (3, 96, 96),
    "ImageFolder": (3, None, None),
}
_KEEPS = frozenset(
    (
        "ToTensor",
        "Normalize",
        "RandomHorizontalFlip",
        "RandomVerticalFlip",
        "RandomRotation",
        "RandomAffine",
        "ColorJitter",
        "RandomErasing",
        "GaussianBlur",
        "ToDtype",
        "ConvertImageDtype",
        "ToImage",
        "RandomPerspective",
        "AutoAugment",
        "RandAugment",
        "TrivialAugmentWide",
    )
)

KEEPS_PICTURES = frozenset(  # what surely gives a picture of PIL for one
    (
        "Resize",
        "CenterCrop",
        "RandomCrop",
        "RandomResizedCrop",
        "Pad",
        "Grayscale",
        "RandomGrayscale",
        "RandomHorizontalFlip",
        "RandomVerticalFlip",
        "RandomRotation",
        "RandomAffine",
        "RandomPerspective",
        "ColorJitter",
        "GaussianBlur",
        "AutoAugment",
        "RandAugment",
        "TrivialAugmentWide",
        "RandomAutocontrast",
        "RandomEqualize",
    )
)
_ANYTHING = frozenset(("Lambda", "FiveCrop", "TenCrop", "RandomChoice", "RandomOrder", "PILToTensor"))


def sample_of(data: Unknown, index: int) -> tuple[Shape | None, str | None]:
    """Return shape and type of a picture (0) or its label (1); None of what is not known."""
    home, _, name = data.made_by.rpartition(".")
    if home != "torchvision.datasets" or name not in SIZES or is_altered(data):
        return None, None
    if index == 1:
        return (), "int64"
    steps = list(_steps(data))
    if index != 0 or not any(step.endswith((".ToTensor", ".ToDtype")) for step, _ in steps):
        return None, None
    shape: Shape | None = SIZES[name]
    for step, given in steps:
        shape = _after(shape, step.rpartition(".")[2], given) if shape is not None else None
    return shape, "float32"


def is_made_tensor(steps: Sequence[Unknown]) -> bool:
    """Tell whether these transforms, all of them torchvision's, surely make one tensor of floats of a picture."""
    names = [step.made_by.rpartition(".")[2] for step in steps]
    own = not all(step.made_by.startswith(HOME) for step in steps)
    return not own and not _ANYTHING & set(names) and bool({"ToTensor", "ToDtype"} & set(names))


def stays_picture(picture: Picture, transform: Value) -> Picture | None:
    """Return the picture of PIL that transforms of torchvision surely make of one; None where it may be a tensor."""
    steps = chain_of(transform)
    if not steps or not all(step.made_by.rpartition(".")[2] in KEEPS_PICTURES for step in steps):
        return None
    channels, height, width = shape_after(picture, steps) or (None, None, None)
    return Picture(channels if isinstance(channels, int) else None, height, width, transform)


def shape_after(picture: Picture, steps: Sequence[Unknown]) -> Shape | None:
    """Return the shape of what transforms make of a picture, as far as it is known."""
    channels = 1 if picture.channels == 0 else picture.channels
    shape: Shape | None = (channels, picture.height, picture.width)
    for step in steps:
        shape = _after(shape, step.made_by.rpartition(".")[2], step.inputs) if shape is not None else None
    return shape


def channels_at(data: Unknown, step: Value) -> int | None:
    """Return how many channels a picture of a data set has when it comes to one of its transforms."""
    shape = SIZES.get(data.made_by.rpartition(".")[2])
    for value in transforms_of(data):
        if value is step or shape is None:
            channels = shape[0] if shape is not None and len(shape) == 3 else None
            return channels if isinstance(channels, int) else None
        shape = _after(shape, value.made_by.rpartition(".")[2], value.inputs)
    return None


def _steps(data: Unknown) -> Iterator[tuple[str, tuple[Value, ...]]]:
    """Yield the transforms among what a data set was made with: their names and what they were given."""
    return ((value.made_by or "?", value.inputs) for value in transforms_of(data))


def transforms_of(data: Unknown) -> Iterator[Unknown]:
    """Yield the transforms among what a data set was made with, in order."""
    given = data.inputs
    if data.made_by.startswith("torchvision.datasets.") and given and _is_folder(given[0]):
        given = given[1:]
    for value in given:
        if isinstance(value, Items):
            for item in value.items:
                yield from transforms_of(Unknown("", (item if isinstance(item, Unknown) else Unknown("?"),)))
        elif isinstance(value, Unknown) and value.made_by.endswith(".Compose"):
            yield from transforms_of(value)
        elif isinstance(value, Unknown):
            yield value


def chain_of(transform: Value | None) -> list[Unknown] | None:
    """Return the transforms of torchvision in order, [] without any; None where another may be among them."""
    if transform is None or is_none(transform):
        return []
    steps = list(transforms_of(Unknown("", (transform,))))
    known = all(step.made_by.startswith(HOME) for step in steps) and _count(transform) == len(steps)
    return steps if steps and known else None


def _count(transform: Value) -> int:
    """Return how many steps a Compose was given: what is no transform of torchvision is not among `transforms_of`."""
    listed = transform.inputs[0] if isinstance(transform, Unknown) and transform.inputs else None
    is_chain = isinstance(transform, Unknown) and transform.made_by.endswith(".Compose")
    if not is_chain:
        return 1
    return len(listed.items) if isinstance(listed, Items) and listed.closed else -1


def _is_folder(first: Value) -> bool:
    """Whether the first thing that a data set is given is where it lies, not known: `root / "train"`."""
    return isinstance(first, Unknown) and not first.made_by.startswith("torchvision.")


def _after(shape: Shape, step: str, given: tuple[Value, ...]) -> Shape | None:
    first = given[0] if given else None
    if len(shape) != 3:  # a row of numbers by now
        return None
    channels, height, width = shape
    if step in _KEEPS:
        return shape
    if step == "Lambda":
        return (product(shape),) if _flattens(first) else None
    if step == "Grayscale":
        return (constant(first) or 1, height, width)
    if step in ("Resize", "CenterCrop", "RandomCrop", "RandomResizedCrop"):
        one, other = _lengths(first)
        if step == "Resize" and not isinstance(first, Items) and (height is None or height != width):
            return (channels, None, None)  # the shorter side
        return (channels, one, other)
    return None


def _flattens(given: Value | None) -> bool:
    """Whether it makes one row of a picture: `torch.flatten`, `lambda x: x.view(-1)`."""
    if isinstance(given, External):
        return given.path in ("torch.flatten", "torch.ravel")
    if not isinstance(given, Function) or not isinstance(given.node, ast.Lambda) or not given.node.args.args:
        return False
    word = given.node.args.args[0].arg
    rows = (f"{word}.view(-1)", f"{word}.reshape(-1)", f"{word}.flatten()", f"torch.flatten({word})")
    return ast.unparse(given.node.body) in rows


def _lengths(given: Value | None) -> tuple[Size, Size]:
    values = given.items if isinstance(given, Items) else (given, given)
    sizes = [number if isinstance(number := constant(value), int) else None for value in values]
    return (sizes[0], sizes[1]) if len(sizes) == 2 else (None, None)
