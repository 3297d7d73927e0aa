"""Methods of values of unknown class, by duck typing: what is stepped and cleared is an optimiser."""

from __future__ import annotations

import ast
from collections.abc import Callable

from loopwise.program.evaluator.machine import Machine
from loopwise.program.evaluator.module_methods import go_back
from loopwise.program.evaluator.opaque import TRAINS, handed_back, opaque
from loopwise.program.evaluator.tensor_methods import of_tensor
from loopwise.program.objects.definitions import Instance
from loopwise.program.objects.estimators import PIPELINES, transformed
from loopwise.program.objects.hugging_face import goes_round, trainer_of
from loopwise.program.objects.modules import (
    Optimiser,
    Parameters,
)
from loopwise.program.objects.numpy_arrays import GENERATORS, drawn
from loopwise.program.objects.pictures import Picture
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.torch_table import words
from loopwise.program.objects.values import NONE, Arguments, Const, External, Unknown, Value


def of_unseen(machine: Machine, receiver: Value, name: str, arguments: Arguments, node: ast.AST) -> Value:
    """Duck typing: what is stepped and cleared is an optimiser, what gives parameters a model."""
    if name in _BY_LIBRARY and (result := _by_library(machine, receiver, name, arguments, node)):
        return result
    if isinstance(receiver, Unknown):
        plain = all(isinstance(given, Const) for given in arguments.all())
        if name in _OF_SCORES and plain and not receiver.is_module:  # `model(**batch).logits.softmax(-1)`
            return of_tensor(machine, machine.as_tensor(receiver, node), name, arguments, node)
        receiver.asked.add(name)
        if isinstance(receiver, Picture) and (picture := receiver.after(name, arguments)) is not None:
            return picture
        if receiver.made_by in GENERATORS and (array := drawn(machine, name, arguments, node)):
            return array
        special = _UNSEEN.get(name)
        if special is not None:
            found = special(machine, receiver, arguments, node)
            if found is not None:
                return found
        if name in _BY_TRAINER:
            from loopwise.program.evaluator.trainers.lightning import run_by_trainer

            if (result := run_by_trainer(machine, receiver, name, arguments, node)) is not None:
                return result
    if (given := handed_back(name, arguments)) is not None:
        return given
    if name in ("parameters", "named_parameters"):
        return Parameters((receiver,), named=name == "named_parameters")
    callee = Unknown(receiver.made_by if isinstance(receiver, Unknown) else "builtins.", (receiver,))
    result = opaque(machine, callee, arguments, node, name=name)
    return receiver if name == "fit" and callee.made_by.startswith("sklearn.") else result


def _by_library(
    machine: Machine, receiver: Value, name: str, arguments: Arguments, node: ast.AST
) -> Value | None:
    """Return what a library's method gives that goes on in the program's own code; None for any other."""
    found = _by_hugging_face(machine, receiver, name, arguments, node) if name in _BY_HUGGING_FACE else None
    return found or _by_scikit_learn(machine, receiver, name, arguments, node)


def _by_hugging_face(
    machine: Machine, receiver: Value, name: str, arguments: Arguments, node: ast.AST
) -> Value | None:
    """Return what a trainer's method gives; None for what is no trainer, or goes round otherwise than is known."""
    path = trainer_of(receiver)
    if goes_round(path) and isinstance(receiver, (Unknown, Instance)):
        from loopwise.program.evaluator.trainers.hugging_face import run

        return run(machine, receiver, name, arguments, node)
    if path and name == "train":
        machine.note(node)
    return None


def _by_scikit_learn(
    machine: Machine, receiver: Value, name: str, arguments: Arguments, node: ast.AST
) -> Value | None:
    """Return what a Pipeline of scikit-learn, or a mixin of its, makes of the program's own estimator; or None."""
    piped = isinstance(receiver, Unknown) and receiver.made_by in PIPELINES
    if not piped and not (name == "score" and isinstance(receiver, Instance)):
        return None
    from loopwise.program.evaluator.trainers.scikit_learn import run

    return run(machine, receiver, name, arguments, node)


def _step(machine: Machine, receiver: Unknown, arguments: Arguments, node: ast.AST) -> Value | None:
    """`scaler.step(optimizer)` steps the optimiser; `thing.step()` steps the thing, if it is one."""
    if (moved := _in_world("step")(machine, receiver, arguments, node)) is not None:
        return moved
    given = arguments.get(0)
    optimiser = isinstance(given, Optimiser) or (isinstance(given, Instance) and given.cls.makes_optimisers)
    if optimiser or (isinstance(given, Unknown) and receiver.made_by.endswith("GradScaler")):
        machine.happens("step", node, target=given)
    elif given is None:
        machine.happens("step", node, target=receiver)
    elif _is_world(receiver):
        return opaque(machine, External("builtins.method"), arguments, node, escapes=False)
    else:
        return None
    return Unknown()


def _in_world(name: str) -> Callable[[Machine, Unknown, Arguments, ast.AST], Value | None]:
    """Return the reader of a method of a world that is played in, or of its space of actions."""

    def read(machine: Machine, receiver: Unknown, arguments: Arguments, node: ast.AST) -> Value | None:
        if not receiver.made_by.startswith("gym"):
            return None
        from loopwise.program.objects.worlds import moved_on  # few programs play

        return moved_on(machine, receiver, name, node)

    return read


def _is_world(receiver: Unknown) -> bool:
    """Whether `world.step(action)` moves on what is reset and never asked to learn: it trains nothing."""
    return "reset" in receiver.asked and receiver.asked.isdisjoint(TRAINS - {"step"})


def _zero(machine: Machine, receiver: Unknown, arguments: Arguments, node: ast.AST) -> Value | None:
    machine.happens("zero", node, target=receiver)
    return Unknown()


def _its_number(machine: Machine, receiver: Unknown, arguments: Arguments, node: ast.AST) -> Value | None:
    """`np.finfo(np.float32).eps.item()` is that number."""
    return receiver if receiver.made_by.startswith("numpy.") else None


def _backward_of_unseen(
    machine: Machine, receiver: Unknown, arguments: Arguments, node: ast.AST
) -> Value | None:
    """`loss.backward()` on an unseen loss; `accelerator.backward(loss)`."""
    if arguments.get(0, "loss") is not None:
        return go_back(machine, arguments, node)
    machine.happens("backward", node, tensor=machine.as_tensor(receiver, node))
    return NONE


def _scale(machine: Machine, receiver: Unknown, arguments: Arguments, node: ast.AST) -> Value | None:
    """`scaler.scale(loss)`: a multiple of the loss."""
    given = arguments.get(0)
    return given if isinstance(given, Tensor) else None


def _mode(machine: Machine, receiver: Unknown, arguments: Arguments, node: ast.AST) -> Value | None:
    return receiver if not arguments.positional else None


def _moved(machine: Machine, receiver: Unknown, arguments: Arguments, node: ast.AST) -> Value | None:
    """`model.to(device)` is the model."""
    return receiver


_OF_SCORES = ("softmax", "log_softmax", "sigmoid")  # methods that only tensors have
_BY_TRAINER = words("fit test validate predict")
_BY_HUGGING_FACE = words("train evaluate predict compute_loss")
_BY_LIBRARY = _BY_HUGGING_FACE | words("fit predict predict_proba score")
_UNSEEN: dict[str, Callable[[Machine, Unknown, Arguments, ast.AST], Value | None]] = {
    "backward": _backward_of_unseen,
    "step": _step,
    "reset": _in_world("reset"),
    "sample": _in_world("sample"),
    "zero_grad": _zero,
    "scale": _scale,
    "item": _its_number,
    "eval": _mode,
    "train": _mode,
    "to": _moved,
    "cuda": _moved,
    "transform": transformed,
    "fit_transform": transformed,
}
