"""Hugging Face's names: trainers whose loop is known, their settings, what a model of the library answers with."""

from __future__ import annotations

from loopwise.program.objects.definitions import Instance
from loopwise.program.objects.torch_table import words
from loopwise.program.objects.values import Arguments, Items, Table, Unknown, Value, is_none

HOMES = ("transformers.", "trl.")
OWN_LOSS = "own_loss"  # the operation that stands for a loss the library's model computes itself
# Trainers of other losses (DPO, PPO ...) go round otherwise.
_TRAINERS = words("Trainer Seq2SeqTrainer SFTTrainer")
SETTINGS = words("TrainingArguments Seq2SeqTrainingArguments SFTConfig")
# The first of Trainer's parameters.
PLACES = ("model", "args", "data_collator", "train_dataset", "eval_dataset")


def trainer_of(value: Value) -> str:
    """Return the dotted name of the trainer that a value is, or that its class derives from; "" for none."""
    paths = [value.made_by] if isinstance(value, Unknown) else []
    if isinstance(value, Instance):
        paths = [base.path for base in value.cls.outside()]
    return next((path for path in paths if path.startswith(HOMES) and path.endswith("Trainer")), "")


def goes_round(path: str) -> bool:
    """Tell whether the loop of a trainer is known."""
    return path.rpartition(".")[2] in _TRAINERS


def made_by_hugging_face(path: str, arguments: Arguments, made: Value) -> Value:
    """Return what the library makes: with what it was given, where rules ask for that later."""
    if path.endswith("Output") and arguments.named:
        given = {key: value for key, value in arguments.named.items() if not is_none(value)}
        return Items("tuple", list(given.values()), names=tuple(given))
    if isinstance(made, Unknown):
        _keep(made.table, path, arguments)
    return made


def keep_given(made: Instance, arguments: Arguments) -> None:
    """Keep what the library's own `__init__` of an object was given."""
    for base in made.cls.outside():
        _keep(made.table, base.path, arguments)


def _keep(table: Table, path: str, arguments: Arguments) -> None:
    """Keep what a trainer or its settings are made with, each thing under its name."""
    if goes_round(path):
        table |= {"accelerator": Unknown("accelerate.Accelerator")}
        table |= dict(zip(PLACES, arguments.positional, strict=False)) | arguments.named
    elif path.rpartition(".")[2] in SETTINGS:
        table |= arguments.named
