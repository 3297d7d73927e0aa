"""A real picture on its way through a network: what every operation makes of it, and what the answer looked at.

look = looked(trained(), picture)
look.answer[0], look.maps[5].channels, look.camera.shape

Grad-CAM: Selvaraju et al. 2017, equations 1 and 2. Saliency: Simonyan, Vedaldi & Zisserman 2013, section 3.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from loopwise.records.traced import Trace
from loopwise.tracing.following import follow
from loopwise.tracing.trained import Pixels, Trained, squared

CHANNELS = 16  # shown of an operation: those that differ most within the picture
SMALL = 56  # pixels: a map is kept no larger

Grey = NDArray[np.uint8]  # (H, W)


@dataclass(frozen=True)
class Maps:
    """What one operation gives for the picture.

    channels: their numbers. pictures: (n, H, W), each from its least to its most.
    zeros: share of exact zeros. mean, spread: over all numbers.
    """

    channels: tuple[int, ...]
    pictures: Grey
    mean: float
    spread: float
    zeros: float


@dataclass(frozen=True)
class Look:
    """One picture in one network.

    picture: as the network sees it. answer: likeliest classes. camera: Grad-CAM of the first one, 0 to 1, as large
    as the last feature map. saliency: the largest gradient of its score at each pixel, 0 to 1.
    filters: of the first convolution, (n, k, k, 3) uint8. first, kernel: the numbers behind `by_hand`.
    """

    trace: Trace
    picture: Pixels
    answer: tuple[tuple[str, float], ...]
    maps: dict[int, Maps]
    camera: NDArray[np.float32]
    saliency: NDArray[np.float32]
    filters: Pixels


def looked(net: Trained, picture: Pixels) -> Look:
    """Send a picture through the network, once forward and once back."""
    x = net.prepared(picture).requires_grad_()
    maps: dict[int, Maps] = {}
    last: list[Tensor] = []  # the last feature map, and the answer behind it

    def see(number: int, result: Tensor) -> None:
        if result.dim() == 4:
            maps[number] = _maps(result)
            if result.shape[-1] > 1:
                last[:] = [result]
        elif last:
            last[1:] = [result]

    trace = follow(net.model, x, name="efficientnet_lite0", see=see)
    features, logits = last
    best = int(logits.argmax())
    slopes, pixels = torch.autograd.grad(logits[0, best], [features, x])
    weights = slopes.mean(dim=(2, 3), keepdim=True)  # equation 1
    camera = F.relu((weights * features).sum(1))[0].detach()  # equation 2
    return Look(
        trace,
        squared(picture),
        tuple(net.answer(picture)),
        maps,
        _to_one(camera),
        _to_one(pixels.abs().amax(1)[0]),
        first_filters(net.model),
    )


def first_filters(model: nn.Module) -> Pixels:
    """Return the kernels of the first convolution as small pictures, (n, k, k, 3)."""
    layer = next(module for module in model.modules() if isinstance(module, nn.Conv2d))
    weight = layer.weight.detach()  # (n, 3, k, k)
    least, most = weight.amin(dim=(1, 2, 3), keepdim=True), weight.amax(dim=(1, 2, 3), keepdim=True)
    pixels: Pixels = (255 * (weight - least) / (most - least)).byte().permute(0, 2, 3, 1).numpy()
    return pixels


@dataclass(frozen=True)
class ByHand:
    """One number of the first convolution, worked out: patch times kernel, summed; then a 2x2 pool over the result.

    patch, kernel: (3, k, k). value: their sum of products. window: the 2x2 results around it, with their maximum
    and mean.
    """

    patch: NDArray[np.float32]
    kernel: NDArray[np.float32]
    value: float
    window: NDArray[np.float32]


def by_hand(net: Trained, picture: Pixels, channel: int, row: int, column: int) -> ByHand:
    """Explain result (row, column) of one channel of the first convolution, without bias or norm."""
    from loopwise.zoo.efficientnet_lite import SameConv2d

    layer = next(module for module in net.model.modules() if isinstance(module, SameConv2d))
    with torch.no_grad():
        x = net.prepared(picture)
        kernel, stride = layer.kernel_size[0], layer.stride[0]
        size = x.shape[-1]
        pad = max((-(-size // stride) - 1) * stride + kernel - size, 0)
        padded = F.pad(x, (pad // 2, pad - pad // 2, pad // 2, pad - pad // 2))
        result = layer(x)[0, channel]  # (112, 112)
        top, left = row * stride, column * stride
        patch = padded[0, :, top : top + kernel, left : left + kernel]
        weight = layer.weight[channel].detach()
        corner = min(row, result.shape[0] - 2), min(column, result.shape[1] - 2)
        window = result[corner[0] : corner[0] + 2, corner[1] : corner[1] + 2]
    return ByHand(patch.numpy(), weight.numpy(), float((patch * weight).sum()), window.numpy())


def _maps(result: Tensor) -> Maps:
    numbers = result.detach()[0]  # (C, H, W)
    spread = numbers.flatten(1).std(1) if numbers[0].numel() > 1 else numbers.flatten(1)[:, 0].abs()
    chosen = torch.sort(spread.topk(min(CHANNELS, len(spread))).indices).values
    shown = numbers[chosen]
    if shown.shape[-1] > SMALL:
        shown = F.adaptive_avg_pool2d(shown, SMALL)
    least, most = shown.amin(dim=(1, 2), keepdim=True), shown.amax(dim=(1, 2), keepdim=True)
    grey = (255 * (shown - least) / (most - least).clamp_min(1e-12)).byte().numpy()
    return Maps(
        tuple(int(channel) for channel in chosen),
        grey,
        float(numbers.mean()),
        float(numbers.std()) if numbers.numel() > 1 else 0.0,
        float((numbers == 0).float().mean()),
    )


def _to_one(numbers: Tensor) -> NDArray[np.float32]:
    least, most = numbers.min(), numbers.max()
    scaled: NDArray[np.float32] = ((numbers - least) / (most - least).clamp_min(1e-12)).float().numpy()
    return scaled
