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


def _whole_of(code: Code) -> dict[str, str]:
    """Return the names of training parts, and the whole each was split off from, no part of another split."""
    found = {}
    for call in code.calls("train_test_split"):
        targets = code.parent[call].targets[0] if isinstance(code.parent[call], ast.Assign) else None
        if isinstance(targets, ast.Tuple) and isinstance(call.args[0], ast.Name):
            found |= dict.fromkeys(map(code.of, targets.elts), call.args[0].id)
    return {part: whole for part, whole in found.items() if whole not in found}
