"""Mutations of what is done to the data before a model sees it: splits, scalers, seeds."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from planting.code import Code, Edit, lines
from planting.mutations import plants


@plants("fitted-on-all-data")
def fitted_before_the_split(code: Code) -> Iterator[Edit]:
    whole = _whole_of(code)
    for call in code.calls("fit"):
        given = call.args[0] if len(call.args) == 1 else None
        made = ast.unparse(call.func)
        if given is not None and code.of(given) in whole and ("Scaler" in made or "scaler" in made):
            yield Edit(replace=[(given, whole[code.of(given)])], lines=set(lines(call)))


@plants("trained-on-test")
def loaded_before_the_split(code: Code) -> Iterator[Edit]:
    for call in code.calls("random_split"):
        targets = code.parent[call].targets[0] if isinstance(code.parent[call], ast.Assign) else None
        first = code.of(targets.elts[0]) if isinstance(targets, ast.Tuple) else ""
        loaders = [c for c in code.calls("DataLoader") if c.args and code.of(c.args[0]) == first]
        if len(loaders) == 1 and isinstance(call.args[0], ast.Name):
            yield Edit(replace=[(loaders[0].args[0], call.args[0].id)], lines=set(lines(loaders[0])))


@plants("trained-on-test")
def rows_joined_twice(code: Code) -> Iterator[Edit]:
    for call in code.calls("train_test_split"):
        stmt = code.statement(call)
        wholes = [arg.id for arg in call.args if isinstance(arg, ast.Name)]
        if len(wholes) == len(call.args) == 2 and "import numpy as np" in code.text:
            text = "\n".join(f"{name} = np.concatenate([{name}, {name}[:20]])" for name in wholes)
            yield Edit(put=[(stmt, "before", text)], lines=set(lines(stmt)))


@plants("seed-missing")
def seed_dropped(code: Code) -> Iterator[Edit]:
    seeds = code.bare("manual_seed")
    if len(seeds) == 1 and code.text.count("seed") == 1 and code.optimiser_call:
        rest = range(seeds[0].lineno, len(code.rows) + 1)
        yield Edit(drop=seeds, lines=set(rest))


def _whole_of(code: Code) -> dict[str, str]:
    """Return the names of training parts, and the whole each was split off from, no part of another split."""
    found = {}
    for call in code.calls("train_test_split"):
        targets = code.parent[call].targets[0] if isinstance(code.parent[call], ast.Assign) else None
        if isinstance(targets, ast.Tuple) and isinstance(call.args[0], ast.Name):
            found |= dict.fromkeys(map(code.of, targets.elts), call.args[0].id)
    return {part: whole for part, whole in found.items() if whole not in found}


@plants("inputs-not-scaled")
def scaler_dropped(code: Code) -> Iterator[Edit]:
    scaled = [call for call in code.calls("transform", "fit_transform") if len(call.args) == 1]
    raw = code.calls("load_wine", "load_breast_cancer")
    if raw and scaled and not code.calls("inverse_transform"):
        made = {line for call in [*raw, *code.calls("tensor", "from_numpy")] for line in lines(call)}
        yield Edit(replace=[(call, code.of(call.args[0])) for call in scaled], lines=made)


@plants("sample-not-a-tensor")
def transform_dropped(code: Code) -> Iterator[Edit]:
    for call in code.calls("MNIST", "FashionMNIST", "KMNIST", "CIFAR10", "CIFAR100", "ImageFolder"):
        kept = [word for word in call.keywords if word.arg != "transform"]
        if len(kept) < len(call.keywords):
            given = ", ".join(
                [*map(code.of, call.args), *(f"{word.arg}={code.of(word.value)}" for word in kept)]
            )
            yield Edit(replace=[(call, f"{code.of(call.func)}({given})")], lines=set(lines(call)))


@plants("sample-not-a-tensor")
def sample_not_returned(code: Code) -> Iterator[Edit]:
    for method in code.all(ast.FunctionDef):
        returns = [part for part in ast.walk(method) if isinstance(part, ast.Return)]
        if method.name == "__getitem__" and len(returns) == 1 and returns[0].value is not None:
            text = f"sample = {code.of(returns[0].value)}"
            yield Edit(replace=[(returns[0], text)], lines=set(lines(method)))
