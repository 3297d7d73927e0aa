"""Hugging Face: what its Trainer calls of a program, and what it does itself, in the order in which it does.

trainer = Trainer(model=net, args=settings, train_dataset=rows, eval_dataset=others, compute_metrics=metrics)
trainer.train()            # round by round: compute_loss, backward, clip, step, zero_grad; then a judgement, if asked
trainer.evaluate(rows)     # in eval mode and without gradients: compute_loss, compute_metrics of all answers
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import NamedTuple

from loopwise.program.evaluator.attributes import lookup
from loopwise.program.evaluator.calls import ask, call, call_method
from loopwise.program.evaluator.loops import stream_of
from loopwise.program.evaluator.machine import NEXT, Flow, Machine
from loopwise.program.evaluator.methods import call_builtin_method
from loopwise.program.evaluator.rounds import go_round
from loopwise.program.evaluator.tensor_calls import apply
from loopwise.program.evaluator.trainers.given import (
    Trainer,
    given_at,
    inputs_of,
    loader_of,
    model_of,
    optimiser_of,
    setting_of,
)
from loopwise.program.flow.choices import BestRound
from loopwise.program.objects.definitions import Function, Instance
from loopwise.program.objects.hugging_face import OWN_LOSS, trainer_of
from loopwise.program.objects.modules import Loader
from loopwise.program.objects.tensors import Tensor, tensors_in
from loopwise.program.objects.torch_table import Row, words
from loopwise.program.objects.truths import truth
from loopwise.program.objects.values import (
    FALSE,
    NONE,
    TRUE,
    Arguments,
    Dict,
    Items,
    Stream,
    Table,
    Unknown,
    Value,
    constant,
    is_none,
)
from loopwise.program.source.sources import Site

_OWN_STEPS = words("optimizer_step _inner_training_loop inner_training_loop get_train_dataloader")


class Answered(NamedTuple):
    """What a model made of one batch: the loss, all that came out, the batch, and where the loss was returned."""

    loss: Value
    outputs: Value
    inputs: Dict
    site: Site


def run(machine: Machine, trainer: Trainer, name: str, arguments: Arguments, node: ast.AST) -> Value:
    """Read what a trainer's method does: `train`, `evaluate`, `predict`, or the library's own `compute_loss`."""
    return _VERBS[name](machine, trainer, arguments, node)


def _train(machine: Machine, trainer: Trainer, arguments: Arguments, node: ast.AST) -> Value:
    """Go round by round over the batches, with a judgement behind each round if the settings ask for it."""
    held = trainer.table
    model = model_of(machine, held, node)
    loader = loader_of(machine, trainer, "train_dataset", held.get("train_dataset"), node)
    optimiser = optimiser_of(machine, trainer, node)
    begun = len(machine.runs)

    def learn(batch: Value) -> None:
        _learn(machine, trainer, optimiser, batch, node)

    def epoch() -> Flow:
        call_builtin_method(machine, model, "train", Arguments(), node)
        _each_batch(machine, loader, _within(node, 1), learn)
        if _judges_each_round(held):
            answered = _judge(machine, trainer, held.get("eval_dataset"), _within(node, 2))[0]
            if truth(setting_of(held, "load_best_model_at_end") or FALSE) is True:
                _keep_the_best(machine, trainer, answered)
        return NEXT

    go_round(machine, machine.site(node), Stream(Unknown()), [lambda: None], epoch, closed=False)
    machine.runs[begun].by = trainer_of(trainer)
    return Unknown(inputs=(model,))


def _learn(machine: Machine, trainer: Trainer, optimiser: Value, batch: Value, node: ast.AST) -> None:
    """Take one step, as `training_step` does."""
    model = trainer.table["model"]
    if isinstance(trainer, Instance) and lookup(trainer.cls, "training_step") is not None:
        inputs = inputs_of(machine, model, batch, node)
        happened = machine.happened
        call_method(machine, trainer, "training_step", Arguments([model, inputs, Unknown()]), node)
        if not any(event.is_("backward") and event.number > happened for event in machine.events):
            machine.happens("escape", node, target=model)  # its backward is out of sight
    else:
        answered = _answer(machine, trainer, batch, node)
        with machine.reading(answered.site.source, machine.frames[-1]):
            if isinstance(answered.loss, Tensor):
                machine.happens("backward", answered.site.node, tensor=answered.loss)
            else:
                machine.happens("escape", answered.site.node, target=model)
                machine.note(answered.site.node)  # a loss that is computed out of sight
    if isinstance(trainer, Instance) and any(lookup(trainer.cls, own) for own in _OWN_STEPS):
        machine.happens("escape", node, target=model)
        return
    machine.happens("clip", node, target=model)
    machine.happens("step", node, target=optimiser)
    machine.happens("zero", node, target=model)


def _evaluate(machine: Machine, trainer: Trainer, arguments: Arguments, node: ast.AST) -> Value:
    """Return `{"eval_accuracy": ...}`."""
    given = arguments.get(0, "eval_dataset")
    rows = trainer.table.get("eval_dataset") if given is None or is_none(given) else given
    metrics = _judge(machine, trainer, rows, node)[1]
    known = metrics.table if isinstance(metrics, Dict) else {}
    return Dict({f"eval_{key}": value for key, value in known.items() if isinstance(key, str)}, closed=False)


def _predict(machine: Machine, trainer: Trainer, arguments: Arguments, node: ast.AST) -> Value:
    """Return the answers, the labels and the metrics."""
    answered, metrics = _judge(machine, trainer, arguments.get(0, "test_dataset"), node)
    names = ("predictions", "label_ids", "metrics")
    return Items("tuple", (*_gathered(machine, answered, node), metrics), names=names)


def _compute_loss(machine: Machine, trainer: Trainer, arguments: Arguments, node: ast.AST) -> Value:
    """`super().compute_loss(model, inputs)`: the model's own loss, or that of `compute_loss_func`."""
    model, inputs = arguments.get(0, "model") or Unknown(), arguments.get(1, "inputs") or Unknown()
    batch = inputs if isinstance(inputs, Dict) else Dict({}, closed=False)
    loss, outputs = _library_loss(machine, trainer.table, model, batch, node)
    wants_both = truth(arguments.get(2, "return_outputs") or FALSE)
    return loss if wants_both is False else Items("tuple", (loss, outputs))


_VERBS: dict[str, Callable[[Machine, Trainer, Arguments, ast.AST], Value]] = {
    "train": _train,
    "evaluate": _evaluate,
    "predict": _predict,
    "compute_loss": _compute_loss,
}


def _judge(
    machine: Machine, trainer: Trainer, rows: Value | None, node: ast.AST
) -> tuple[Answered | None, Value]:
    """Go over rows in eval mode, gradients off; return the last answer and what the metrics are."""
    held = trainer.table
    model, gradients, answered = model_of(machine, held, node), machine.gradients, list[Answered]()
    loader = loader_of(machine, trainer, "eval_dataset", rows, node)

    def ask_for(batch: Value) -> None:
        answered.append(_answer(machine, trainer, batch, node, both=True))

    call_builtin_method(machine, model, "eval", Arguments(), node)
    machine.gradients = False
    try:
        _each_batch(machine, loader, node, ask_for)
        last = answered[-1] if answered else None
        metrics = held.get("compute_metrics")
        if metrics is None or is_none(metrics):
            return last, Unknown()
        answers = Items("tuple", _gathered(machine, last, node), names=("predictions", "label_ids"))
        return last, call(machine, metrics, Arguments([answers]), node)
    finally:
        machine.gradients = gradients


def _each_batch(machine: Machine, loader: Loader, node: ast.AST, read: Callable[[Value], object]) -> None:
    stream = stream_of(machine, loader, node)

    def batch() -> Flow:
        read(stream.element)
        return NEXT

    go_round(machine, machine.site(node), stream, [lambda: None], batch, closed=False)


def _answer(
    machine: Machine, trainer: Trainer, batch: Value, node: ast.AST, *, both: bool = False
) -> Answered:
    """Ask for the loss of a batch as the trainer does: by a `compute_loss` of the program's, or the library's."""
    held = trainer.table
    model = model_of(machine, held, node)
    inputs = inputs_of(machine, model, batch, node)
    own = lookup(trainer.cls, "compute_loss") if isinstance(trainer, Instance) else None
    machine.left_at = None
    if not isinstance(own, Function):
        loss, outputs = _library_loss(machine, held, model, inputs, node)
        return Answered(loss, outputs, inputs, machine.left_at or machine.site(node))
    given = Dict(dict(inputs.table), closed=inputs.closed)  # it may take the labels out
    told: dict[str, Value] = {"return_outputs": TRUE} if both else {}
    result = call_method(machine, trainer, "compute_loss", Arguments([model, given], told), node)
    site = machine.left_at or Site(own.source, own.node)
    pair = result.items if both and isinstance(result, Items) else ()
    loss, outputs = pair if len(pair) == 2 else (result, Unknown())
    return Answered(loss, outputs, inputs, site)


def _library_loss(
    machine: Machine, held: Table, model: Value, inputs: Dict, node: ast.AST
) -> tuple[Value, Value]:
    """Return the loss that the model computes itself, or `compute_loss_func` of its answer, and the answer."""
    named = {key: value for key, value in inputs.table.items() if isinstance(key, str)}
    by = held.get("compute_loss_func") or NONE
    labels = Unknown() if is_none(by) else named.pop("labels", Unknown())
    outputs = ask(machine, model, Arguments([], named, whole=inputs.closed), machine.site(node))
    if not is_none(by):
        return call(
            machine, by, Arguments([outputs, labels], {"num_items_in_batch": Unknown()}), node
        ), outputs
    if isinstance(outputs, Dict):
        return outputs.table.get("loss") or Unknown(), outputs
    if isinstance(outputs, Items):
        return (outputs.items[0] if outputs.items else Unknown()), outputs
    return machine.operation(OWN_LOSS, (outputs,), machine.site(node), role="loss"), outputs


def _gathered(machine: Machine, answered: Answered | None, node: ast.AST) -> list[Value]:
    """Return what the metrics get: the answers without the loss, and the labels; arrays of numpy both."""
    if answered is None:
        return [Unknown(), Unknown()]
    outputs = answered.outputs
    if isinstance(outputs, Dict):
        parts = [value for key, value in outputs.table.items() if key != "loss"]
    elif isinstance(outputs, Items):
        parts = list(outputs.items[0 if outputs.names and outputs.names[0] != "loss" else 1 :])
    else:
        parts = [machine.operation("getattr", (outputs,), machine.site(node), role="opaque")]
    arrays = [_as_array(machine, part, node) for part in parts]
    labels = answered.inputs.table.get("labels") or Unknown()
    return [arrays[0] if len(arrays) == 1 else Items("tuple", arrays), _as_array(machine, labels, node)]


def _as_array(machine: Machine, value: Value, node: ast.AST) -> Value:
    known = isinstance(value, Tensor)
    return apply(machine, Row("cpu", "layout", "same"), Arguments([value]), node) if known else value


def _keep_the_best(machine: Machine, trainer: Trainer, answered: Answered | None) -> None:
    """`load_best_model_at_end`: the round whose answers on these rows are the best is kept."""
    values = (answered.outputs, answered.loss) if answered is not None else ()
    answer = next((tensor for value in values for tensor in tensors_in(value)), None)
    if answer is not None and not machine.again:
        machine.best_rounds.append(BestRound(given_at(machine, trainer, "eval_dataset"), answer, machine))


def _judges_each_round(held: Table) -> bool:
    asked = setting_of(held, "eval_strategy") or setting_of(held, "evaluation_strategy")
    said = constant(asked)
    return asked is not None and not is_none(asked) and said != "no"


def _within(node: ast.AST, depth: int) -> ast.AST:
    """Return a part of `trainer.train()`: each of its loops stands at a place of its own."""
    for _ in range(depth):
        node = getattr(node, "func", None) or getattr(node, "value", None) or node
    return node
