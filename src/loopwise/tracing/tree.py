"""A trace as the tree of its module calls: what a reader folds and unfolds.

for node in tree_of(trace).children:
    print(node.title, node.parameters, node.multiply_adds)

No torch is loaded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from loopwise.records.traced import ModuleCall, Operation, Trace


@dataclass(slots=True)
class Node:
    """One module call with what it did, or one operation. A call of a single operation is that operation."""

    title: str
    kind: str = ""
    call: ModuleCall | None = None
    operation: Operation | None = None
    children: list[Node] = field(default_factory=list)

    def operations(self) -> Iterator[Operation]:
        """Yield every operation in it, in order."""
        if self.operation is not None:
            yield self.operation
        for child in self.children:
            yield from child.operations()

    @property
    def parameters(self) -> int:
        """Return the weights first used in it."""
        return sum(one.parameters for one in self.operations())

    @property
    def multiply_adds(self) -> int:
        """Return the multiply-adds in it."""
        return sum(one.multiply_adds for one in self.operations())

    @property
    def last(self) -> Operation:
        """Return its last operation: its result is what the call gives."""
        return list(self.operations())[-1]


def tree_of(trace: Trace) -> Node:
    """Return the root: the model with everything in it. Calls that did nothing to a tensor are left out."""
    root = Node(trace.model)
    nodes: dict[int | None, Node] = {None: root}
    pending = {call.number: call for call in trace.calls}
    for one in trace.operations:
        _open(nodes, pending, one.call).children.append(Node(one.name, operation=one))
    return _folded(root, trace)


def rows(node: Node, depth: int | None = None, level: int = 0) -> Iterator[tuple[int, Node]]:
    """Yield (level, node) in order; below `depth` levels a call is one row."""
    for child in node.children:
        yield level, child
        if child.children and (depth is None or level + 1 < depth):
            yield from rows(child, depth, level + 1)


def depth_for(root: Node, most: int) -> int | None:
    """Return the most levels whose rows are at most `most`; None where all are; never less than one."""
    if sum(1 for _ in rows(root)) <= most:
        return None
    level = 1
    while sum(1 for _ in rows(root, level + 1)) <= most:
        level += 1
    return level


def _open(nodes: dict[int | None, Node], calls: dict[int, ModuleCall], number: int | None) -> Node:
    """Return the node of a call, made with those around it where it is new."""
    if number in nodes:
        return nodes[number]
    assert number is not None
    call = calls[number]
    outer = _open(nodes, calls, call.inside)
    inside = f"{outer.call.path}." if outer.call and outer.call.path else ""
    title = call.path.removeprefix(inside) + (f" ({call.time})" if call.time > 1 else "")
    nodes[number] = Node(title, call.kind, call)
    outer.children.append(nodes[number])
    return nodes[number]


def _folded(root: Node, trace: Trace) -> Node:
    """Take the model's own call out of the way, and make calls of one operation that operation."""
    children: list[Node] = []
    for child in root.children:
        is_model = child.call is not None and child.call.path == "" and child.call.inside is None
        children += child.children if is_model else [child]
    root.children = [_single(child) for child in children]
    return root


def _single(node: Node) -> Node:
    node.children = [_single(child) for child in node.children]
    if node.call and len(node.children) == 1 and node.children[0].operation and not node.children[0].call:
        return Node(node.title, node.kind, node.call, node.children[0].operation)
    return node
