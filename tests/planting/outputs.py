"""Mutations of what goes into the loss: activations, targets, types, the loss itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from planting.code import LOSSES, Code, Edit, last, lines
from planting.mutations import plants

SOFTMAX = "torch.softmax({}, dim=1)"
LOG_SOFTMAX = "torch.log_softmax({}, dim=1)"
SIGMOID = "torch.sigmoid({})"


def _at_the_loss(code: Code, loss: str, text: str) -> Iterator[Edit]:
    if code.plain and code.loss == loss:
        call = code.loss_calls[0]
        yield Edit(replace=[(call.args[0], text.format(code.of(call.args[0])))], lines=set(lines(call)))


def _in_forward(code: Code, loss: str, text: str) -> Iterator[Edit]:
    if code.plain and code.loss == loss and code.model_return:
        value = code.model_return.value
        around = set(lines(code.model_return)) | set(lines(code.loss_calls[0]))
        yield Edit(replace=[(value, text.format(code.of(value)))], lines=around)


def _in_sequential(code: Code, loss: str, layer: str) -> Iterator[Edit]:
    if code.plain and code.loss == loss and code.sequential:
        tail = code.sequential.args[-1]
        around = set(lines(code.sequential)) | set(lines(code.loss_calls[0]))
        yield Edit(replace=[(tail, f"{code.of(tail)}, {layer}")], lines=around)


def _everywhere(fault: str, loss: str, text: str, layer: str, *also: str, too: tuple[str, ...] = ()) -> None:
    """Register the three places for an activation: at the loss, in forward, at the end of a Sequential."""
    ways = {
        "at the loss": (_at_the_loss, text),
        "in forward": (_in_forward, text),
        "as a layer": (_in_sequential, layer),
    }
    for name, (way, what) in ways.items():

        def plant(code: Code, way: object = way, what: str = what) -> Iterator[Edit]:
            return way(code, loss, what)

        plant.__name__ = name.replace(" ", "_")
        plants(fault, *also, too=too)(plant)


_everywhere("softmax-before-cross-entropy", "CrossEntropyLoss", SOFTMAX, "torch.nn.Softmax(dim=1)")
_everywhere("log-softmax-before-cross-entropy", "CrossEntropyLoss", LOG_SOFTMAX, "torch.nn.LogSoftmax(dim=1)")
_everywhere("sigmoid-before-cross-entropy", "CrossEntropyLoss", SIGMOID, "torch.nn.Sigmoid()")
_everywhere("relu-on-the-output", "CrossEntropyLoss", "torch.relu({})", "torch.nn.ReLU()")
_everywhere("sigmoid-before-bce-with-logits", "BCEWithLogitsLoss", SIGMOID, "torch.nn.Sigmoid()")
_everywhere(
    "softmax-over-the-batch",
    "CrossEntropyLoss",
    "torch.softmax({}, dim=0)",
    "torch.nn.Softmax(dim=0)",
    "softmax-before-cross-entropy",
    too=("softmax-on-one-output",),  # over a batch of one
)


def _loss_renamed(code: Code, old: str, new: str) -> Iterator[Edit]:
    if not (code.plain and code.loss == old):
        return
    names = {old: new, LOSSES[old]: LOSSES[new]}
    calls = code.calls(*names)
    if calls and all(isinstance(c.func, ast.Attribute) and not c.keywords for c in calls):
        replace = [(c.func, code.of(c.func).replace(last(c.func), names[last(c.func)])) for c in calls]
        used = {line for c in [*calls, *code.loss_calls] for line in lines(c)}
        yield Edit(replace=replace, lines=used | _asked(code))


@plants("logits-into-nll")
def nll_on_logits(code: Code) -> Iterator[Edit]:
    if "one_hot" not in code.text and "oftmax" not in code.text:
        yield from _loss_renamed(code, "CrossEntropyLoss", "NLLLoss")


@plants("logits-into-bce")
def bce_on_logits(code: Code) -> Iterator[Edit]:
    yield from _loss_renamed(code, "BCEWithLogitsLoss", "BCELoss")


@plants("probabilities-into-nll")
def log_dropped(code: Code) -> Iterator[Edit]:
    for call in code.calls("log_softmax", "LogSoftmax"):
        if code.loss == "NLLLoss":
            text = code.of(call.func).replace("log_softmax", "softmax").replace("LogSoftmax", "Softmax")
            used = {line for c in code.loss_calls for line in lines(c)}
            yield Edit(replace=[(call.func, text)], lines=set(lines(call)) | used)


@plants("unstable-log")
def log_of_softmax(code: Code) -> Iterator[Edit]:
    for call in code.calls("log_softmax"):
        if code.of(call.func) in {"F.log_softmax", "torch.log_softmax"}:
            text = f"torch.log({code.of(call).replace('log_softmax', 'softmax', 1)})"
            yield Edit(replace=[(call, text)], lines=set(lines(call)))


@plants("loss-arguments-swapped", too=("axis-out-of-range",))
def arguments_swapped(code: Code) -> Iterator[Edit]:
    if code.plain and code.loss in {"CrossEntropyLoss", "BCEWithLogitsLoss", "BCELoss", "NLLLoss"}:
        call = code.loss_calls[0]
        one, two = map(code.of, call.args)
        yield Edit(replace=[(call.args[0], two), (call.args[1], one)], lines=set(lines(call)))


@plants("loss-class-called")
def class_called(code: Code) -> Iterator[Edit]:
    if code.plain and code.calls(code.loss) and not code.calls(code.loss)[0].keywords:
        call = code.loss_calls[0]
        text = code.of(code.calls(code.loss)[0].func)
        if code.of(call.func) != text:
            yield Edit(replace=[(call.func, text)], lines=set(lines(call)))


@plants("target-dtype")
def float_class_ids(code: Code) -> Iterator[Edit]:
    yield from _target(code, "{}.float()")


@plants("target-dtype")
def short_class_ids(code: Code) -> Iterator[Edit]:
    yield from _target(code, "{}.int()")


@plants("target-shape")
def column_of_class_ids(code: Code) -> Iterator[Edit]:
    yield from _target(code, "{}.unsqueeze(1)")


def _target(code: Code, text: str) -> Iterator[Edit]:
    ids = not any(word in code.text for word in ("one_hot", "eye(", "scatter_", "smooth", "mixup"))
    if code.plain and code.loss == "CrossEntropyLoss" and ids:
        call = code.loss_calls[0]
        yield Edit(replace=[(call.args[1], text.format(code.of(call.args[1])))], lines=set(lines(call)))


@plants("target-broadcast", "target-shape")
def column_dropped(code: Code) -> Iterator[Edit]:
    for call in code.calls("unsqueeze", "reshape", "view"):
        stmt = code.statement(call)
        about = code.of(call.func.value) if isinstance(call.func, ast.Attribute) else ""
        is_column = code.of(call).endswith((".unsqueeze(1)", ".reshape(-1, 1)", ".view(-1, 1)"))
        if (
            code.loss in {"MSELoss", "BCEWithLogitsLoss", "L1Loss"}
            and is_column
            and about.startswith(("y", "target", "label"))
        ):
            used = {line for c in code.loss_calls for line in lines(c)}
            yield Edit(replace=[(call, about)], lines=used | set(lines(stmt)))


@plants("target-broadcast", "target-shape")
def output_squeezed(code: Code) -> Iterator[Edit]:
    columns = ("unsqueeze(1)", "reshape(-1, 1)", "view(-1, 1)")
    if code.plain and code.loss in {"MSELoss", "L1Loss"} and any(c in code.text for c in columns):
        call = code.loss_calls[0]
        text = f"{code.of(call.args[0])}.squeeze(1)"
        yield Edit(replace=[(call.args[0], text)], lines=set(lines(call)))


@plants("one-hot-argmax-mixed", "graph-cut")
def argmax_into_the_loss(code: Code) -> Iterator[Edit]:
    yield from _at_the_loss(code, "CrossEntropyLoss", "{}.argmax(1).float()")


@plants("backward-on-vector")
def loss_not_reduced(code: Code) -> Iterator[Edit]:
    built = code.calls(code.loss) if code.plain else []
    if len(built) == 1 and not built[0].args and not built[0].keywords:
        text = f'{code.of(built[0].func)}(reduction="none")'
        used = {line for c in code.loss_calls for line in lines(c)}
        yield Edit(replace=[(built[0], text)], lines=used | set(lines(built[0])) | set(lines(code.backward)))


@plants("cross-entropy-on-one-output", "labels-outside-classes", too=("softmax-on-one-output",))
def one_output(code: Code) -> Iterator[Edit]:
    yield from _last_width(code, "1")


@plants("labels-outside-classes")
def one_class_too_few(code: Code) -> Iterator[Edit]:
    known = {"load_digits": 10, "load_iris": 3, "load_wine": 3}
    for data, classes in known.items():
        if code.calls(data) and " % " not in code.text:
            yield from _last_width(code, str(classes - 1), was=classes)


def _last_width(code: Code, text: str, was: int = 0) -> Iterator[Edit]:
    linears = [c for c in code.calls("Linear") if len(c.args) >= 2]
    if not (code.plain and code.loss == "CrossEntropyLoss" and linears):
        return
    width = linears[-1].args[1]
    if isinstance(width, ast.Constant) and (width.value == was if was else 2 < width.value < 20):
        used = {line for c in [linears[-1], *code.loss_calls, *code.calls(code.loss)] for line in lines(c)}
        yield Edit(replace=[(width, text)], lines=used | _asked(code))


@plants("mixed-float-widths")
def data_left_as_doubles(code: Code) -> Iterator[Edit]:
    used = {line for c in code.loss_calls for line in lines(c)} | _asked(code)
    for call in code.calls("tensor"):
        wide = [k for k in call.keywords if k.arg == "dtype" and code.of(k.value) == "torch.float32"]
        first = code.of(call.args[0]) if call.args else ""
        if (
            wide
            and first[:1] in "Xd"
            and any(code.calls(d) for d in ("load_digits", "load_iris", "load_wine"))
        ):
            yield Edit(replace=[(call, f"{code.of(call.func)}({first})")], lines=used | set(lines(call)))


@plants("softmax-without-dim")
def dim_dropped(code: Code) -> Iterator[Edit]:
    for call in code.calls("softmax", "log_softmax", "Softmax", "LogSoftmax"):
        function = code.of(call.func)
        if function.startswith(("F.", "nn.")) and any(k.arg == "dim" for k in call.keywords):
            kept = ", ".join(code.of(a) for a in call.args)
            yield Edit(replace=[(call, f"{function}({kept})")], lines=set(lines(call)))


def _asked(code: Code) -> set[int]:
    """Return the lines on which the model is asked."""
    return {c.lineno for c in code.all(ast.Call) if code.of(c.func) in {"model", "net", "self.model"}}


@plants("axis-out-of-range")
def axis_too_far(code: Code) -> Iterator[Edit]:
    for call in code.calls("softmax", "log_softmax", "argmax"):
        axis = next(
            (word.value for word in call.keywords if word.arg == "dim"), call.args[-1] if call.args else None
        )
        if isinstance(axis, ast.Constant) and axis.value == 1:
            yield Edit(replace=[(axis, "4")], lines=set(lines(call)))
