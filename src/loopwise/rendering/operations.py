"""One operation in short words and in its formula with the numbers put in.

detail(conv)                 # "3x3 64>128 /2"
worked(conv, (3, 224, 224))  # "H_out = floor((224 + 2*1 - 1*(3 - 1) - 1)/1) + 1 = 224"
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from loopwise.records.traced import Operation
from loopwise.text import Formula, Text

_UNITS = ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"))


def short(number: float, digits: int = 3) -> str:
    """Return a count in few letters: 25557032 -> "25.6 M"."""
    for unit, letter in _UNITS:
        if abs(number) >= unit:
            return (
                f"{number / unit:.{digits}g} {letter}"
                if number / unit < 1000
                else f"{number / unit:.0f} {letter}"
            )
    return f"{number:.0f}"


def megabytes(count: int) -> str:
    """Return bytes as people write them: 602112 -> "0.6 MB"."""
    return f"{count / 1e6:.1f} MB" if count < 1e9 else f"{count / 1e9:.2f} GB"


def lengths(shape: Sequence[int], *, batch: bool = False) -> str:
    """Return a shape in one word: (1, 64, 112, 112) -> "64x112x112"."""
    shown = shape if batch else shape[1:]
    return "x".join(map(str, shown)) or ("1" if shape else "scalar")


def detail(one: Operation) -> str:
    """Return what tells an operation from others of its name."""
    given = one.settings
    if one.name.startswith("conv") and "kernel_size" in given:
        parts = [
            lengths(given["kernel_size"], batch=True),
            f"{given.get('in_channels')}>{given.get('out_channels')}",
        ]
        groups = given.get("groups", 1)
        return " ".join(parts + _stride(given) + ([f"g{groups}"] if groups not in (1, None) else []))
    if one.name == "linear":
        return f"{given.get('in_features')}>{given.get('out_features')}"
    if "kernel_size" in given:
        return " ".join(
            [lengths(_pair(given["kernel_size"]), batch=True), *_stride(given, given["kernel_size"])]
        )
    if "p" in given:  # a share, an exponent, or a word: norm(p="fro")
        return f"p={given['p']:g}" if isinstance(given["p"], (int, float)) else f"p={given['p']}"
    return f"dim={given['dim']}" if isinstance(given.get("dim"), int) else ""


def _stride(given: Any, usual: Any = 1) -> list[str]:
    stride = given.get("stride") or usual
    steps = set(_pair(stride))
    return [f"/{max(steps)}"] if steps != {1} else []


def _pair(value: Any) -> list[int]:
    return [int(item) for item in value] if isinstance(value, (list, tuple)) else [int(value)] * 2


_WINDOW = Formula(
    r"H_{\mathrm{out}} = \left\lfloor \frac{H + 2p - d(k - 1) - 1}{s} \right\rfloor + 1",
    symbols={
        r"H_{\mathrm{out}}": Text(en="height of the result", ko="결과의 높이"),
        "H": Text(en="height of the input", ko="입력의 높이"),
        "k": Text(en="kernel", ko="커널 크기"),
        "p": Text(en="padding", ko="패딩"),
        "s": Text(en="stride", ko="스트라이드"),
        "d": Text(en="dilation", ko="팽창(dilation)"),
    },
)
_LINEAR = Formula(
    r"y = x W^T + b",
    symbols={
        "y": Text(en="outputs", ko="출력"),
        "x": Text(en="inputs", ko="입력"),
        "W": Text(en="weight, outputs x inputs", ko="가중치, 출력 x 입력"),
        "b": Text(en="bias", ko="편향(bias)"),
    },
    code="y = F.linear(x, W, b)",
)
_SUM = Formula(
    r"y = F(x) + x",
    symbols={
        "y": Text(en="the sum", ko="합"),
        "F": Text(en="the longer way", ko="긴 쪽 경로"),
        "x": Text(en="the shorter way", ko="짧은 쪽 경로"),
    },
    code="y = F(x) + x",
)
_RELU = Formula(
    r"y = \max(0, x)",
    symbols={"y": Text(en="result", ko="결과"), "x": Text(en="input", ko="입력")},
    code="y = F.relu(x)",
)
_BATCH_NORM = Formula(
    r"y = \gamma \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}} + \beta",
    symbols={
        "y": Text(en="result", ko="결과"),
        "x": Text(en="input", ko="입력"),
        r"\mu": Text(en="mean of the channel", ko="채널의 평균"),
        r"\sigma^2": Text(en="variance of the channel", ko="채널의 분산"),
        r"\gamma": Text(en="scale, learnt", ko="배율(학습)"),
        r"\beta": Text(en="shift, learnt", ko="이동(학습)"),
        r"\epsilon": Text(en="a small number against division by 0", ko="0으로 나누지 않기 위한 작은 수"),
    },
    code="y = F.batch_norm(x, mean, var, gamma, beta)",
)
_SOFTMAX = Formula(
    r"p_i = \frac{e^{z_i}}{\sum_j e^{z_j}}",
    symbols={
        "p_i": Text(en="share of class i", ko="클래스 i의 비율"),
        "z_i": Text(en="its logit", ko="그 로짓(logit)"),
        "z_j": Text(en="logit of every class j", ko="모든 클래스 j의 로짓"),
        "e": Text(en="Euler's number", ko="자연상수"),
    },
    code="p = F.softmax(z, dim=1)",
)


def formula_of(one: Operation) -> Formula | None:
    """Return the formula of an operation, None where none is kept."""
    if one.role in ("identity_shortcut", "projected_shortcut"):
        return _SUM
    if one.name in ("conv1d", "conv2d", "conv3d") or "kernel_size" in one.settings:
        return _WINDOW
    named = {"linear": _LINEAR, "relu": _RELU, "batch_norm": _BATCH_NORM, "softmax": _SOFTMAX}
    return named.get(one.name)


def worked(one: Operation, before: Sequence[int]) -> list[str]:
    """Return the formulas with this operation's numbers. before: the shape that came in."""
    lines = []
    given = one.settings
    if "kernel_size" in given and len(before) > 2 and not one.name.startswith("conv_transpose"):
        lines.append(_window(one, before))
    if one.name.startswith("conv") and "kernel_size" in given:
        kernel = lengths(given["kernel_size"], batch=True).replace("x", "*")
        inner = given["in_channels"] // (given.get("groups") or 1)
        area = "*".join(map(str, _stops(one, before)))
        lines.append(
            f"multiply-adds = {kernel}*{inner} * {given['out_channels']} * {area} = {one.multiply_adds:,}"
        )
    if one.name == "linear" and "in_features" in given:
        rows = "*".join(map(str, one.shape[:-1])) or 1
        lines.append(
            f"multiply-adds = {rows} * {given['in_features']} * {given['out_features']} = {one.multiply_adds:,}"
        )
    if one.parameters:
        lines.append(f"parameters = {_weights(one)}{one.parameters:,}")
    return lines


def _stops(one: Operation, before: Sequence[int]) -> list[int]:
    """Return how often a kernel is laid on: at every pixel of the result, or (transposed) of what came in."""
    shape = before if one.name.startswith("conv_transpose") else one.shape
    axes = len(one.settings["kernel_size"])
    return [*(rows for rows in shape[: -axes - 1] if rows != 1), *shape[-axes:]]


def _window(one: Operation, before: Sequence[int]) -> str:
    given = one.settings
    kernel, padding = _pair(given["kernel_size"])[0], given.get("padding") or 0
    usual = 1 if one.name.startswith("conv") else given["kernel_size"]
    stride = _pair(given.get("stride") or usual)[0]
    if isinstance(padding, str):
        return f"H_out = {one.shape[2]} (padding={padding!r})"
    p, d = _pair(padding)[0], _pair(given.get("dilation") or 1)[0]
    spread = f"{kernel}" if d == 1 else f"{d}*({kernel} - 1) - 1"
    how = "ceil" if given.get("ceil_mode") else "floor"
    return f"H_out = {how}(({before[2]} + 2*{p} - {spread})/{stride}) + 1 = {one.shape[2]}"


def _weights(one: Operation) -> str:
    given = one.settings
    if one.name.startswith("conv") and "in_channels" in given:
        kernel = lengths(given["kernel_size"], batch=True).replace("x", "*")
        inner = given["in_channels"] // (given.get("groups") or 1)
        return _with_bias(f"{kernel}*{inner}*{given['out_channels']}", given["out_channels"], one)
    if one.name == "linear" and "in_features" in given:
        return _with_bias(f"{given['in_features']}*{given['out_features']}", given["out_features"], one)
    return ""


def _with_bias(product: str, out: int, one: Operation) -> str:
    import math

    weight = math.prod(int(part) for part in product.split("*"))
    if weight == one.parameters:
        return f"{product} = "
    return f"{product} + {out} = " if weight + out == one.parameters else ""
