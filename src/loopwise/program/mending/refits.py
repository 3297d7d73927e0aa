"""Text edits around a split: a fit moved behind it, its first part learnt from in place of the whole."""

from __future__ import annotations

import ast

from loopwise.program.evaluator.library_calls import LibraryCall
from loopwise.program.mending.blocks import line_behind
from loopwise.program.mending.repairs import statement_of, without_statement
from loopwise.program.source.sources import Site, Source, names_in
from loopwise.records import Edit, Repair


def after_the_split(call: LibraryCall) -> Repair | None:
    """Return the edits for `X = scaler.fit_transform(X)` with `train_test_split(X, ...)` below it in the block."""
    source = call.site.source
    first = statement_of(source, call.site.node)
    fitted = _fitted(first, call.site.node)
    if fitted is None or not isinstance(first, ast.Assign):
        return None
    name, transformer, given = fitted
    split = _split_of(source, first, name)
    if split is None:
        return None
    statement, train, test = split
    raw = source.between(source.place(given))
    gone = without_statement(source, first) if raw == name else Edit(source.place(first.value), raw)
    made = source.between(source.place(transformer))
    lines = [f"{train} = {made}.fit_transform({train})", f"{test} = {made}.transform({test})"]
    if not isinstance(transformer, (ast.Name, ast.Attribute)):
        lines = [f"scaler = {made}", *(line.replace(made, "scaler", 1) for line in lines)]
    put = line_behind(source, statement, *lines)
    return Repair(safe=False, edits=(gone, put)) if gone and put else None


def _fitted(statement: ast.stmt | None, call: ast.AST) -> tuple[str, ast.expr, ast.expr] | None:
    """Return name, transformer and data of `name = transformer.fit_transform(data)`."""
    if not isinstance(statement, ast.Assign) or statement.value is not call or not isinstance(call, ast.Call):
        return None
    target, function = statement.targets[0], call.func
    if len(statement.targets) > 1 or not isinstance(target, ast.Name) or len(call.args) != 1:
        return None
    if not isinstance(function, ast.Attribute) or function.attr != "fit_transform" or call.keywords:
        return None
    return target.id, function.value, call.args[0]


def _split_of(source: Source, first: ast.stmt, name: str) -> tuple[ast.Assign, str, str] | None:
    """Return the split of what has a name, and what its two parts are called; None where it is used before."""
    holder = source.parent(first)
    block = getattr(holder, "body", [])
    later = block[block.index(first) + 1 :] if first in block else []
    using = next((one for one in later if _uses(one, name)), None)
    if not isinstance(using, ast.Assign) or not isinstance(using.targets[0], ast.Tuple):
        return None
    call, parts = using.value, using.targets[0].elts
    if not isinstance(call, ast.Call) or not ast.unparse(call.func).endswith("train_test_split"):
        return None
    at = next((i for i, given in enumerate(call.args) if getattr(given, "id", "") == name), None)
    if at is None or len(parts) != 2 * len(call.args):
        return None
    train, test = parts[2 * at], parts[2 * at + 1]
    if isinstance(train, ast.Name) and isinstance(test, ast.Name):
        return using, train.id, test.id
    return None


def _uses(statement: ast.stmt, name: str) -> bool:
    return name in names_in(statement)


def other_part(site: Site, split: ast.Call) -> Repair | None:
    """Return the edit that names the first part of a split where the whole was given: `X` -> `X_train`."""
    holder = site.source.parent(split)
    names = _dealt(split, holder.targets[0]) if isinstance(holder, ast.Assign) else {}
    given = list(site.node.args) if isinstance(site.node, ast.Call) else []
    wanted = [(one, names[one.id]) for one in given if isinstance(one, ast.Name) and one.id in names]
    edits = tuple(Edit(site.source.place(one), name) for one, name in wanted)
    return Repair(safe=False, edits=edits) if edits else None


def _dealt(split: ast.Call, targets: ast.expr) -> dict[str, str]:
    """Return which name of a whole has which name of a first part beside it."""
    parts = [ast.unparse(part) for part in targets.elts] if isinstance(targets, ast.Tuple) else []
    wholes = [given.id if isinstance(given, ast.Name) else "" for given in split.args]
    if ast.unparse(split.func).endswith("random_split"):
        return {wholes[0]: parts[0]} if wholes and parts else {}
    if len(parts) != 2 * len(wholes) or set(parts) & set(wholes):
        return {}
    return dict(zip(wholes, parts[::2], strict=True))
