"""Pictures of a report: read, turned upright, made small enough, freed of what a camera wrote into them.

>>> from io import BytesIO
>>> from PIL import Image
>>> made = BytesIO(); Image.new("RGB", (3000, 1500)).save(made, "PNG")
>>> prepared(made.getvalue()).size
(2000, 1000)
"""

from __future__ import annotations

import hashlib
import io
import warnings
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from loopwise.errors import LoopwiseError, MissingExtra
from loopwise.text import Text

if TYPE_CHECKING:
    from PIL.Image import Image as Drawn

WIDEST = 2000  # pixels: 300 to the inch over the form's width
LARGEST = 40 * 2**20  # bytes of a file
MOST_PIXELS = 60_000_000  # a 50-megapixel photograph passes, a bomb does not
_KINDS = {"PNG": "png", "JPEG": "jpeg"}


@dataclass(frozen=True, slots=True)
class Prepared:
    """A picture as exporters take it. kind: "png" or "jpeg"."""

    data: bytes
    kind: str
    width: int
    height: int

    @property
    def size(self) -> tuple[int, int]:
        """Return width and height in pixels."""
        return self.width, self.height

    @property
    def name(self) -> str:
        """Return a file name that tells pictures apart by what they show."""
        return f"{hashlib.sha256(self.data).hexdigest()[:12]}.{'jpg' if self.kind == 'jpeg' else 'png'}"


def load_picture(named: str, folder: Path, root: Path) -> Prepared:
    """Read the picture a text names, beside the text's file; LoopwiseError says what is wrong with it.

    root: no picture is taken from outside of it, whatever the text says.
    """
    if "://" in named:
        raise LoopwiseError(
            Text(
                en=f"{named} is on another computer; pictures are files beside the report.",
                ko=f"다른 컴퓨터에 있는 그림입니다: {named}. 그림은 보고서 옆에 파일로 두어야 합니다.",
            )
        )
    path = (folder / unquote(named)).resolve()
    if not path.is_relative_to(root.resolve()):
        raise LoopwiseError(
            Text(
                en=f"the picture {named} lies outside of the report's folder.",
                ko=f"보고서 폴더 밖에 있는 그림입니다: {named}",
            )
        )
    try:
        if path.stat().st_size > LARGEST:
            raise LoopwiseError(
                Text(en=f"the picture {named} has more than 40 MB.", ko=f"40 MB가 넘는 그림입니다: {named}")
            )
        data = path.read_bytes()
    except (OSError, ValueError) as problem:
        raise LoopwiseError(
            Text(en=f"there is no picture {named}.", ko=f"그림 파일이 없습니다: {named}")
        ) from problem
    return prepared(data, named)


def prepared(data: bytes, name: str = "") -> Prepared:
    """Return a picture fit for a report. PNG and JPEG that are small and clean stay as they are, byte for byte."""
    made = _prepared(data)
    if made is None:
        raise LoopwiseError(
            Text(
                en=f"{name or 'this'} is no picture that can be read.", ko=f"읽을 수 없는 그림입니다: {name}"
            ),
            fix="PNG, JPEG, WebP, GIF",
        )
    return made


@lru_cache(
    maxsize=32
)  # a page is drawn again with every key while somebody writes; its pictures stay the same
def _prepared(data: bytes) -> Prepared | None:
    """Return None for what is no picture, or one that unpacks without end."""
    try:
        from PIL import Image, ImageOps, UnidentifiedImageError
    except ModuleNotFoundError as problem:
        raise MissingExtra("Pillow", "report") from problem
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data)) as image:
                return _fitted(image, data, ImageOps.exif_transpose)
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
        OSError,
        SyntaxError,  # of a broken PNG
        ValueError,
    ):
        return None


def _fitted(image: Drawn, data: bytes, upright: object) -> Prepared:
    if image.width * image.height > MOST_PIXELS:
        raise ValueError("too many pixels")
    kind = _KINDS.get(image.format or "", "")
    clean = not image.getexif() and not {"xmp", "comment", "exif", "photoshop"} & set(image.info)
    image.load()
    if kind and clean and image.width <= WIDEST and image.height <= 2 * WIDEST:
        return Prepared(data, kind, image.width, image.height)
    turned: Drawn = upright(image)  # type: ignore[operator]
    turned.thumbnail((WIDEST, 2 * WIDEST))
    kind = kind or "png"
    flat = turned.convert("RGB" if kind == "jpeg" or not _has_alpha(turned) else "RGBA")
    flat.info.clear()
    written = io.BytesIO()
    flat.save(written, kind, **({"quality": 88} if kind == "jpeg" else {"optimize": False}))
    return Prepared(written.getvalue(), kind, flat.width, flat.height)


def _has_alpha(image: Drawn) -> bool:
    return image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
