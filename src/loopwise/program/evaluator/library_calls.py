"""Calls of libraries that rules ask about by name: `random_split`, `scaler.fit_transform`, `torch.manual_seed`.

for call in program.calls("sklearn.model_selection.train_test_split"): call.place
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from loopwise.program.objects.values import Arguments, Value

if TYPE_CHECKING:
    from loopwise.program.flow.events import Condition, Frame, LoopRun
    from loopwise.program.source.sources import Site
    from loopwise.records import Place


class LibraryCall:
    """One call of a library's function, class or method.

    path: dotted name; of a method that of what made the object: "sklearn.preprocessing.StandardScaler.fit".
    name: its last part.
    receiver: the object of a method, None for a function.  out: what came out.
    order, number: how many events, and how many calls, had happened before it.
    """

    __slots__ = (
        "again",
        "arguments",
        "conditions",
        "frames",
        "loops",
        "name",
        "number",
        "order",
        "out",
        "path",
        "receiver",
        "site",
    )

    def __init__(
        self,
        path: str,
        receiver: Value | None,
        arguments: Arguments,
        out: Value,
        site: Site,
        *,
        order: int,
        number: int,
        again: bool,
        loops: tuple[LoopRun, ...],
        conditions: tuple[Condition, ...],
        frames: tuple[Frame, ...],
    ) -> None:
        self.path = path
        self.name = path.rpartition(".")[2]
        self.receiver = receiver
        self.arguments = arguments
        self.out = out
        self.site = site
        self.order = order
        self.number = number
        self.again = again
        self.loops = loops
        self.conditions = conditions
        self.frames = frames

    @property
    def home(self) -> str:
        """The dotted path in front of its name: a module, or the class of the object it was called on."""
        return self.path.rpartition(".")[0]

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.site.place

    def is_(self, *paths: str) -> bool:
        """Tell whether it is one of these; a path may name the end only: ".KFold.split"."""
        return any(self.path == path or (path[:1] == "." and self.path.endswith(path)) for path in paths)


def last_name(path: str) -> str:
    """Return the last part of a dotted name."""
    return path.rpartition(".")[2]


def assigned_name(site: Site, part: int | None = None) -> str:
    """Return the name a program gives what stands at a site: of an assignment, a keyword, a dictionary's key.

    part: which of the things it is unpacked into. "" if it has no name there.
    """
    node: ast.AST | None = site.node
    holder = site.source.parent(node) if node is not None else None
    if isinstance(holder, ast.Assign) and len(holder.targets) == 1:
        return _target_name(holder.targets[0], part)
    if isinstance(holder, (ast.AnnAssign, ast.NamedExpr)):
        return _target_name(holder.target, part)
    if isinstance(holder, ast.keyword):
        return holder.arg or ""
    if isinstance(holder, ast.Dict):
        keys = [key for key, value in zip(holder.keys, holder.values, strict=True) if value is node]
        key = keys[0] if keys else None
        return str(key.value) if isinstance(key, ast.Constant) else ""
    if isinstance(holder, ast.Tuple) and isinstance(node, ast.expr) and node in holder.elts:
        return assigned_name(type(site)(site.source, holder), holder.elts.index(node))
    return ""


def _target_name(target: ast.expr, part: int | None) -> str:
    if isinstance(target, (ast.Tuple, ast.List)):
        inside = part is not None and part < len(target.elts)
        return _target_name(target.elts[part], None) if inside and part is not None else ""
    if part is not None:
        return ""
    return (
        target.id
        if isinstance(target, ast.Name)
        else target.attr
        if isinstance(target, ast.Attribute)
        else ""
    )
