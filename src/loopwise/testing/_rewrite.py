"""Small rewritings of a syntax tree, for `variants`. They know torch's names, not the faults."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TypeVar

Statement = TypeVar("Statement", bound=ast.AST)

# Modules without parameters and the function that does the same.
_FUNCTIONS = {
    "ReLU": "relu",
    "Sigmoid": "sigmoid",
    "Tanh": "tanh",
    "Softmax": "softmax",
    "LogSoftmax": "log_softmax",
    "GELU": "gelu",
    "LeakyReLU": "leaky_relu",
}


@dataclass(frozen=True, slots=True)
class Split:
    """A program around its last top-level loop."""

    imports: list[ast.stmt]
    before: list[ast.stmt]
    loop: ast.stmt
    after: list[ast.stmt]


def text(tree: ast.AST) -> str:
    """Return the source of a tree."""
    return ast.unparse(ast.fix_missing_locations(tree)) + "\n"


def around_loop(tree: ast.Module) -> Split | None:
    """Split a program around its last top-level loop; None where there is none."""
    at = max((i for i, node in enumerate(tree.body) if isinstance(node, (ast.For, ast.While))), default=None)
    if at is None:
        return None
    imports: list[ast.stmt] = [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
    return Split(imports, [n for n in tree.body[:at] if n not in imports], tree.body[at], tree.body[at + 1 :])


def assigned(*nodes: ast.AST) -> set[str]:
    """Return the names bound by assignment or loop (imports, definitions and their insides left out)."""
    return _names([n for node in nodes for n in _outside_definitions(node)], ast.Store)


def loaded(*nodes: ast.AST) -> set[str]:
    """Return the names that are read."""
    return _names([n for node in nodes for n in ast.walk(node)], ast.Load)


def function(
    name: str, takes: Sequence[str], body: list[ast.stmt], returns: Sequence[str] = ()
) -> ast.FunctionDef:
    """Build `def name(takes): body; return returns`."""
    back = ast.parse(f"return {', '.join(returns)}").body if returns else []
    made = ast.parse(f"def {name}({', '.join(takes)}):\n    pass").body[0]
    assert isinstance(made, ast.FunctionDef)
    made.body = [*body, *back] or [ast.Pass()]
    return made


def call(name: str, takes: Sequence[str]) -> str:
    """Return the text `name(takes)`."""
    return f"{name}({', '.join(takes)})"


def call_of(name: str, takes: Sequence[str], *, into: Sequence[str], on: str = "") -> ast.stmt:
    """Build `into = on.name(takes)`."""
    target = f"{', '.join(into)} = " if into else ""
    return ast.parse(target + (f"{on}." if on else "") + call(name, takes)).body[0]


class Rename(ast.NodeTransformer):
    """Give names others, wherever they stand as names or arguments."""

    def __init__(self, fresh: dict[str, str]) -> None:
        self.fresh = fresh

    def visit_Name(self, node: ast.Name) -> ast.Name:
        """Rename a variable."""
        node.id = self.fresh.get(node.id, node.id)
        return node


def on_self(node: Statement, names: Collection[str]) -> Statement:
    """Turn each of `names` into an attribute of `self`."""

    class OnSelf(ast.NodeTransformer):
        def visit_Name(self, name: ast.Name) -> ast.expr:
            return ast.Attribute(ast.Name("self"), name.id, name.ctx) if name.id in names else name

    changed: Statement = OnSelf().visit(node)
    return changed


def alias_imports(tree: ast.Module, fresh: dict[str, str]) -> ast.Module:
    """Import under other names, and use those."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            for alias in node.names:
                if alias.name in fresh and not alias.asname:
                    alias.asname = fresh[alias.name]
    renamed: ast.Module = Rename(fresh).visit(tree)
    return renamed


def functional_losses(tree: ast.Module) -> ast.Module | None:
    """Turn `criterion = nn.XLoss(...)` and its calls into `F.x(...)`; None where there is no such loss."""
    losses: dict[str, ast.Call] = {}
    kept: list[ast.stmt] = []
    for node in tree.body:
        if isinstance(node, ast.Assign) and (kind := _module(node.value)) and kind.endswith("Loss"):
            assert isinstance(node.targets[0], ast.Name) and isinstance(node.value, ast.Call)
            losses[node.targets[0].id] = node.value
        else:
            kept.append(node)
    if not losses:
        return None

    class Functional(ast.NodeTransformer):
        def visit_Call(self, node: ast.Call) -> ast.Call:
            self.generic_visit(node)
            if isinstance(node.func, ast.Name) and (made := losses.get(node.func.id)):
                node.func = ast.Attribute(ast.Name("F"), _functional_name(_module(made) or ""), ast.Load())
                node.keywords += made.keywords
            return node

    tree.body = [*ast.parse("import torch.nn.functional as F").body, *kept]
    changed: ast.Module = Functional().visit(tree)
    return changed


def sequential_to_class(tree: ast.Module, *, functional: bool) -> ast.Module | None:
    """Turn the first `name = nn.Sequential(...)` into `class Net(nn.Module)` and `name = Net()`."""
    found = [n for n in tree.body if isinstance(n, ast.Assign) and _module(n.value) == "Sequential"]
    if not found:
        return None
    assign = found[0]
    assert isinstance(assign.value, ast.Call)
    layers, forward = [], []
    for i, layer in enumerate(assign.value.args):
        if functional and (name := _FUNCTIONS.get(_module(layer) or "")) and isinstance(layer, ast.Call):
            forward.append(
                f"x = F.{name}({', '.join(['x', *map(ast.unparse, [*layer.args, *layer.keywords])])})"
            )
        else:
            layers.append(f"self.layer{i} = {ast.unparse(layer)}")
            forward.append(f"x = self.layer{i}(x)")
    made = _net(layers, forward)
    at = tree.body.index(assign)
    assign.value = ast.Call(ast.Name("Net"), [], [])
    uses_f = ast.parse("import torch.nn.functional as F").body if functional else []
    tree.body = [*uses_f, *tree.body[:at], made, *tree.body[at:]]
    return tree


def model_to_device(tree: ast.Module) -> ast.Module | None:
    """Put `device = torch.device("cpu")` before the model and `.to(device)` behind it."""
    found = [n for n in tree.body if isinstance(n, ast.Assign) and _module(n.value) == "Sequential"]
    if not found:
        return None
    assign = found[0]
    assign.value = ast.Call(ast.Attribute(assign.value, "to", ast.Load()), [ast.Name("device")], [])
    at = tree.body.index(assign)
    tree.body = [*tree.body[:at], *ast.parse('device = torch.device("cpu")').body, *tree.body[at:]]
    return tree


def _net(layers: list[str], forward: list[str]) -> ast.stmt:
    lines = [
        "class Net(nn.Module):",
        "    def __init__(self):",
        "        super().__init__()",
        *(f"        {line}" for line in layers),
        "    def forward(self, x):",
        *(f"        {line}" for line in forward),
        "        return x",
    ]
    return ast.parse("\n".join(lines)).body[0]


def _functional_name(loss: str) -> str:
    """CrossEntropyLoss -> cross_entropy; torch's own irregular names stand in the table."""
    irregular = {
        "BCELoss": "binary_cross_entropy",
        "BCEWithLogitsLoss": "binary_cross_entropy_with_logits",
        "NLLLoss": "nll_loss",
        "MSELoss": "mse_loss",
        "L1Loss": "l1_loss",
        "KLDivLoss": "kl_div",
        "SmoothL1Loss": "smooth_l1_loss",
        "HuberLoss": "huber_loss",
    }
    return irregular.get(loss) or re.sub(r"(?<!^)(?=[A-Z])", "_", loss.removesuffix("Loss")).lower()


def _module(node: ast.AST) -> str | None:
    """Return "Softmax" for a call `nn.Softmax(...)`."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return (
            node.func.attr if isinstance(node.func.value, ast.Name) and node.func.value.id == "nn" else None
        )
    return None


def _outside_definitions(node: ast.AST) -> list[ast.AST]:
    found = [node]
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, (ast.FunctionDef, ast.ClassDef, ast.Lambda)):
            found += _outside_definitions(child)
    return found


def _names(nodes: list[ast.AST], context: type[ast.expr_context]) -> set[str]:
    return {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, context)}
