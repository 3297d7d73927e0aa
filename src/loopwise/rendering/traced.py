"""A trace as a table of 80 columns: the tree of modules, what each gives, costs and sees.

show_trace(trace, width=80)
show_trace(trace, roles=True)      # what each operation is for, in place of the costs
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from loopwise.diagnosis.stopped import findings_of
from loopwise.records.traced import Stopped, Trace
from loopwise.rendering.columns import columns, fitted, padded, wrapped
from loopwise.rendering.labels import MEND, message_of
from loopwise.rendering.operations import detail, lengths, megabytes, short
from loopwise.rendering.roles import BLOCKS, ROLES, block_formula
from loopwise.text import Text
from loopwise.tracing.tree import Node, depth_for, rows, tree_of

LAYER = Text(en="layer, operation", ko="층, 연산")
OUTPUT = Text(en="output", ko="출력")
PARAMETERS = Text(en="parameters", ko="파라미터")
PRODUCTS = Text(en="mult-adds", ko="곱셈덧셈")
SEES = Text(en="sees", ko="수용 영역")
ROLE = Text(en="what it is for", ko="하는 일")
TOTAL = Text(en="all of it", ko="전체")
MOST_ROWS = 66  # unless asked for more: what a reader scrolls through

HEAD = Text(en="{model} | input {inputs} | {mode} mode", ko="{model} | 입력 {inputs} | {mode} 모드")
PARAMETERS_TOLD = Text(en="{count:,} parameters", ko="파라미터 {count:,}개")
PRODUCTS_TOLD = Text(
    en="{count} multiply-adds (FLOPs are twice that); {other} other results computed, not in it",
    ko="곱셈-덧셈(multiply-add) {count} (FLOPs는 그 2배). 여기에 넣지 않은 원소별 계산: {other}",
)
SHAPE_TOLD = Text(
    en="layers with weights on the longest way: {depth}; skip connections: {skips}; gates: {gates}",
    ko="가장 긴 경로에 가중치 층 {depth}개, 스킵 연결(skip connection) {skips}개, 게이트 {gates}개",
)
FIELD_TOLD = Text(
    en="receptive field {field} pixels at the last convolution",
    ko="마지막 합성곱의 수용 영역(receptive field): {field}픽셀",
)
MEMORY_TOLD = Text(
    en="memory of results {forward}, kept for backward {saved}",
    ko="결과 메모리 {forward}, 역전파를 위해 남기는 메모리 {saved}",
)
BLOCK_TOLD = Text(en="{count} x {name}", ko="{name} {count}개")
UNUSED_TOLD = Text(en="took no part: {names}", ko="계산에 쓰이지 않은 파라미터: {names}")
FOLDED = Text(
    en="Folded at level {depth}; all {count} operations: --depth 0",
    ko="{depth}단계까지만 폈습니다. 연산 {count}개를 모두 보려면: --depth 0",
)
STOPPED = Text(en="The forward stops here", ko="순전파(forward)가 여기서 멈췄습니다")
GIVEN = Text(en="given", ko="들어온 형상(shape)")
LINE = Text(en="line", ko="코드")
CHANGE = Text(en="change {name}={now} to {name}={then}", ko="바꿀 숫자: {name}={now} -> {name}={then}")
FLATTEN = Text(
    en="put nn.Flatten() or x = x.flatten(1) in front of it",
    ko="이 층 앞에 nn.Flatten() 또는 x = x.flatten(1)을 넣으세요",
)
WAY = Text(en="the way to it", ko="여기까지의 형상(shape) 변화")
MORE = Text(en="More", ko="더 보기")


def show_trace(trace: Trace, *, width: int = 80, depth: int | None = None, roles: bool = False) -> str:
    """Return the table. depth: levels of modules shown, 0 for all, None for as many as are read easily."""
    root = tree_of(trace)
    levels = depth_for(root, MOST_ROWS) if depth is None else depth or None
    table = _with_roles(root, levels, width) if roles else _with_costs(root, levels, width)
    lines = [*_head(trace, width), "", *table, *_foot(trace, width)]
    if levels is not None and not trace.stopped:
        lines += wrapped(str(FOLDED.format(depth=levels, count=len(trace.operations))), width)
    if trace.stopped:
        lines += ["", *show_stopped(trace, width)]
    return "\n".join(lines)


def inputs_told(trace: Trace) -> str:
    """Return the shapes of the inputs."""
    return ", ".join(lengths(shape, batch=True) for shape in trace.inputs)


def _head(trace: Trace, width: int) -> Iterator[str]:
    mode = "train" if trace.training else "eval"
    told = str(HEAD.format(model=trace.model, inputs=inputs_told(trace), mode=mode))
    yield from wrapped(told, width, indent="  ")


def _with_costs(root: Node, levels: int | None, width: int) -> Iterator[str]:
    right = [(OUTPUT, 14), (PARAMETERS, 10), (PRODUCTS, 10), (SEES, 9)]
    room = width - sum(size + 1 for _, size in right)
    yield padded(str(LAYER), room) + "".join(_right(str(name), size) for name, size in right)
    yield "-" * width
    for level, node in rows(root, levels):
        yield _row(node, level, room, [size for _, size in right])
    yield "-" * width
    cells = ["", short(root.parameters, 4), short(root.multiply_adds, 4), ""]
    yield padded(str(TOTAL), room) + "".join(_right(c, s) for c, (_, s) in zip(cells, right, strict=True))


def _row(node: Node, level: int, room: int, sizes: list[int]) -> str:
    last = node.last
    field = [str(length) for length in dict.fromkeys(last.receptive_field) if length is not None]
    parameters, products = node.parameters, node.multiply_adds
    cells = [
        lengths(last.shape),
        short(parameters) if parameters else "-" if not last.shared else "shared",
        short(products) if products else "-",
        "x".join(field) or "",
    ]
    title = fitted(f"{'  ' * level}{row_title(node)}", room)
    return (padded(title, room) + "".join(_right(c, s) for c, s in zip(cells, sizes, strict=True))).rstrip()


def _with_roles(root: Node, levels: int | None, width: int) -> Iterator[str]:
    left = width // 2 - 9
    yield f"{padded(str(LAYER), left)}{padded(str(OUTPUT), 13)}{ROLE}"
    yield "-" * width
    for level, node in rows(root, levels):
        role = str(ROLES[node.operation.role]) if node.operation else ""
        title = padded(fitted(f"{'  ' * level}{row_title(node)}", left - 1), left)
        shape = padded(fitted(lengths(node.last.shape), 12), 13)
        yield fitted(f"{title}{shape}{role}", width).rstrip()


def row_title(node: Node) -> str:
    """Return a row's name: the module's, and the operation with its settings."""
    if node.operation is None:
        return f"{node.title} ({node.kind})" if node.kind else node.title
    words = dict.fromkeys((node.title if node.call else "", node.operation.name, detail(node.operation)))
    return " ".join(word for word in words if word)


def _right(text: str, size: int) -> str:
    text = fitted(text, size)
    return " " + " " * (size - columns(text)) + text


def _foot(trace: Trace, width: int) -> Iterator[str]:
    for line in summary(trace):
        yield from wrapped(line, width, indent="  ")


def summary(trace: Trace) -> Iterator[str]:
    """Yield the model's totals and the blocks it is made of, one thing a line."""
    other = sum(one.elementwise for one in trace.operations)
    gates = sum(merge.kind == "gate" for merge in trace.merges)
    yield str(PARAMETERS_TOLD.format(count=trace.parameters))
    yield str(PRODUCTS_TOLD.format(count=short(trace.multiply_adds, 4), other=short(other)))
    yield str(SHAPE_TOLD.format(depth=trace.depth, skips=len(trace.skips), gates=gates))
    if trace.receptive_field:
        yield str(FIELD_TOLD.format(field=trace.receptive_field))
    yield str(MEMORY_TOLD.format(forward=megabytes(trace.memory), saved=megabytes(trace.saved)))
    if trace.unused:
        names = ", ".join(trace.unused[:6]) + (" ..." if trace.unused[6:] else "")
        yield str(UNUSED_TOLD.format(names=names))
    for kind, count in Counter(block.kind for block in trace.blocks).items():
        formula = block_formula(kind).code
        yield f"{BLOCK_TOLD.format(count=count, name=BLOCKS[kind])}{f':  {formula}' if formula else ''}"


def show_stopped(trace: Trace, width: int = 80) -> list[str]:
    """Return where a forward stopped: the operation, the shapes that met, the way to it, what to change."""
    stopped = trace.stopped
    assert stopped is not None
    where = " ".join(part for part in (stopped.path, stopped.name) if part)
    lines = [f"{STOPPED}: {where}"]
    if stopped.place:
        lines += wrapped(
            f"{LINE}: {stopped.place.source}:{stopped.place.line}  {stopped.code}", width, indent="  "
        )
    if stopped.shapes:
        lines += wrapped(f"{GIVEN}: {given_told(stopped)}", width, indent="  ")
    findings = findings_of(trace)
    if not findings:  # else its message tells the way
        lines += wrapped(f"{WAY}: {way_told(trace)}", width, indent="  ")
    lines += wrapped(f"{stopped.kind}: {stopped.message}", width, indent="  ")
    for finding in findings:
        lines += wrapped(message_of(finding), width)
        lines.append(f"{MORE}: loopwise explain {finding.fault}")
    if mend := mend_told(stopped):
        lines += wrapped(f"{MEND}: {mend}", width, indent="  ")
    return lines


def given_told(stopped: Stopped) -> str:
    """Return the shapes that met."""
    return " / ".join(str(tuple(shape)) for shape in stopped.shapes[:3])


def way_told(trace: Trace, most: int = 5) -> str:
    """Return the last operations before the one that stopped, with their shapes."""
    assert trace.stopped is not None
    way, at = list[str](), trace.stopped.inputs[0] if trace.stopped.inputs else len(trace.operations) - 1
    while len(way) < most and at >= 0:
        one = trace.operations[at]
        way.append(f"{one.path or one.name} {lengths(one.shape)}")
        if not one.inputs:
            break
        at = one.inputs[0]
    return " -> ".join(reversed(way))


def mend_told(stopped: Stopped) -> str:
    """Return what to change; "" where the shapes do not tell."""
    parts = []
    if stopped.fault == "flatten-missing":
        parts.append(str(FLATTEN))
    if stopped.change:
        name, now, then = stopped.change
        parts.append(str(CHANGE.format(name=name, now=now, then=then)))
    return "; ".join(parts)
