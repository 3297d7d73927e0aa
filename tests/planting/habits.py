"""Mutations of what stands around the training: averages, early stopping, folds, workers."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from planting.code import Code, Edit, last, lines
from planting.mutations import plants

LOOPS = (ast.For, ast.While)


@plants("early-stopping-never-resets")
def counter_not_reset(code: Code) -> Iterator[Edit]:
    for stmt in code.all(ast.Assign):
        loop, test = code.nearest(stmt, LOOPS), code.nearest(stmt, ast.If)
        zero = isinstance(stmt.value, ast.Constant) and stmt.value.value == 0
        if not (zero and loop and test and loop in code.above(test)) or len(code.block(stmt)) < 2:
            continue
        name = code.of(stmt.targets[0])
        other = [one for part in test.orelse for one in ast.walk(part) if isinstance(one, ast.AugAssign)]
        counted = stmt in test.body and name in [code.of(one.target) for one in other]
        renewed = {code.of(one.targets[0]) for one in code.block(stmt) if isinstance(one, ast.Assign)}
        if counted and any(
            code.of(part) in renewed for part in ast.walk(test.test) if isinstance(part, ast.expr)
        ):
            yield Edit(drop=[stmt], lines=set(lines(test)))


@plants("early-stopping-never-resets")
def best_begins_at_zero(code: Code) -> Iterator[Edit]:
    for stmt in code.all(ast.Assign):
        for name, value in zip(_parts(stmt.targets[0]), _parts(stmt.value), strict=False):
            tests = [one for one in code.all(ast.If) if code.of(one.test).endswith(f"< {code.of(name)}")]
            if code.of(value) in ('float("inf")', "math.inf") and tests and "loss" in code.of(tests[0].test):
                yield Edit(replace=[(value, "0")], lines=set(lines(stmt)) | {test.lineno for test in tests})


@plants("metric-averaged-wrongly", too=("total-not-reset",))
def mean_divided_by_samples(code: Code) -> Iterator[Edit]:
    for division, name in _divided(code):
        added = [one for one in code.all(ast.AugAssign) if code.of(one.target) == code.of(division.left)]
        if len(added) == 1 and code.of(added[0].value) == "loss.item()":
            yield Edit(replace=[(division.right, f"len({name}.dataset)")], lines=set(lines(division)))


@plants("metric-averaged-wrongly")
def count_divided_by_batches(code: Code) -> Iterator[Edit]:
    for division, name in _divided(code):
        added = [one for one in code.all(ast.AugAssign) if code.of(one.target) == code.of(division.left)]
        if name.endswith(".dataset") and len(added) == 1 and ".sum()" in code.of(added[0].value):
            yield Edit(replace=[(division.right, f"len({name[:-8]})")], lines=set(lines(division)))


@plants("model-carried-across-folds", too=("trained-on-test", "trained-further-by-rerun"))
def model_made_before_the_folds(code: Code) -> Iterator[Edit]:
    for loop in code.all(ast.For):
        made = [
            one for one in loop.body if isinstance(one, ast.Assign) and code.of(one.targets[0]) == "model"
        ]
        if len(made) == 1 and made[0].lineno == made[0].end_lineno and "Fold" in code.of(loop.iter):
            text = code.of(made[0])
            yield Edit(drop=made, put=[(loop, "before", text)], lines=set(lines(loop)))


@plants("workers-without-main-guard")
def workers_in_a_script(code: Code) -> Iterator[Edit]:
    loops = [one for one in code.tree.body if isinstance(one, ast.For)]
    for call in code.calls("DataLoader"):
        holder = code.parent[call]
        name = code.of(holder.targets[0]) if isinstance(holder, ast.Assign) else ""
        over = [one for loop in loops for one in ast.walk(loop) if isinstance(one, ast.For)]
        mine = [one for one in over if name and code.of(one.iter) == name and code.backward in ast.walk(one)]
        given = {word.arg for word in call.keywords}
        if mine and not given & {"num_workers", "sampler"} and code.tree.body.count(code.statement(call)):
            starts = {loop.lineno for loop in [*loops, mine[0]] if mine[0] in ast.walk(loop)}
            text = f"{code.of(call)[:-1].rstrip().removesuffix(',')}, num_workers=2)"
            yield Edit(replace=[(call, text)], lines=starts)


@plants("normalise-channels-mismatch")
def three_means_for_grey(code: Code) -> Iterator[Edit]:
    grey = code.calls("MNIST", "FashionMNIST", "KMNIST")
    for call in code.calls("Normalize"):
        given = [one for one in call.args if isinstance(one, (ast.Tuple, ast.List)) and len(one.elts) == 1]
        if len(given) == 2 and grey:
            texts = [(one, f"({', '.join([code.of(one.elts[0])] * 3)})") for one in given]
            yield Edit(replace=texts, lines=set(lines(call)))


def _divided(code: Code) -> Iterator[tuple[ast.BinOp, str]]:
    """Yield the divisions by the length of something, with its name."""
    for division in code.all(ast.BinOp):
        right = division.right
        if isinstance(division.op, ast.Div) and isinstance(right, ast.Call) and last(right.func) == "len":
            yield division, code.of(right.args[0])


def _parts(node: ast.expr) -> list[ast.expr]:
    return node.elts if isinstance(node, ast.Tuple) else [node]
