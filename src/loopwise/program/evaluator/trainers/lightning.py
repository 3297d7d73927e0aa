"""Lightning: what its Trainer calls of a module, and what it does itself, in the order in which it does.

trainer.fit(net, loader)    # configure_optimizers; then round by round training_step, zero_grad, backward, step
trainer.test(net, loader)   # in eval mode and without gradients: test_step
"""

from __future__ import annotations

import ast
from collections.abc import Callable

from loopwise.program.evaluator.attributes import lookup
from loopwise.program.evaluator.calls import call_method
from loopwise.program.evaluator.loops import stream_of
from loopwise.program.evaluator.machine import NEXT, Flow, Machine
from loopwise.program.evaluator.methods import call_builtin_method
from loopwise.program.evaluator.rounds import go_round
from loopwise.program.flow.events import Frame
from loopwise.program.objects.definitions import Function, Instance
from loopwise.program.objects.modules import Loader, Optimiser, Scheduler, trains_itself
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.truths import truth
from loopwise.program.objects.values import FALSE, NONE, TRUE, Arguments, Dict, Items, Stream, Unknown, Value
from loopwise.program.source.sources import Site

OPTIMISERS, SCHEDULES = "[optimizers]", "[lr_schedulers]"  # entries of a module's table: what was configured
_OWN_STEPS = ("backward", "optimizer_step", "optimizer_zero_grad", "on_after_backward", "on_before_zero_grad")


def is_lightning(value: Value | None) -> bool:
    """Tell whether a value is a module of Lightning whose class the program defines."""
    return isinstance(value, Instance) and trains_itself(value.cls)


def run_by_trainer(
    machine: Machine, trainer: Unknown, name: str, arguments: Arguments, node: ast.AST
) -> Value | None:
    """Return what `trainer.fit(net, ...)` and the like give; None if no module of the program's is concerned."""
    module = arguments.get(0, "model") or trainer.table.get("[module]")
    if name not in _VERBS or not isinstance(module, Instance) or not is_lightning(module):
        return None
    trainer.table["[module]"] = module
    _VERBS[name](machine, module, arguments, node)
    return Unknown(inputs=(module,))


def fit(machine: Machine, module: Instance, arguments: Arguments, node: ast.AST) -> None:
    """Read what `fit` does: the epochs, each with its batches and a validation."""
    data = _data_module(machine, arguments, node)
    training = _loader(machine, module, data, "train", arguments.get(1, "train_dataloaders"), node)
    validation = _loader(machine, module, data, "val", arguments.get(2, "val_dataloaders"), node)
    _hook(machine, module, "setup", node, Unknown())
    _configure(machine, module, node)
    _hook(machine, module, "on_fit_start", node)
    _hook(machine, module, "on_train_start", node)

    def epoch() -> Flow:
        call_builtin_method(machine, module, "train", Arguments(), node)
        _hook(machine, module, "on_train_epoch_start", node)
        _each_batch(machine, module, "training_step", training, node, _learn)
        _judge(machine, module, "validation", validation, node)
        call_builtin_method(machine, module, "train", Arguments(), node)
        _hook(machine, module, "training_epoch_end", node, Unknown())
        _hook(machine, module, "on_train_epoch_end", node)
        return NEXT

    go_round(machine, machine.site(node), Stream(Unknown()), [lambda: None], epoch, closed=False)


def _test(machine: Machine, module: Instance, arguments: Arguments, node: ast.AST) -> None:
    _judge_alone(machine, module, "test", arguments, node)


def _validate(machine: Machine, module: Instance, arguments: Arguments, node: ast.AST) -> None:
    _judge_alone(machine, module, "val", arguments, node)


def _predict(machine: Machine, module: Instance, arguments: Arguments, node: ast.AST) -> None:
    _judge_alone(machine, module, "predict", arguments, node)


_VERBS: dict[str, Callable[[Machine, Instance, Arguments, ast.AST], None]] = {
    "fit": fit,
    "test": _test,
    "validate": _validate,
    "predict": _predict,
}


def _judge_alone(machine: Machine, module: Instance, part: str, arguments: Arguments, node: ast.AST) -> None:
    data = _data_module(machine, arguments, node)
    loader = _loader(machine, module, data, part, arguments.get(1, "dataloaders"), node)
    _judge(machine, module, "validation" if part == "val" else part, loader, node)


def _judge(machine: Machine, module: Instance, kind: str, loader: Value, node: ast.AST) -> None:
    """Go over a loader in eval mode, gradients off."""
    if lookup(module.cls, f"{kind}_step") is None:
        return
    gradients = machine.gradients
    call_builtin_method(machine, module, "eval", Arguments(), node)
    machine.gradients = False
    try:
        _hook(machine, module, f"on_{kind}_epoch_start", node)
        _each_batch(machine, module, f"{kind}_step", loader, node, lambda *_: None)
        _hook(machine, module, f"{kind}_epoch_end", node, Unknown())
        _hook(machine, module, f"on_{kind}_epoch_end", node)
    finally:
        machine.gradients = gradients


def _each_batch(
    machine: Machine,
    module: Instance,
    name: str,
    loader: Value,
    node: ast.AST,
    then: Callable[[Machine, Instance, Value, Site], None],
) -> None:
    """Call a step for each batch of a loader; `then` gets what it returned, and where."""
    step = lookup(module.cls, name)
    if not isinstance(step, Function):
        return
    stream = stream_of(machine, loader, node)
    over = stream.over if isinstance(stream.over, (Loader, Unknown)) else Unknown(inputs=(loader,))

    def batch() -> Flow:
        machine.left_at = None
        result = call_method(machine, module, name, Arguments([stream.element, Unknown()]), node)
        if isinstance(lookup(module.cls, f"{name}_end"), Function):  # of Lightning 1: it is given the result
            result = call_method(machine, module, f"{name}_end", Arguments([result]), node)
        then(machine, module, result, machine.left_at or Site(step.source, step.node))
        return NEXT

    go_round(
        machine,
        Site(step.source, step.node),
        Stream(stream.element, over),
        [lambda: None],
        batch,
        closed=False,
    )


def _learn(machine: Machine, module: Instance, result: Value, site: Site) -> None:
    """Do what Lightning does with a step's result: clear, backward, step. Several optimisers stay out of sight."""
    if truth(module.table.get("automatic_optimization") or TRUE) is not True:
        return
    loss = result.table.get("loss") if isinstance(result, Dict) else result
    held = module.table.get(OPTIMISERS)
    optimisers = held.items if isinstance(held, Items) else ()
    with machine.reading(site.source, Frame(None, machine.scope, site)):
        if len(optimisers) != 1 or any(lookup(module.cls, own) for own in _OWN_STEPS):
            machine.happens("escape", site.node, target=module)
            return
        machine.happens("zero", site.node, target=optimisers[0])
        if isinstance(loss, Tensor):
            machine.happens("backward", site.node, tensor=loss)
        machine.happens("step", site.node, target=optimisers[0])


def _configure(machine: Machine, module: Instance, node: ast.AST) -> None:
    """Make the optimisers and schedules, once."""
    if OPTIMISERS in module.table:
        return
    given = _hook(machine, module, "configure_optimizers", node)
    for key, kinds in ((OPTIMISERS, (Optimiser, Instance)), (SCHEDULES, (Scheduler,))):
        found = [one for one in _flat(given) if isinstance(one, kinds)]
        machine.journal.write(module.table, key, Items("list", found))


def _flat(value: Value) -> list[Value]:
    """Return the single things in lists of lists and dictionaries."""
    if isinstance(value, Items):
        return [one for item in value.items for one in _flat(item)]
    if isinstance(value, Dict):
        return [one for item in value.table.values() for one in _flat(item)]
    return [value]


def configured(module: Value, key: str) -> Value | None:
    """Return what `self.optimizers()` or `self.lr_schedulers()` gives: one thing, or the list of several."""
    held = module.table.get(key) if isinstance(module, Instance) else None
    if not isinstance(held, Items) or not held.items:
        return None
    return held.items[0] if len(held.items) == 1 else held


def _data_module(machine: Machine, arguments: Arguments, node: ast.AST) -> Instance | None:
    """Return the LightningDataModule among what was given, made ready."""
    given = next(
        (
            one
            for one in (arguments.named.get("datamodule"), *arguments.positional[1:])
            if isinstance(one, Instance) and not one.is_module and lookup(one.cls, "train_dataloader")
        ),
        None,
    )
    if given is not None and truth(given.table.get("[ready]") or FALSE) is not True:
        _hook(machine, given, "prepare_data", node)
        _hook(machine, given, "setup", node, Unknown())
        machine.journal.write(given.table, "[ready]", TRUE)
    return given


def _loader(
    machine: Machine, module: Instance, data: Instance | None, part: str, given: Value | None, node: ast.AST
) -> Value:
    """Return what a step's batches come from: given, or made by the data module or the module itself."""
    if given is not None and given is not data and truth(given) is not False:
        return given.items[0] if isinstance(given, Items) and len(given.items) == 1 else given
    for owner in (data, module):
        if owner is not None and isinstance(lookup(owner.cls, f"{part}_dataloader"), Function):
            return _hook(machine, owner, f"{part}_dataloader", node)
    return Unknown()


def _hook(machine: Machine, owner: Instance, name: str, node: ast.AST, *given: Value) -> Value:
    """Call a method if the program defines it."""
    if not isinstance(lookup(owner.cls, name), Function):
        return NONE
    return call_method(machine, owner, name, Arguments(given), node)
