"""Mutations of evaluation and data: modes, gradients, predictions, loaders, devices."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from planting.code import Code, Edit, last, lines
from planting.mutations import plants


@plants("eval-mode-missing")
def drop_eval(code: Code) -> Iterator[Edit]:
    stmts = code.bare("eval")
    whole = len(stmts) == 1 and code.of(stmts[0].value.func.value) in {"model", "net", "self.model"}
    if whole and code.plain and ("Dropout" in code.text or "BatchNorm" in code.text):
        yield Edit(drop=stmts, lines=_following(code, stmts[0]))


@plants("no-grad-missing")
def drop_no_grad(code: Code) -> Iterator[Edit]:
    for block in code.all(ast.With):
        text = code.of(block)
        asked = block.items[0].context_expr
        alone = len(block.items) == 1 and code.of(asked) in {"torch.no_grad()", "torch.inference_mode()"}
        if (
            alone
            and any(map(_goes_over_batches, ast.walk(block)))
            and ".grad" not in text
            and "-=" not in text
        ):
            yield Edit(replace=[(asked, "contextlib.nullcontext()")], lines=set(lines(block)))


@plants("no-grad-missing")
def drop_no_grad_decorator(code: Code) -> Iterator[Edit]:
    for function in code.all(ast.FunctionDef):
        for mark in function.decorator_list:
            loops = any(map(_goes_over_batches, ast.walk(function)))
            if code.of(mark) in {"torch.no_grad()", "torch.inference_mode()"} and loops:
                yield Edit(replace=[(mark, "torch.jit.ignore")], lines=set(lines(function)))


@plants("argmax-over-the-batch")
def argmax_over_the_batch(code: Code) -> Iterator[Edit]:
    for call in code.calls("argmax", "max"):
        axis = [a for a in call.args if code.of(a) in {"1", "-1"}] + [
            k.value for k in call.keywords if k.arg == "dim"
        ]
        if (
            code.loss == "CrossEntropyLoss"
            and len(axis) == 1
            and "==" in code.text
            and "labels" not in code.of(call)
        ):
            near = set(range(call.lineno, call.lineno + 3))
            yield Edit(replace=[(axis[0], "0")], lines=near)


@plants("threshold-on-logits")
def sigmoid_before_the_threshold_dropped(code: Code) -> Iterator[Edit]:
    for compare in code.all(ast.Compare):
        left = compare.left
        sigmoid = isinstance(left, ast.Call) and last(left.func) == "sigmoid"
        if sigmoid and code.of(compare.comparators[0]) == "0.5":
            inner = left.args[0] if left.args else left.func.value
            yield Edit(replace=[(left, code.of(inner))], lines=set(lines(compare)))


@plants("threshold-on-logits")
def threshold_at_a_half(code: Code) -> Iterator[Edit]:
    for compare in code.all(ast.Compare):
        zero = compare.comparators[0]
        if (
            code.loss == "BCEWithLogitsLoss"
            and isinstance(compare.ops[0], ast.Gt)
            and code.of(zero) in {"0", "0.0"}
            and any(word in code.of(compare.left) for word in ("model", "net", "logit", "out", "score"))
        ):  # labels are made so, too
            yield Edit(replace=[(zero, "0.5")], lines=set(lines(compare)))


@plants("train-set-not-shuffled")
def shuffle_dropped(code: Code) -> Iterator[Edit]:
    shuffles = [k for k in code.all(ast.keyword) if k.arg == "shuffle" and code.of(k.value) == "True"]
    if code.plain and len(shuffles) == 1:
        yield Edit(replace=[(shuffles[0].value, "False")], lines={shuffles[0].lineno, code.batches.lineno})


@plants("best-weights-lost")
def copy_dropped(code: Code) -> Iterator[Edit]:
    for call in code.calls("deepcopy"):
        if code.of(call).endswith("state_dict())"):
            yield Edit(replace=[(call, code.of(call.args[0]))], lines=set(lines(call)))


@plants("trained-on-test", too=("metric-averaged-wrongly",))  # the length it divides by is the other loader's
def trained_on_the_test_loader(code: Code) -> Iterator[Edit]:
    loop = code.batches if code.plain else None
    if (
        isinstance(loop, ast.For)
        and code.of(loop.iter) == "train_loader"
        and code.text.count("test_loader") > 1
    ):
        yield Edit(replace=[(loop.iter, "test_loader")], lines=set(lines(loop)))


@plants("numpy-from-gpu")
def cpu_dropped(code: Code) -> Iterator[Edit]:
    for call in code.calls("cpu"):
        if code.of(code.parent[code.parent[call]]).endswith(".cpu().numpy()") and "cuda" in code.text:
            yield Edit(replace=[(call, code.of(call.func.value))], lines=set(lines(call)))


@plants("devices-mixed")
def target_stays_behind(code: Code) -> Iterator[Edit]:
    for stmt in code.all(ast.Assign):
        names, values = stmt.targets[0], stmt.value
        if (
            isinstance(names, ast.Tuple)
            and isinstance(values, ast.Tuple)
            and len(values.elts) == 2
            and code.plain
        ):
            second = values.elts[1]
            if isinstance(second, ast.Call) and last(second.func) == "to" and stmt in code.batches.body:
                used = set(lines(stmt)) | set(lines(code.loss_calls[0]))
                yield Edit(replace=[(second, code.of(second.func.value))], lines=used)


def _goes_over_batches(node: ast.AST) -> bool:
    return isinstance(node, ast.For) and "loader" in ast.unparse(node.iter)


def _following(code: Code, stmt: ast.stmt) -> set[int]:
    """Return the lines of the rest of the block."""
    block = code.block(stmt)
    return {line for later in block[block.index(stmt) + 1 :] for line in lines(later)}
