"""Two models side by side in the terminal: totals, stages on one axis of resolution, blocks, pros and costs.

show_comparison(comparison, width=80)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from loopwise.records.compared import Comparison, Part, Point
from loopwise.records.traced import Trace
from loopwise.rendering.columns import columns, fitted, padded, wrapped
from loopwise.rendering.operations import megabytes, short
from loopwise.rendering.roles import BLOCKS, block_formula
from loopwise.rendering.traced import inputs_told, show_stopped
from loopwise.text import Text

FACTS: dict[str, Text] = {
    "input": Text(en="input", ko="입력"),
    "parameters": Text(en="parameters", ko="파라미터"),
    "multiply_adds": Text(en="multiply-adds", ko="곱셈-덧셈(multiply-add)"),
    "depth": Text(en="layers with weights, longest way", ko="가장 긴 경로의 가중치 층"),
    "layers": Text(en="Conv / Pool / FC", ko="Conv / Pool / FC"),
    "skips": Text(en="skip connections", ko="스킵 연결(skip connection)"),
    "receptive_field": Text(en="receptive field, last convolution", ko="마지막 합성곱의 수용 영역"),
    "memory": Text(en="memory of results", ko="결과 메모리"),
    "saved": Text(en="kept for backward", ko="역전파용 메모리"),
    "classifier_share": Text(en="share of weights in FC", ko="완전연결층(FC)의 파라미터 비율"),
}
RESOLUTION = Text(en="pixels", ko="해상도")
CLASSIFIER = Text(en="classifier", ko="분류기")
PART_HEAD = Text(en="layers, weights, mult-adds, sees", ko="층, 파라미터, 곱셈덧셈, 시야")
BLOCKS_TOLD = Text(en="Blocks", ko="블록")
POINTS_TOLD = Text(en="What each has for it", ko="각각의 장점")
STOPPED = Text(
    en="{model}: the forward stops on the way; what is counted goes as far as that.",
    ko="{model}: 순전파(forward)가 도중에 멈춥니다. 숫자는 거기까지만 셉니다.",
)

# {better} and {other} are the models' names; {times:.1f} how many times; {a}, {b} the two values.
POINTS: dict[str, Text] = {
    "parameters": Text(
        en="{better}: {times:.1f} times fewer parameters ({a} against {b})",
        ko="{better}: 파라미터가 {times:.1f}배 적습니다({a} 대 {b})",
    ),
    "multiply_adds": Text(
        en="{better}: {times:.1f} times fewer multiply-adds ({a} against {b})",
        ko="{better}: 곱셈-덧셈이 {times:.1f}배 적습니다({a} 대 {b})",
    ),
    "memory": Text(
        en="{better}: {times:.1f} times less memory for results ({a} against {b})",
        ko="{better}: 결과에 쓰는 메모리가 {times:.1f}배 적습니다({a} 대 {b})",
    ),
    "saved": Text(
        en="{better}: {times:.1f} times less memory kept for backward ({a} against {b})",
        ko="{better}: 역전파를 위해 남기는 메모리가 {times:.1f}배 적습니다({a} 대 {b})",
    ),
    "classifier_share": Text(
        en="{better}: its weights lie in features, not in fully connected layers ({a} against {b} in FC)",
        ko="{better}: 파라미터가 완전연결층(FC)이 아니라 특징 추출에 쓰입니다(FC 비율 {a} 대 {b})",
    ),
    "depth": Text(en="{better}: deeper ({a} layers against {b})", ko="{better}: 더 깊습니다({a}층 대 {b}층)"),
    "receptive_field": Text(
        en="{better}: sees more of the picture ({a} pixels against {b})",
        ko="{better}: 이미지를 더 넓게 봅니다({a}픽셀 대 {b}픽셀)",
    ),
    "skips": Text(
        en="{better}: skip connections, a short way for the gradient ({a} against {b})",
        ko="{better}: 스킵 연결이 있어 기울기(gradient)가 지름길로 흐릅니다({a}개 대 {b}개)",
    ),
}


def show_comparison(comparison: Comparison, *, width: int = 80) -> str:
    """Return the tables and the points, at most `width` columns wide."""
    lines = [*_totals(comparison, width), "", *_stages(comparison, width), ""]
    lines += [str(BLOCKS_TOLD), *_blocks(comparison, width), "", str(POINTS_TOLD)]
    for point in comparison.points:
        lines += wrapped(f"  {point_told(comparison, point)}", width, indent="    ")
    for trace in (comparison.first, comparison.second):
        if trace.stopped:
            lines += [
                "",
                *wrapped(str(STOPPED.format(model=trace.model)), width),
                *show_stopped(trace, width),
            ]
    return "\n".join(lines)


def facts(trace: Trace) -> dict[str, str]:
    """Return the totals of one model as they are shown, by the keys of FACTS."""
    names = Counter(one.name for one in trace.operations)
    convolutions = sum(count for name, count in names.items() if name.startswith("conv"))
    pools = sum(count for name, count in names.items() if "pool" in name)
    linear = sum(one.parameters for one in trace.operations if one.name == "linear")
    return {
        "input": inputs_told(trace),
        "parameters": f"{trace.parameters:,}",
        "multiply_adds": short(trace.multiply_adds, 4),
        "depth": str(trace.depth),
        "layers": f"{convolutions} / {pools} / {names['linear']}",
        "skips": str(len(trace.skips)),
        "receptive_field": str(trace.receptive_field or "-"),
        "memory": megabytes(trace.memory),
        "saved": megabytes(trace.saved),
        "classifier_share": _share(linear / trace.parameters if trace.parameters else 0.0),
    }


def point_told(comparison: Comparison, point: Point) -> str:
    """Return one point in words."""
    names = {"first": comparison.first.model, "second": comparison.second.model}
    values = (point.first, point.second) if point.better == "first" else (point.second, point.first)
    a, b = (_value(point.key, value) for value in values)
    times = max(values) / min(values) if min(values) else 0.0
    return str(POINTS[point.key].format(better=names[point.better], times=times, a=a, b=b))


def _value(key: str, value: float) -> str:
    if key in ("memory", "saved"):
        return megabytes(int(value))
    if key == "classifier_share":
        return _share(value)
    return short(value) if key in ("parameters", "multiply_adds") else f"{value:.0f}"


def _share(value: float) -> str:
    return f"{100 * value:.0f} %"


def _totals(comparison: Comparison, width: int) -> Iterator[str]:
    sides = facts(comparison.first), facts(comparison.second)
    room = (width - 38) // 2
    yield " " * 38 + "".join(_right(trace.model, room) for trace in (comparison.first, comparison.second))
    yield "-" * width
    for key, name in FACTS.items():
        yield padded(fitted(str(name), 37), 38) + "".join(_right(side[key], room) for side in sides)


def _stages(comparison: Comparison, width: int) -> Iterator[str]:
    room = (width - 12) // 2
    head = padded(str(RESOLUTION), 12)
    yield head + _right(comparison.first.model, room) + _right(comparison.second.model, room)
    yield " " * 12 + _right(str(PART_HEAD), room) * 2
    yield "-" * width
    for stage in comparison.stages:
        name = str(stage.resolution or CLASSIFIER)
        cells = part_told(stage.first, comparison.first), part_told(stage.second, comparison.second)
        yield (padded(fitted(name, 11), 12) + "".join(_right(cell, room) for cell in cells)).rstrip()


def part_told(part: Part, trace: Trace) -> str:
    """Return a part in one cell of the terminal."""
    if not part.operations:
        return "-"
    layers, weights, products, field = part_words(part, trace)
    return f"{' '.join(layer.replace(' ', '') for layer in layers)} {weights:>5} {products:>5} {field:>5}"


def part_words(part: Part, trace: Trace) -> tuple[list[str], str, str, str]:
    """Return a part's layers ("2 conv"), its shares of weights and of multiply-adds, and what it sees."""
    counts = ((part.convolutions, "conv"), (part.pools, "pool"), (part.linears, "FC"))
    layers = [f"{count} {name}" for count, name in counts if count]
    weights = _share(part.parameters / trace.parameters) if trace.parameters else "-"
    products = _share(part.multiply_adds / trace.multiply_adds) if trace.multiply_adds else "-"
    return layers, weights, products, str(part.field or "")


def _blocks(comparison: Comparison, width: int) -> Iterator[str]:
    for trace in (comparison.first, comparison.second):
        counts = Counter(block.kind for block in trace.blocks)
        for kind, count in counts.items():
            formula = block_formula(kind).latex if not block_formula(kind).code else block_formula(kind).code
            yield fitted(f"  {trace.model}: {BLOCKS[kind]} x {count}:  {formula}", width)


def _right(text: str, size: int) -> str:
    text = fitted(text, size - 1)
    return " " * (size - columns(text)) + text
