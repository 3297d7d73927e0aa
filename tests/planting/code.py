"""A program whose text can be edited at the nodes of its tree: what the mutations of this folder stand on.

code = Code(text)
code.edited(drop=[code.zero])        # -> Edited: the new text, and where every old line went

Comments, formatting and everything not edited stay as they are.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

LOSSES = {
    "CrossEntropyLoss": "cross_entropy",
    "BCEWithLogitsLoss": "binary_cross_entropy_with_logits",
    "BCELoss": "binary_cross_entropy",
    "NLLLoss": "nll_loss",
    "MSELoss": "mse_loss",
    "L1Loss": "l1_loss",
    "SmoothL1Loss": "smooth_l1_loss",
}
FUNCTIONAL = {function: loss for loss, function in LOSSES.items()}


@dataclass(frozen=True)
class Edited:
    """Text after an edit. now: old line -> new line, for lines that are still there.  new: lines put in."""

    text: str
    now: dict[int, int]
    new: frozenset[int]


@dataclass
class Edit:
    """What to change. lines: old lines at which a finding is right; those put in are right as well.

    put: (statement, "before" | "after", text), the text indented as the statement is.
    """

    replace: list[tuple[ast.AST, str]] = field(default_factory=list)
    drop: list[ast.stmt] = field(default_factory=list)
    put: list[tuple[ast.stmt, str, str]] = field(default_factory=list)
    lines: set[int] = field(default_factory=set)


class Code:
    """A parsed program, with the few nouns that the mutations ask for."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tree = ast.parse(text)
        self.rows = text.split("\n")
        self.parent = {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}

    # -- asking

    def all(self, kind: type[ast.AST] | tuple[type[ast.AST], ...]) -> Iterator[ast.AST]:
        """Return the nodes of a kind in the order of the text."""
        found = [node for node in ast.walk(self.tree) if isinstance(node, kind)]
        return iter(sorted(found, key=lambda node: (node.lineno, node.col_offset)))

    def of(self, node: ast.AST) -> str:
        """Return a node's own text."""
        return ast.get_source_segment(self.text, node) or ""

    def calls(self, *names: str) -> list[ast.Call]:
        """Return the calls of a name or attribute of these names, whatever stands before the dot."""
        return [call for call in self.all(ast.Call) if last(call.func) in names]

    def above(self, node: ast.AST) -> Iterator[ast.AST]:
        """Return the nodes around a node, the nearest first."""
        while node in self.parent:
            node = self.parent[node]
            yield node

    def nearest(self, node: ast.AST, kind: type[ast.AST] | tuple[type[ast.AST], ...]) -> ast.AST | None:
        """Return the innermost node of a kind around a node."""
        return next((up for up in self.above(node) if isinstance(up, kind)), None)

    def statement(self, node: ast.AST) -> ast.stmt:
        """Return the statement a node stands in."""
        return node if isinstance(node, ast.stmt) else self.nearest(node, ast.stmt)

    def block(self, stmt: ast.stmt) -> list[ast.stmt]:
        """Return the block a statement stands in."""
        for _, value in ast.iter_fields(self.parent[stmt]):
            if isinstance(value, list) and stmt in value:
                return value
        raise AssertionError(stmt)

    def bare(self, name: str) -> list[ast.Expr]:
        """Return the statements that are nothing but a method call: `x.name(...)`."""
        return [
            self.parent[call]
            for call in self.calls(name)
            if isinstance(call.func, ast.Attribute) and isinstance(self.parent[call], ast.Expr)
        ]

    # -- the nouns of training

    @cached_property
    def schedulers(self) -> set[str]:
        """Names that hold a learning-rate schedule."""
        return self._named(lambda of: "lr_scheduler" in of or last_word(of).endswith(("LR", "Plateau")))

    @cached_property
    def optimiser_call(self) -> ast.Call | None:
        """The only optimiser that is built."""
        built = [
            c for c in self.all(ast.Call) if last(c.func) in {"SGD", "Adam", "AdamW", "RMSprop", "Adagrad"}
        ]
        return built[0] if len(built) == 1 else None

    @cached_property
    def backward(self) -> ast.Expr | None:
        """The only backward of the program."""
        return only(self.bare("backward")) if len(self.calls("backward")) == 1 else None

    @cached_property
    def zero(self) -> ast.Expr | None:
        """The only zero_grad of the program."""
        return only(self.bare("zero_grad")) if len(self.calls("zero_grad")) == 1 else None

    @cached_property
    def step(self) -> ast.Expr | None:
        """The only step of an optimiser."""
        steps = [
            stmt
            for stmt in self.bare("step")
            if "opt" in self.of(stmt.value.func).lower()
            and self.of(stmt.value.func.value) not in self.schedulers
        ]
        return only(steps)

    @cached_property
    def schedule(self) -> ast.Expr | None:
        """The only step of a schedule that counts epochs."""
        steps = [s for s in self.bare("step") if self.of(s.value.func.value) in self.schedulers]
        return only(steps) if not any(s.value.args for s in steps) else None

    @cached_property
    def batches(self) -> ast.For | None:
        """The loop around the only backward."""
        return self.nearest(self.backward, (ast.For, ast.While)) if self.backward else None

    @cached_property
    def losses(self) -> set[str]:
        """The losses the program builds or calls, by class name."""
        return {last(c.func) for c in self.calls(*LOSSES)} | {
            FUNCTIONAL[last(c.func)] for c in self.calls(*FUNCTIONAL)
        }

    @cached_property
    def loss(self) -> str:
        """The only kind of loss, "" if there are several or none."""
        return next(iter(self.losses)) if len(self.losses) == 1 else ""

    @cached_property
    def loss_calls(self) -> list[ast.Call]:
        """Calls of the only loss that a backward follows in the same block, with two positional arguments."""
        built = self._named(lambda of: last_word(of) in LOSSES) | {
            "criterion",
            "loss_fn",
            "loss_func",
            "self.loss_fn",
        }
        calls = [c for c in self.all(ast.Call) if self.of(c.func) in built or last(c.func) in FUNCTIONAL]
        return [c for c in calls if len(c.args) == 2 and self._is_learnt_from(c)]

    @cached_property
    def plain(self) -> bool:
        """One optimiser, one loss, one backward, one step, one zero_grad: nothing a mutation could mistake."""
        parts = (self.optimiser_call, self.loss, self.backward, self.step, self.zero, self.batches)
        return all(parts) and len(self.loss_calls) == 1

    @cached_property
    def model_class(self) -> ast.ClassDef | None:
        """The only class of the program that is a model with a forward."""
        found = [c for c in self.all(ast.ClassDef) if any(last(base) == "Module" for base in c.bases)]
        return found[0] if len(found) == 1 else None

    @cached_property
    def model_return(self) -> ast.Return | None:
        """The only return of the only model's forward."""
        if self.model_class is None:
            return None
        forward = [f for f in self.model_class.body if isinstance(f, ast.FunctionDef) and f.name == "forward"]
        returns = [node for f in forward for node in ast.walk(f) if isinstance(node, ast.Return)]
        found = only(returns)
        return found if found and found.value and not isinstance(found.value, ast.Tuple) else None

    @cached_property
    def sequential(self) -> ast.Call | None:
        """The only nn.Sequential, where it is the whole model."""
        found = self.calls("Sequential")
        whole = len(found) == 1 and not any(
            last(b) == "Module" for c in self.all(ast.ClassDef) for b in c.bases
        )
        inside = set(ast.walk(found[0])) if found else set()
        whole = whole and all(call in inside for call in self.calls("Linear", "Conv2d"))
        return (
            found[0] if whole and found[0].args and not isinstance(found[0].args[-1], ast.Starred) else None
        )

    @cached_property
    def training_lines(self) -> set[int]:
        """The lines at which the absence of a step of training can be shown."""
        parts = [p for p in (self.backward, self.step, self.zero) if p] + [
            self.statement(c) for c in self.loss_calls
        ]
        return {line for part in parts for line in lines(part)} | (
            {self.batches.lineno} if self.batches else set()
        )

    def all_models(self) -> bool:
        """Tell whether the program has any layer."""
        return any(last(c.func) in {"Linear", "Conv2d", "Sequential"} for c in self.all(ast.Call))

    # -- editing

    def edited(self, edit: Edit) -> Edited:
        """Return the program after an edit."""
        rows = [[line] for line in range(1, len(self.rows) + 1)]  # old lines of each row
        texts = list(self.rows)
        for node, text in sorted(
            edit.replace, key=lambda pair: (pair[0].lineno, pair[0].col_offset), reverse=True
        ):
            first, end = node.lineno - 1, node.end_lineno - 1
            head = texts[first].encode()[: node.col_offset].decode()
            tail = texts[end].encode()[node.end_col_offset :].decode()
            texts[first : end + 1] = [head + text + tail]
            rows[first : end + 1] = [[line for row in rows[first : end + 1] for line in row]]
        at = {line: index for index, row in enumerate(rows) for line in row}
        before: dict[int, list[str]] = {}
        for stmt, side, text in edit.put:
            indent = " " * stmt.col_offset
            row = at[stmt.lineno] if side == "before" else at[stmt.end_lineno] + 1
            before.setdefault(row, []).extend(indent + line for line in text.split("\n"))
        gone = {at[line] for stmt in edit.drop for line in lines(stmt)}
        passed = {at[stmt.lineno] for stmt in edit.drop if len(self.block(stmt)) == 1}
        out: list[str] = []
        now: dict[int, int] = {}
        new: set[int] = set()
        for row in range(len(texts) + 1):
            for text in before.get(row, []):
                out.append(text)
                new.add(len(out))
            if row == len(texts):
                break
            if row in gone and row not in passed:
                continue
            out.append(" " * _indent(texts[row]) + "pass" if row in passed else texts[row])
            now |= {line: len(out) for line in rows[row]}
        return Edited("\n".join(out), now, frozenset(new))

    def _named(self, wanted: Callable[[str], bool]) -> set[str]:
        return {
            self.of(target)
            for node in self.all(ast.Assign)
            for target, value in _pairs(node)
            if isinstance(value, ast.Call) and wanted(self.of(value.func))
        }

    def _is_learnt_from(self, call: ast.Call) -> bool:
        if self.backward is None:
            return False
        stmt = self.statement(call)
        return stmt is self.backward or self.backward in self.block(stmt)


def last(node: ast.AST) -> str:
    """Return the last name of a dotted one."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def last_word(text: str) -> str:
    """Return what stands after the last dot."""
    return text.rpartition(".")[2]


def lines(node: ast.AST) -> range:
    """Return the lines a node stands on."""
    return range(node.lineno, node.end_lineno + 1)


def only(found: Iterable[ast.AST]) -> ast.AST | None:
    """Return the only one of them."""
    listed = list(found)
    return listed[0] if len(listed) == 1 else None


def _indent(row: str) -> int:
    return len(row) - len(row.lstrip())


def _pairs(node: ast.Assign) -> Iterator[tuple[ast.AST, ast.AST]]:
    for target in node.targets:
        if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
            yield from zip(target.elts, node.value.elts, strict=False)
        else:
            yield target, node.value
