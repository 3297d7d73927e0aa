"""Mutations of the model: its layers, their sizes, what stands between them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import pairwise

from planting.code import Code, Edit, last, lines
from planting.mutations import plants


@plants("super-init-missing")
def drop_super_init(code: Code) -> Iterator[Edit]:
    for stmt in code.bare("__init__"):
        owner = code.nearest(stmt, ast.ClassDef)
        if owner and code.of(stmt).startswith("super(") and any(last(b) == "Module" for b in owner.bases):
            start = code.nearest(stmt, ast.FunctionDef)
            yield Edit(drop=[stmt], lines={owner.lineno, *lines(start)})


@plants("layers-in-a-list")
def list_instead_of_module_list(code: Code) -> Iterator[Edit]:
    for call in code.calls("ModuleList"):
        listed = len(call.args) == 1 and isinstance(call.args[0], (ast.List, ast.ListComp, ast.GeneratorExp))
        owner = code.parent[call]
        if listed and isinstance(owner, ast.Assign) and isinstance(owner.targets[0], ast.Attribute):
            text = code.of(call.args[0])  # a bare list has no `parameters()`: that raises
            text = text if text.startswith("[") else f"[{text.strip('()')}]"
            yield Edit(replace=[(call, text)], lines=set(lines(call)) | _used(code, call))


@plants("linear-width-mismatch")
def linear_width(code: Code) -> Iterator[Edit]:
    for first, second in _pairs_of_linears(code):
        width = second.args[0]
        if isinstance(width, ast.Constant):
            yield Edit(
                replace=[(width, str(width.value * 2))],
                lines=set(lines(first)) | set(lines(second)) | _used(code, second),
            )


@plants("linear-width-mismatch")
def linear_width_after_convolution(code: Code) -> Iterator[Edit]:
    linears = code.calls("Linear")
    if (
        linears
        and len(code.calls("Conv2d"))
        and code.loss
        and "Conv" in code.text[: _offset(code, linears[0])]
    ):
        width = linears[0].args[0] if linears[0].args else None
        if width is not None and not _names(width):
            used = set(lines(linears[0])) | _used(code, linears[0])
            yield Edit(replace=[(width, f"{code.of(width)} + 8")], lines=used)


@plants("channels-mismatch")
def channels(code: Code) -> Iterator[Edit]:
    convolutions = code.calls("Conv2d")
    for before, conv in pairwise(convolutions):
        given, wanted = before.args[1:2], conv.args[:1]
        if (
            given
            and wanted
            and isinstance(wanted[0], ast.Constant)
            and code.of(given[0]) == code.of(wanted[0])
        ):
            used = set(lines(conv)) | set(lines(before)) | _used(code, conv)
            yield Edit(replace=[(wanted[0], str(wanted[0].value * 2))], lines=used)


@plants("view-size-mismatch")
def view_of_another_picture(code: Code) -> Iterator[Edit]:
    for call in _flattens(code):
        given = code.of(_flattened(call))
        if given.isidentifier() and "Conv2d" in code.text:
            text = f"{given}.view({given}.size(0), 97)"
            yield Edit(replace=[(call, text)], lines=set(lines(call)) | _used(code, call))


@plants("required-method-missing")
def mistyped_forward(code: Code) -> Iterator[Edit]:
    for method in code.all(ast.FunctionDef):
        owner = code.parent[method]
        is_model = isinstance(owner, ast.ClassDef) and any(last(base) == "Module" for base in owner.bases)
        if method.name == "forward" and is_model and "abstractmethod" not in code.of(owner):
            text = code.of(method).replace("def forward", "def foward", 1)
            yield Edit(replace=[(method, text)], lines={method.lineno, owner.lineno})


@plants("tuple-taken-for-tensor")
def pair_not_taken_apart(code: Code) -> Iterator[Edit]:
    layers = {
        code.of(code.parent[call].targets[0])
        for call in code.calls("LSTM", "GRU", "RNN")
        if _kept(code, call)
    }
    for pair in code.all(ast.Assign):
        target, value = pair.targets[0], pair.value
        asked = isinstance(value, ast.Call) and code.of(value.func) in layers
        if asked and isinstance(target, ast.Tuple) and isinstance(target.elts[0], ast.Name):
            name = target.elts[0].id
            used = {n.lineno for n in code.all(ast.Name) if n.id == name and n.lineno > pair.lineno}
            if used and name != "_":
                yield Edit(replace=[(target, name)], lines={pair.lineno, *used})


def _kept(code: Code, call: ast.Call) -> bool:
    return isinstance(code.parent[call], ast.Assign)


@plants("flatten-missing", "linear-width-mismatch")
def drop_flatten(code: Code) -> Iterator[Edit]:
    if "Conv2d" not in code.text:
        return
    for call in _flattens(code):
        after = {
            n.lineno for n in code.all((ast.Call, ast.Return)) if call.lineno <= n.lineno <= call.lineno + 6
        }
        yield Edit(replace=[(call, code.of(_flattened(call)))], lines=after | _linear_lines(code))


@plants("flatten-missing", "linear-width-mismatch")
def drop_flatten_layer(code: Code) -> Iterator[Edit]:
    for call in code.calls("Flatten"):
        if not call.args and "Conv2d" in code.text:
            yield Edit(
                replace=[(call, "nn.Identity()")], lines=set(lines(code.parent[call])) | _linear_lines(code)
            )


@plants("flatten-eats-the-batch", "linear-width-mismatch")
def flatten_everything(code: Code) -> Iterator[Edit]:
    for call in _flattens(code):
        after = {
            n.lineno for n in code.all((ast.Call, ast.Return)) if call.lineno <= n.lineno <= call.lineno + 6
        }
        text = f"{code.of(_flattened(call))}.view(-1)"
        yield Edit(replace=[(call, text)], lines=after | set(lines(call)) | _linear_lines(code))


@plants("activation-missing-between-linears")
def drop_an_activation(code: Code) -> Iterator[Edit]:
    for first, second in _pairs_of_linears(code):
        owner = code.parent[first]
        if owner is code.parent[second] and isinstance(owner, ast.Call):
            between = owner.args[owner.args.index(first) + 1 : owner.args.index(second)]
            if len(between) == 1 and last(getattr(between[0], "func", between[0])) in {
                "ReLU",
                "Tanh",
                "GELU",
            }:
                lines_ = set(range(first.lineno, second.end_lineno + 1))
                yield Edit(replace=[(between[0], "nn.Identity()")], lines=lines_)


@plants("activation-missing-between-linears")
def drop_an_activation_in_forward(code: Code) -> Iterator[Edit]:
    layers = {
        code.of(code.parent[c].targets[0])
        for c in code.calls("Linear")
        if isinstance(code.parent[c], ast.Assign)
    }
    for call in code.calls("relu", "tanh"):
        inner = call.args[0] if call.args else None
        if isinstance(inner, ast.Call) and code.of(inner.func) in layers and len(layers) > 1:
            function = code.nearest(call, ast.FunctionDef)
            used = set(lines(function)) if function else set()
            yield Edit(replace=[(call, code.of(inner))], lines=used | _linear_lines(code))


@plants("dropout-always-on")
def training_flag_dropped(code: Code) -> Iterator[Edit]:
    for call in code.calls("dropout"):
        if any(k.arg == "training" for k in call.keywords):
            kept = ", ".join(
                code.of(a) for a in [*call.args, *(k for k in call.keywords if k.arg != "training")]
            )
            yield Edit(replace=[(call, f"{code.of(call.func)}({kept})")], lines=set(lines(call)))


@plants("dropout-always-on")
def functional_dropout_added(code: Code) -> Iterator[Edit]:
    if code.model_return and code.plain:
        value = code.model_return.value
        text = f"torch.nn.functional.dropout({code.of(value)}, 0.3)"
        yield Edit(replace=[(value, text)], lines=set(lines(value)))


@plants("layer-born-in-forward")
def layer_made_in_forward(code: Code) -> Iterator[Edit]:
    for built in code.calls("Linear"):
        owner = code.parent[built]
        if isinstance(owner, ast.Assign) and not any(_names(a) for a in built.args):
            name = code.of(owner.targets[0])
            uses = [c for c in code.all(ast.Call) if code.of(c.func) == name]
            if len(uses) == 1 and name.startswith("self."):
                made = (uses[0].func, code.of(built))
                yield Edit(replace=[made], lines=set(lines(uses[0])) | set(lines(owner)))


@plants("batch-axis-is-time")
def batch_first_dropped(code: Code) -> Iterator[Edit]:
    for call in code.calls("LSTM", "GRU", "RNN"):
        if any(k.arg == "batch_first" for k in call.keywords):
            kept = ", ".join(
                code.of(a) for a in [*call.args, *(k for k in call.keywords if k.arg != "batch_first")]
            )
            text = f"{code.of(call.func)}({kept})"
            yield Edit(replace=[(call, text)], lines=set(lines(call)) | _used(code, call, reach=3))


@plants("forward-called-directly")
def forward_called(code: Code) -> Iterator[Edit]:
    if code.plain and isinstance(code.loss_calls[0].args[0], ast.Call):
        call = code.loss_calls[0].args[0]
        if code.of(call.func) in {"model", "net", "self.model"}:
            yield Edit(replace=[(call.func, f"{code.of(call.func)}.forward")], lines=set(lines(call)))


@plants("head-on-the-wrong-name", too=("parameters-not-optimised",))
def requires_grad_of_a_module(code: Code) -> Iterator[Edit]:
    parameters = {code.of(loop.target) for loop in code.all(ast.For)}
    for call in code.calls("requires_grad_"):
        owner = code.of(call.func.value) if isinstance(call.func, ast.Attribute) else ""
        frozen = len(call.args) == 1 and code.of(call.args[0]) == "False"
        if frozen and owner not in parameters and isinstance(code.parent[call], ast.Expr):
            yield Edit(replace=[(call, f"{owner}.requires_grad = False")], lines=set(lines(call)))


def _pairs_of_linears(code: Code) -> Iterator[tuple[ast.Call, ast.Call]]:
    """Give neighbours whose widths agree as written: of one Sequential, or of one class."""
    linears = [c for c in code.calls("Linear") if len(c.args) >= 2]
    for first, second in pairwise(linears):
        home = code.parent[first] is code.parent[second]
        home = home or (
            code.nearest(first, ast.FunctionDef) is code.nearest(second, ast.FunctionDef) is not None
        )
        if home and code.of(first.args[1]) == code.of(second.args[0]):
            yield first, second


def _used(code: Code, call: ast.Call, reach: int = 0) -> set[int]:
    """Return the lines where the attribute or name that holds a layer is called."""
    up = code.nearest(call, ast.Assign)
    if up is None:
        return set()
    name = code.of(up.targets[0])
    used = {n.lineno for n in code.all((ast.Name, ast.Attribute)) if code.of(n) == name}
    return {line + more for line in used for more in range(reach + 1)}


def _linear_lines(code: Code) -> set[int]:
    return {line for call in code.calls("Linear") for line in set(lines(call)) | _used(code, call)}


def _flattens(code: Code) -> list[ast.Call]:
    """Return the calls that keep the batch and lay out the rest, inside a forward."""
    found = []
    for call in code.calls("flatten", "view", "reshape"):
        function = code.nearest(call, ast.FunctionDef)
        text = code.of(call)
        rows = (".flatten(1)", ", 1)", "start_dim=1)", ".size(0), -1)", ".shape[0], -1)")
        if function and function.name == "forward" and text.endswith(rows) and len(call.args) <= 2:
            found.append(call)
    return found


def _flattened(call: ast.Call) -> ast.AST:
    return call.args[0] if last(call.func.value) == "torch" else call.func.value


def _names(node: ast.AST) -> bool:
    return any(isinstance(n, (ast.Name, ast.Attribute)) for n in ast.walk(node))


def _offset(code: Code, node: ast.AST) -> int:
    return sum(len(row) + 1 for row in code.rows[: node.lineno - 1])


@plants("return-missing")
def forget_return(code: Code) -> Iterator[Edit]:
    if code.model_return and code.model_return.value is not None:
        stmt = code.model_return
        yield Edit(replace=[(stmt, f"answer = {code.of(stmt.value)}")], lines=set(lines(stmt)))


@plants("attribute-not-there")
def ask_another_name(code: Code) -> Iterator[Edit]:
    start = code.nearest(code.model_return, ast.FunctionDef) if code.model_return else None
    for call in ast.walk(start) if start else ():
        function = call.func if isinstance(call, ast.Call) else None
        if isinstance(function, ast.Attribute) and code.of(function.value) == "self":
            yield Edit(replace=[(function, f"{code.of(function)}_er")], lines=set(lines(call)))


@plants("arguments-do-not-fit")
def one_input_more(code: Code) -> Iterator[Edit]:
    plain = code.model_class and code.model_return
    for call in code.all(ast.Call) if plain else ():
        if code.of(call.func) in {"model", "net"} and len(call.args) == 1 and not call.keywords:
            text = f"{code.of(call.func)}({code.of(call.args[0])}, None)"
            yield Edit(replace=[(call, text)], lines=set(lines(call)))


@plants("ids-outside-embedding")
def too_few_rows(code: Code) -> Iterator[Edit]:
    for call in code.calls("Embedding"):
        if call.args and isinstance(call.args[0], ast.Constant):
            yield Edit(replace=[(call.args[0], "2")], lines=set(lines(call)) | _used(code, call))
