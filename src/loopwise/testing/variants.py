"""The same program written in another way, mechanically: what a fault's rule must see through.

    for variant in variants_of(fault.bad):
        write(variant, folder)          # variant.files: name -> text; variant.entry is what to check or run

Every variant computes what the program computes. A transformation that does not apply to a program (no
`nn.Sequential` to turn into a class) gives none.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from loopwise.testing import _rewrite as rewrite


@dataclass(frozen=True, slots=True)
class Variant:
    """One way of writing a program: the files it consists of, and which of them to check or run."""

    name: str
    files: Mapping[str, str]
    entry: str = "train.py"


def variants_of(source: str) -> Iterator[Variant]:
    """Yield every variant that applies to a program of one file."""
    for transform in VARIANTS:
        if variant := transform(source):
            yield variant


def write(variant: Variant, folder: Path) -> Path:
    """Write a variant's files into `folder`; return the path of its entry."""
    for name, text in variant.files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    return folder / variant.entry


def renamed(source: str) -> Variant | None:
    """Every variable gets another name: no rule may lean on `model` or `optimizer`."""
    tree = ast.parse(source)
    names = rewrite.assigned(tree)
    fresh = {name: f"값_{i}" if i % 2 else f"thing{i}" for i, name in enumerate(sorted(names))}
    return _one("renamed", rewrite.Rename(fresh).visit(tree))


def in_main(source: str) -> Variant | None:
    """Everything but imports and classes stands in `main()`."""
    tree = ast.parse(source)
    top = [
        node
        for node in tree.body
        if isinstance(node, (ast.Import, ast.ImportFrom, ast.ClassDef, ast.FunctionDef))
    ]
    body = [node for node in tree.body if node not in top]
    main = rewrite.function("main", (), body)
    guard = ast.parse('if __name__ == "__main__":\n    main()').body
    return _one("in_main", ast.Module([*top, main, *guard], []))


def in_functions(source: str) -> Variant | None:
    """The training loop is a function that is handed what it needs."""
    split = rewrite.around_loop(ast.parse(source))
    if not split:
        return None
    needs = sorted(rewrite.loaded(split.loop) & rewrite.assigned(*split.before))
    gives = sorted(rewrite.assigned(split.loop) & rewrite.loaded(*split.after))
    loop = rewrite.function("train", needs, [split.loop], returns=gives)
    call = rewrite.call_of("train", needs, into=gives)
    return _one("in_functions", ast.Module([*split.imports, loop, *split.before, call, *split.after], []))


def in_two_files(source: str) -> Variant | None:
    """Data, model, loss and optimiser come from a second file."""
    split = rewrite.around_loop(ast.parse(source))
    if not split:
        return None
    defined = {node.name for node in split.before if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    needs = sorted(rewrite.loaded(split.loop, *split.after) & (rewrite.assigned(*split.before) | defined))
    bring = ast.ImportFrom("parts", [ast.alias(name) for name in needs], 0)
    return Variant(
        "in_two_files",
        {
            "parts.py": rewrite.text(ast.Module([*split.imports, *split.before], [])),
            "train.py": rewrite.text(ast.Module([*split.imports, bring, split.loop, *split.after], [])),
        },
    )


def as_notebook(source: str) -> Variant | None:
    """One statement a cell, prose and magics between, as in a Colab notebook."""
    cells = [_cell("markdown", "# 6주차\n학습 루프"), _cell("code", "%matplotlib inline\n!pip list")]
    for node in ast.parse(source).body:
        cells += [_cell("code", rewrite.text(ast.Module([node], []))), _cell("markdown", "설명")]
    book = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    return Variant(
        "as_notebook", {"train.ipynb": json.dumps(book, ensure_ascii=False, indent=1)}, "train.ipynb"
    )


def with_aliases(source: str) -> Variant | None:
    """`import torch as T`, `from torch import nn as layers`."""
    return _one("with_aliases", rewrite.alias_imports(ast.parse(source), {"torch": "T", "nn": "layers"}))


def functional_loss(source: str) -> Variant | None:
    """`F.cross_entropy(...)` in place of `nn.CrossEntropyLoss()`."""
    tree = rewrite.functional_losses(ast.parse(source))
    return _one("functional_loss", tree) if tree else None


def sequential_as_class(source: str) -> Variant | None:
    """`nn.Sequential(a, b)` becomes a class with attributes and a `forward`."""
    tree = rewrite.sequential_to_class(ast.parse(source), functional=False)
    return _one("sequential_as_class", tree) if tree else None


def class_with_functions(source: str) -> Variant | None:
    """The same, with `F.relu(x)` and `F.softmax(x, dim=1)` in place of the modules."""
    tree = rewrite.sequential_to_class(ast.parse(source), functional=True)
    return _one("class_with_functions", tree) if tree else None


def in_a_trainer(source: str) -> Variant | None:
    """A Trainer class keeps everything on `self` and trains in a method."""
    split = rewrite.around_loop(ast.parse(source))
    if not split:
        return None
    needs = sorted(rewrite.loaded(split.loop) & rewrite.assigned(*split.before))
    gives = sorted(rewrite.assigned(split.loop) & rewrite.loaded(*split.after))
    keep = ast.parse("\n".join(f"self.{name} = {name}" for name in needs)).body
    init = rewrite.function("__init__", ["self", *needs], keep)
    fit = rewrite.function("fit", ["self"], [rewrite.on_self(split.loop, needs)], returns=gives)
    (trainer,) = ast.parse("class Trainer:\n    pass").body
    assert isinstance(trainer, ast.ClassDef)
    trainer.body = [init, fit]
    call = rewrite.call_of("fit", (), into=gives, on=rewrite.call("Trainer", needs))
    return _one("in_a_trainer", ast.Module([*split.imports, trainer, *split.before, call, *split.after], []))


def in_epochs(source: str) -> Variant | None:
    """The loop stands in a loop over epochs."""
    split = rewrite.around_loop(ast.parse(source))
    if not split:
        return None
    outer = ast.parse("for epoch in range(2):\n    pass").body[0]
    assert isinstance(outer, ast.For)
    outer.body = [split.loop]
    return _one("in_epochs", ast.Module([*split.imports, *split.before, outer, *split.after], []))


def on_a_device(source: str) -> Variant | None:
    """The model goes through `.to(device)` into another name."""
    tree = rewrite.model_to_device(ast.parse(source))
    return _one("on_a_device", tree) if tree else None


def windows_korean(source: str) -> Variant | None:
    """CRLF line ends, a Korean comment behind every statement."""
    lines = [
        f"{line}  # 한글 주석" if line and not line.endswith(("(", ",")) else line
        for line in source.splitlines()
    ]
    return Variant("windows_korean", {"학습 코드.py": "\r\n".join(lines) + "\r\n"}, "학습 코드.py")


def _one(name: str, tree: ast.AST) -> Variant:
    return Variant(name, {"train.py": rewrite.text(tree)})


def _cell(kind: str, text: str) -> dict[str, object]:
    code: dict[str, object] = {"execution_count": None, "outputs": []} if kind == "code" else {}
    return {"cell_type": kind, "metadata": {}, "source": text.splitlines(keepends=True), **code}


VARIANTS: tuple[Callable[[str], Variant | None], ...] = (
    renamed,
    in_main,
    in_functions,
    in_two_files,
    as_notebook,
    with_aliases,
    functional_loss,
    sequential_as_class,
    class_with_functions,
    in_a_trainer,
    in_epochs,
    on_a_device,
    windows_korean,
)
