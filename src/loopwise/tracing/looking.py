"""A picture on its way through a trained network: what every operation makes of it, and what the answer looked at.

look = looked(trained().subject(pixels))
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

from loopwise.errors import LoopwiseError
from loopwise.records.traced import Trace
from loopwise.text import Text
from loopwise.tracing.following import follow
from loopwise.tracing.trained import Pixels, Subject

CHANNELS = 16  # shown of an operation: those that differ most within the picture
SMALL = 56  # pixels: a map is kept no larger
ANSWERS = 5  # classes shown
NO_MAPS = Text(
    en="this model makes no feature maps: it has no convolution.",
    ko="합성곱(convolution)이 없는 모델이라 특징 맵(feature map)이 없습니다.",
)

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
    filters: of the first convolution, (n, k, k, 3) uint8. first: shape of its result, (n, H, W), for `by_hand`.
    truth: the class it is known to be, "" where nobody said.
    """

    trace: Trace
    picture: Pixels
    answer: tuple[tuple[str, float], ...]
    maps: dict[int, Maps]
    camera: NDArray[np.float32]
    saliency: NDArray[np.float32]
    filters: Pixels
    first: tuple[int, ...]
    truth: str = ""


def looked(subject: Subject) -> Look:
    """Send a picture through the network, once forward and once back. LoopwiseError where it makes no feature maps."""
    x = subject.x.clone().requires_grad_()
    maps: dict[int, Maps] = {}
    last: list[Tensor] = []  # the last feature map, and the answer behind it

    def see(number: int, result: Tensor) -> None:
        if result.dim() == 4:
            maps[number] = _maps(result)
            if result.shape[-1] > 1:
                last[:] = [result]
        elif last:
            last[1:] = [result]

    trace = follow(subject.model, x, name=subject.title, see=see)
    if len(last) < 2:
        raise LoopwiseError(NO_MAPS)
    features, logits = last[0], two_sided(last[1])
    best = int(logits.argmax())
    slopes, pixels = torch.autograd.grad(logits[0, best], [features, x])
    weights = slopes.mean(dim=(2, 3), keepdim=True)  # equation 1
    camera = F.relu((weights * features).sum(1))[0].detach()  # equation 2
    shares, classes = logits.detach().softmax(1)[0].topk(min(ANSWERS, logits.shape[1]))
    return Look(
        trace,
        subject.picture,
        tuple((subject.names[int(k)], float(p)) for p, k in zip(shares, classes, strict=True)),
        maps,
        _to_one(camera),
        _to_one(pixels.abs().amax(1)[0]),
        first_filters(subject.model),
        next(one.shape[1:] for one in trace.operations if one.name == "conv2d"),
        subject.truth,
    )


def two_sided(logits: Tensor) -> Tensor:
    """(1, 1) logit of the positive class -> (1, 2), whose softmax is the sigmoid; (1, C) stays."""
    return logits if logits.shape[1] > 1 else torch.cat([torch.zeros_like(logits), logits], 1)


def first_filters(model: nn.Module) -> Pixels:
    """Return the kernels of the first convolution as small pictures, (n, k, k, 3); grey where they see one channel."""
    weight = _first(model).weight.detach()
    weight = weight.expand(-1, 3, -1, -1) if weight.shape[1] == 1 else weight[:, :3]  # (n, 3, k, k)
    least, most = weight.amin(dim=(1, 2, 3), keepdim=True), weight.amax(dim=(1, 2, 3), keepdim=True)
    pixels: Pixels = (255 * (weight - least) / (most - least)).byte().permute(0, 2, 3, 1).numpy()
    return pixels


@dataclass(frozen=True)
class ByHand:
    """One number of the first convolution, worked out: patch times kernel, summed; then a 2x2 pool over the result.

    patch, kernel: (channels, k, k). bias: of the channel, 0 where the layer has none. value: the sum of the products,
    and the bias. window: the 2x2 results around it, with their maximum and mean.
    """

    patch: NDArray[np.float32]
    kernel: NDArray[np.float32]
    bias: float
    value: float
    window: NDArray[np.float32]


def by_hand(subject: Subject, channel: int, row: int, column: int) -> ByHand:
    """Explain result (row, column) of one channel of the first convolution, before any norm."""
    layer = _first(subject.model)
    with torch.no_grad():
        kernel, stride = layer.kernel_size[0], layer.stride[0]
        result = layer(subject.x)[0, channel]  # (H, W)
        top, left = row * stride, column * stride
        patch = _padded(layer, subject.x)[0, :, top : top + kernel, left : left + kernel]
        weight = layer.weight[channel].detach()
        bias = float(layer.bias[channel]) if layer.bias is not None else 0.0
        corner = min(row, result.shape[0] - 2), min(column, result.shape[1] - 2)
        window = result[corner[0] : corner[0] + 2, corner[1] : corner[1] + 2]
    value = float((patch * weight).sum()) + bias
    return ByHand(patch.numpy(), weight.numpy(), bias, value, window.numpy())


def _first(model: nn.Module) -> nn.Conv2d:
    return next(module for module in model.modules() if isinstance(module, nn.Conv2d))


def _padded(layer: nn.Conv2d, x: Tensor) -> Tensor:
    """Return the picture with the zeros that the layer puts around it."""
    from loopwise.zoo.efficientnet_lite import SameConv2d

    if not isinstance(layer, SameConv2d):
        pad = int(layer.padding[0])
        return F.pad(x, (pad, pad, pad, pad))
    size, kernel, stride = x.shape[-1], layer.kernel_size[0], layer.stride[0]
    pad = max((-(-size // stride) - 1) * stride + kernel - size, 0)
    return F.pad(x, (pad // 2, pad - pad // 2, pad // 2, pad - pad // 2))


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
