"""What a Trainer of Hugging Face is made with: its model, rows, settings and optimiser.

Everything stands under the name of the keyword it was given by, in the trainer's table; so do the settings in theirs.
"""

from __future__ import annotations

import ast

from loopwise.program.evaluator.attributes import item, lookup
from loopwise.program.evaluator.calls import call, call_method
from loopwise.program.evaluator.library import call_external
from loopwise.program.evaluator.loops import typical
from loopwise.program.evaluator.machine import Machine
from loopwise.program.facts.batches import read_sample
from loopwise.program.objects.definitions import Function, Instance
from loopwise.program.objects.hugging_face import PLACES
from loopwise.program.objects.modules import Loader
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.values import (
    FALSE,
    NONE,
    TRUE,
    Arguments,
    Const,
    Dict,
    Items,
    Table,
    Unknown,
    Value,
    constant,
    is_none,
)
from loopwise.program.source.sources import Site

_BATCH = 8  # TrainingArguments' own size of a batch
_COLUMNS = ("input_ids", "attention_mask", "pixel_values", "labels")  # of rows that are not seen
_LABELS = {"label": "labels", "label_ids": "labels"}  # what the library's collators call them
_OPTIMISERS = {"sgd": "SGD", "adafactor": "Adafactor", "adagrad": "Adagrad", "rmsprop": "RMSprop"}

Trainer = Unknown | Instance  # made by the library's class, or by one of the program's that derives from it


def setting_of(held: Table, name: str) -> Value | None:
    """Return one of `TrainingArguments(...)`, where the program gives it."""
    settings = held.get("args")
    table: Table = settings.table if isinstance(settings, (Unknown, Instance)) else {}
    return table.get(name)


def model_of(machine: Machine, held: Table, node: ast.AST) -> Value:
    """Return what is trained: given, or made by `model_init`."""
    model, make = held.get("model"), held.get("model_init")
    if (model is None or is_none(model)) and make is not None:
        model = call(machine, make, Arguments(), node)
    if model is None or isinstance(model, Const):
        model = Unknown()  # none, or a text that names one
    if isinstance(model, Unknown):
        model.asked.add("parameters")
    machine.journal.write(held, "model", model)
    return model


def optimiser_of(machine: Machine, trainer: Trainer, node: ast.AST) -> Value:
    """Return what steps: given, made by the program's `create_optimizer`, or made by the settings."""
    held = trainer.table
    given = held.get("optimizers")
    if isinstance(given, Items) and given.items and not is_none(given.items[0]):
        return given.items[0]
    if isinstance(trainer, Instance) and isinstance(lookup(trainer.cls, "create_optimizer"), Function):
        made = call_method(machine, trainer, "create_optimizer", Arguments(), node)
        return held.get("optimizer") or made
    parameters = call_method(machine, held["model"], "parameters", Arguments(), node)
    name = _OPTIMISERS.get(str(constant(setting_of(held, "optim"))), "AdamW")
    return call_external(machine, f"torch.optim.{name}", Arguments([parameters]), node)


def loader_of(machine: Machine, trainer: Trainer, name: str, rows: Value | None, node: ast.AST) -> Loader:
    """Return the loader that the trainer makes of its rows; it stands where they are given."""
    held = trainer.table
    learns = name == "train_dataset"
    size = setting_of(held, f"per_device_{'train' if learns else 'eval'}_batch_size") or Const(_BATCH)
    told: dict[str, Value] = {"batch_size": size, "shuffle": TRUE if learns else FALSE}
    collator = held.get("data_collator")
    if collator is not None and not is_none(collator):
        told["collate_fn"] = collator
    given_here = rows is held.get(name)
    site = given_at(machine, trainer, name) if given_here else machine.site(node)
    loader = Loader(rows, Arguments([], told), site)
    read_sample(machine, loader, node)
    machine.made.append(loader)
    return loader


def given_at(machine: Machine, trainer: Trainer, name: str) -> Site:
    """Return where the trainer is given something, else what it is called by where it is made."""
    made = machine.makers.get(id(trainer))
    site = trainer.site if isinstance(trainer, Instance) else made.site if made is not None else None
    if site is None or not isinstance(site.node, ast.Call):
        return machine.site(machine.source.tree)
    named = {keyword.arg: keyword.value for keyword in site.node.keywords}
    given = named | dict(zip(PLACES, site.node.args, strict=False))
    return Site(site.source, given.get(name, site.node.func))


def inputs_of(machine: Machine, model: Value, batch: Value, node: ast.AST) -> Dict:
    """Return a batch as the model gets it: by the names its rows have, or those that its `forward` asks for."""
    sample = _sample(batch)
    known = sample is not None
    keys = [key for key in sample.table if isinstance(key, str)] if sample is not None else _asked_for(model)
    parts = {_LABELS.get(key, key): item(machine, batch, Const(key), node) for key in keys}
    return Dict(parts, closed=known)


def _sample(batch: Value) -> Dict | None:
    """Return a row by its names, or what the program's own collator makes of several; None if that is not seen."""
    loader = batch.op.layer if isinstance(batch, Tensor) else None
    if not isinstance(loader, Loader) or (loader.batch is None and "collate_fn" in loader.arguments.named):
        return None
    rows = loader.batch or loader.sample or loader.data
    sample = typical(rows.items) if isinstance(rows, Items) and rows.items else rows
    return sample if isinstance(sample, Dict) else None


def _asked_for(model: Value) -> tuple[str, ...]:
    """Return what a forward takes and what is None by default: rows not seen may bring it."""
    forward = lookup(model.cls, "forward") if isinstance(model, Instance) else None
    if not isinstance(forward, Function):
        return _COLUMNS
    spec = forward.node.args
    names = [one.arg for one in (*spec.posonlyargs, *spec.args)][1:] + [one.arg for one in spec.kwonlyargs]
    return tuple(name for name in names if is_none(forward.defaults.get(name, NONE)))
