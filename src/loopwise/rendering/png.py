"""Arrays as PNG pictures, written by hand: a signature, a header, compressed rows, an end (PNG, third edition).

png(numpy.zeros((8, 8), "uint8"))          # grey
png(numpy.zeros((8, 8, 3), "uint8"))       # RGB
"""

from __future__ import annotations

import base64
import struct
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_GREY, _RGB = 0, 2  # colour types


def png(pixels: NDArray[np.uint8]) -> bytes:
    """Return a picture of (H, W) grey or (H, W, 3) RGB bytes."""
    height, width = pixels.shape[:2]
    rows = b"".join(b"\0" + pixels[row].tobytes() for row in range(height))  # filter 0: as it is
    header = struct.pack(">IIBBBBB", width, height, 8, _RGB if pixels.ndim == 3 else _GREY, 0, 0, 0)
    chunks = _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows)) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def source(pixels: NDArray[np.uint8]) -> str:
    """Return a picture as the source of an image on a page."""
    return "data:image/png;base64," + base64.b64encode(png(pixels)).decode()


def heated(picture: NDArray[np.uint8], heat: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Lay heat (h, w), 0 to 1, over a picture (H, W, 3): orange where it is high, the picture darkened elsewhere."""
    import numpy as np

    height, width = picture.shape[:2]
    rows = np.linspace(0, heat.shape[0] - 1, height)
    columns = np.linspace(0, heat.shape[1] - 1, width)
    top, left = np.floor(rows).astype(int), np.floor(columns).astype(int)
    bottom, right = np.minimum(top + 1, heat.shape[0] - 1), np.minimum(left + 1, heat.shape[1] - 1)
    y, x = (rows - top)[:, None], (columns - left)[None, :]
    upper = heat[top][:, left] * (1 - x) + heat[top][:, right] * x
    lower = heat[bottom][:, left] * (1 - x) + heat[bottom][:, right] * x
    share = (upper * (1 - y) + lower * y)[..., None]  # bilinear, (H, W, 1)
    orange = np.array([255, 120, 0])
    mixed = picture * (0.35 + 0.35 * share) + orange * 0.5 * share
    pixels: NDArray[np.uint8] = np.clip(mixed, 0, 255).astype("uint8")
    return pixels


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
