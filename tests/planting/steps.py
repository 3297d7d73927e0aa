"""Mutations of the training step: what is called, in which order, in which loop."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from planting.code import Code, Edit, last, lines
from planting.mutations import plants

ABSENT = ("gradients-accumulate", "step-missing", "backward-missing")  # true where the call never happens


@plants("gradients-accumulate")
def drop_zero_grad(code: Code) -> Iterator[Edit]:
    if code.plain:
        yield Edit(drop=[code.zero], lines=code.training_lines)


@plants("gradients-accumulate")
def zero_grad_out_of_the_batch_loop(code: Code) -> Iterator[Edit]:
    if code.plain and code.zero in code.batches.body and len(code.batches.body) > 2:
        yield Edit(
            drop=[code.zero],
            put=[(code.batches, "before", code.of(code.zero))],
            lines=code.training_lines,
        )


@plants("gradients-wiped")
def zero_grad_between_backward_and_step(code: Code) -> Iterator[Edit]:
    if code.plain and _together(code, code.zero, code.backward, code.step):
        lines_ = set(lines(code.step)) | set(lines(code.backward))
        yield Edit(drop=[code.zero], put=[(code.backward, "after", code.of(code.zero))], lines=lines_)


@plants("step-before-backward", "gradients-wiped")
def step_before_backward(code: Code) -> Iterator[Edit]:
    if code.plain and _together(code, code.backward, code.step):
        yield Edit(
            drop=[code.step],
            put=[(code.backward, "before", code.of(code.step))],
            lines=set(lines(code.backward)),
        )


@plants("step-missing")
def drop_step(code: Code) -> Iterator[Edit]:
    if code.plain:
        lines_ = code.training_lines | set(lines(code.statement(code.optimiser_call)))
        yield Edit(drop=[code.step], lines=lines_)


@plants("backward-missing")
def drop_backward(code: Code) -> Iterator[Edit]:
    if code.plain and isinstance(code.backward.value.func.value, ast.Name):
        yield Edit(drop=[code.backward], lines=code.training_lines)


@plants("call-without-parentheses", too=ABSENT)
def step_without_parentheses(code: Code) -> Iterator[Edit]:
    for stmt in (code.step, code.zero, code.backward):
        if code.plain and not stmt.value.args and not stmt.value.keywords:
            yield Edit(replace=[(stmt.value, code.of(stmt.value.func))], lines=set(lines(stmt)))


@plants("call-without-parentheses", too=("eval-mode-missing",))
def eval_without_parentheses(code: Code) -> Iterator[Edit]:
    for stmt in code.bare("eval"):
        yield Edit(replace=[(stmt.value, code.of(stmt.value.func))], lines=set(lines(stmt)))


@plants("scheduler-steps-too-often")
def schedule_into_the_batch_loop(code: Code) -> Iterator[Edit]:
    if code.plain and code.schedule and code.batches in code.block(code.schedule):
        yield Edit(drop=[code.schedule], put=[(code.batches.body[-1], "after", code.of(code.schedule))])


@plants("scheduler-before-step")
def schedule_before_the_batches(code: Code) -> Iterator[Edit]:
    if code.plain and code.schedule and code.batches in code.block(code.schedule):
        yield Edit(drop=[code.schedule], put=[(code.batches, "before", code.of(code.schedule))])


@plants("clip-after-step")
def clip_after_step(code: Code) -> Iterator[Edit]:
    for clip in _clips(code):
        yield Edit(drop=[clip], put=[(code.step, "after", code.of(clip))])


@plants("clip-after-step")
def add_a_clip_after_step(code: Code) -> Iterator[Edit]:
    parameters = _parameters(code)
    if code.plain and parameters and not _clips(code) and _together(code, code.backward, code.step):
        yield Edit(put=[(code.step, "after", f"torch.nn.utils.clip_grad_norm_({parameters}, 1.0)")])


@plants("clip-before-backward")
def clip_before_backward(code: Code) -> Iterator[Edit]:
    for clip in _clips(code):
        yield Edit(drop=[clip], put=[(code.backward, "before", code.of(clip))])


@plants("graph-kept")
def total_keeps_the_graph(code: Code) -> Iterator[Edit]:
    if not code.plain:
        return
    for add in code.all(ast.AugAssign):
        items = [c for c in ast.walk(add.value) if isinstance(c, ast.Call) and last(c.func) == "item"]
        ours = [c for c in items if code.of(c.func.value) == code.of(code.backward.value.func.value)]
        if len(ours) == 1 and add in code.block(code.backward):
            yield Edit(replace=[(ours[0], code.of(ours[0].func.value))], lines=set(lines(add)))


@plants("graph-cut")
def loss_made_anew(code: Code) -> Iterator[Edit]:
    loss = code.backward.value.func.value if code.plain else None
    if isinstance(loss, ast.Name):
        text = f"{loss.id} = torch.tensor({loss.id}.item(), requires_grad=True)"
        yield Edit(put=[(code.backward, "before", text)], lines=set(lines(code.backward)))


@plants("graph-cut", too=("gradient-not-required",))  # one text of torch: where the way back is out of sight
def prediction_detached(code: Code) -> Iterator[Edit]:
    if code.plain:
        call = code.loss_calls[0]
        cut = (call.args[0], f"{code.of(call.args[0])}.detach()")
        yield Edit(replace=[cut], lines=set(lines(call)) | set(lines(code.backward)))


@plants("backward-twice")
def second_backward(code: Code) -> Iterator[Edit]:
    call = code.backward.value if code.plain else None
    if call and not call.keywords and not call.args and isinstance(call.func.value, ast.Name):
        yield Edit(put=[(code.backward, "after", code.of(code.backward))], lines=set(lines(code.backward)))


@plants("changed-in-place")
def result_changed_in_place(code: Code) -> Iterator[Edit]:
    for stmt in code.all(ast.Assign):
        activated = isinstance(stmt.value, ast.Call) and last(stmt.value.func) in {
            "relu",
            "sigmoid",
            "tanh",
            "softmax",
        }
        if code.plain and activated and isinstance(stmt.targets[0], ast.Name) and _in_forward(code, stmt):
            yield Edit(put=[(stmt, "after", f"{code.of(stmt.targets[0])} += 1")])


@plants("hand-written-penalty")
def norms_in_the_loss(code: Code) -> Iterator[Edit]:
    loss = code.backward.value.func.value if code.plain else None
    if isinstance(loss, ast.Name) and _parameters(code):
        text = f"{loss.id} = {loss.id} + 0.01 * sum(p.norm() for p in {_parameters(code)})"
        yield Edit(put=[(code.backward, "before", text)], lines=set(lines(code.backward)))


@plants("optimiser-given-the-model")
def parameters_without_their_call(code: Code) -> Iterator[Edit]:
    call = code.optimiser_call
    if code.plain and _parameters(code):
        yield Edit(replace=[(call.args[0], code.of(call.args[0].func.value))], lines=set(lines(call)))


@plants("optimiser-before-change", "parameters-not-optimised")
def head_replaced_after_the_optimiser(code: Code) -> Iterator[Edit]:
    heads = [c for c in code.calls("Linear") if isinstance(code.parent[c], ast.Assign)]
    if code.plain and code.model_class and heads and isinstance(_model(code), ast.Name):
        head = code.parent[heads[-1]]
        literal = all(isinstance(a, ast.Constant) for a in heads[-1].args)
        build = code.statement(code.optimiser_call)
        if literal and code.of(head.targets[0]).startswith("self.") and code.block(build) is code.tree.body:
            name = code.of(head.targets[0]).replace("self", _model(code).id)
            text = f"{name} = {code.of(heads[-1])}"
            yield Edit(put=[(build, "after", text)], lines=set(lines(build)))


@plants("train-mode-not-restored")
def drop_train(code: Code) -> Iterator[Edit]:
    trains = code.bare("train")
    evals = [stmt for stmt in code.bare("eval") if code.parent[stmt] is not code.tree]  # not once, at the end
    if (
        code.plain
        and len(trains) == 1
        and code.of(trains[0].value.func.value) in {code.of(stmt.value.func.value) for stmt in evals}
        and _is_lively(code)
        and code.batches in code.block(trains[0])
    ) and isinstance(code.parent[trains[0]], (ast.For, ast.FunctionDef)):
        around = set(lines(code.batches)) | {line for stmt in evals for line in lines(stmt)}
        yield Edit(drop=trains, lines=around)


@plants("loop-cut-short")
def return_in_the_loop(code: Code) -> Iterator[Edit]:
    if code.plain:
        block = code.block(code.batches)
        following = block[block.index(code.batches) + 1 :]
        if following and isinstance(following[0], ast.Return):
            inner = code.batches.body[-1]
            yield Edit(drop=[following[0]], put=[(inner, "after", code.of(following[0]))])


@plants("total-not-reset")
def total_out_of_the_epochs(code: Code) -> Iterator[Edit]:
    epochs = code.parent[code.batches] if code.plain else None
    if isinstance(epochs, ast.For):
        for stmt in epochs.body[: epochs.body.index(code.batches)]:
            if isinstance(stmt, ast.Assign) and isinstance(stmt.value, ast.Constant) and not stmt.value.value:
                added = [a for a in ast.walk(code.batches) if isinstance(a, ast.AugAssign)]
                ours = {line for a in added if last(a.target) == last(stmt.targets[0]) for line in lines(a)}
                after = {
                    n.lineno for s in epochs.body for n in ast.walk(s) if last(n) == last(stmt.targets[0])
                }
                if ours:
                    yield Edit(drop=[stmt], put=[(epochs, "before", code.of(stmt))], lines=ours | after)


UNSHAPED = (
    "linear-width-mismatch",
    "channels-mismatch",
    "flatten-missing",
    "activation-missing-between-linears",
)


@plants("result-dropped", too=(*UNSHAPED, "devices-mixed"))
def to_device_dropped(code: Code) -> Iterator[Edit]:
    for stmt in code.all(ast.Assign):
        moved = isinstance(stmt.value, ast.Call) and last(stmt.value.func) in {"to", "view", "relu", "clamp"}
        if (
            moved
            and isinstance(stmt.targets[0], ast.Name)
            and code.of(stmt.targets[0]) in code.of(stmt.value)
        ) and code.of(stmt.targets[0]) not in {"model", "net"}:
            yield Edit(replace=[(stmt, code.of(stmt.value))], lines=set(lines(stmt)))


@plants("leaf-rebound")
def weights_rebound(code: Code) -> Iterator[Edit]:
    for stmt in code.all(ast.AugAssign):
        if isinstance(stmt.op, ast.Sub) and ".grad" in code.of(stmt.value):
            name = code.of(stmt.target)
            yield Edit(replace=[(stmt, f"{name} = {name} - {code.of(stmt.value)}")], lines=set(lines(stmt)))


@plants("gradient-not-required", "gradients-wiped")
def requires_grad_dropped(code: Code) -> Iterator[Edit]:
    found = [k for k in code.all(ast.keyword) if k.arg == "requires_grad" and not code.all_models()]
    if found and code.backward:
        replace = [(k, "requires_grad=False") for k in found]
        yield Edit(replace=replace, lines={k.lineno for k in found} | set(lines(code.backward)))


def _in_forward(code: Code, stmt: ast.stmt) -> bool:
    holder = code.parent[stmt]
    return isinstance(holder, ast.FunctionDef) and holder.name == "forward"


def _together(code: Code, *stmts: ast.stmt) -> bool:
    return all(stmt in code.block(stmts[0]) for stmt in stmts)


def _clips(code: Code) -> list[ast.stmt]:
    calls = code.calls("clip_grad_norm_", "clip_grad_value_")
    stmts = [code.statement(call) for call in calls]
    fits = code.plain and len(stmts) == 1 and _together(code, stmts[0], code.backward, code.step)
    return stmts if fits and isinstance(stmts[0], ast.Expr) and "unscale_" not in code.text else []


def _parameters(code: Code) -> str:
    call = code.optimiser_call
    first = call.args[0] if call and call.args else None
    is_all = isinstance(first, ast.Call) and last(first.func) == "parameters"
    return code.of(first) if is_all else ""


def _model(code: Code) -> ast.AST | None:
    return code.optimiser_call.args[0].func.value if _parameters(code) else None


def _is_lively(code: Code) -> bool:
    return "Dropout" in code.text or "BatchNorm" in code.text
