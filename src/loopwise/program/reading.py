"""Read a program: its cells or its text in order, then what nobody called if its text trains.

read("train.py")     read("week6.ipynb")     read_source("import torch\\n...")     read_cells([...])
"""

from __future__ import annotations

import ast
import functools
import logging
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from loopwise.errors import LoopwiseError
from loopwise.program.evaluator import (  # noqa: F401 - register how these are read
    comprehensions,
    contexts,
    matching,
)
from loopwise.program.evaluator.attributes import lookup
from loopwise.program.evaluator.calls import ask, call_function, instantiate
from loopwise.program.evaluator.machine import ExhaustedError, Machine
from loopwise.program.evaluator.statements import annotated
from loopwise.program.facts.model_input import models_nobody_asks
from loopwise.program.garbage import collector_at_rest
from loopwise.program.objects.definitions import Class, Function, Instance
from loopwise.program.objects.hugging_face import SETTINGS
from loopwise.program.objects.modules import Container, trains_itself
from loopwise.program.objects.numbers import Setting, whole_number
from loopwise.program.objects.scopes import Scope
from loopwise.program.objects.torch_table import LOSS_KINDS, LOSSES
from loopwise.program.objects.values import Arguments, Const, Dict, Items, Unknown, Value, is_none
from loopwise.program.program import Program
from loopwise.program.source.files import read_text, shown, too_large
from loopwise.program.source.parsing import LARGEST, parse, syntax_place, why_unparsed
from loopwise.program.source.project import Project
from loopwise.program.source.sources import Source, nodes_in
from loopwise.records import NotFollowed
from loopwise.shapes import Shape
from loopwise.text import Text

log = logging.getLogger("loopwise")

_LEARNS = frozenset(("backward", "step", "zero_grad", *SETTINGS, *LOSS_KINDS, *LOSSES))


def read(path: str | Path, *, input_shape: Shape | None = None) -> Program:
    """Read a .py or .ipynb file, and the files of its project that it imports.

    input_shape: of one sample of the model's input, where the program does not say it.
    LoopwiseError if it is missing, no text, too large, no notebook, or its grammar is broken.
    """
    path = Path(path)
    name = shown(path)
    text = read_text(path, name)
    if path.suffix == ".ipynb":
        from loopwise.program.source.notebook import code_cells  # json, only for notebooks

        return _read_cells(code_cells(text, name), name, path, input_shape)
    return _read_script(text, name, path, input_shape)


def read_source(text: str, path: str = "<source>", *, input_shape: Shape | None = None) -> Program:
    """Read a program given as text: a script, or the JSON of a notebook."""
    if text.lstrip().startswith("{") and '"cells"' in text:
        from loopwise.program.source.notebook import code_cells

        program = _read_cells(code_cells(text, path), path, None, input_shape)
        program.document = text
        return program
    return _read_script(text, path, None, input_shape)


def read_cells(
    cells: Sequence[str], path: str = "<notebook>", *, input_shape: Shape | None = None
) -> Program:
    """Read cells that were executed in this order; numbers count from 1, empty ones included."""
    return _read_cells(
        [(number, text) for number, text in enumerate(cells, start=1) if text.strip()],
        path,
        None,
        input_shape,
    )


def _read_script(text: str, name: str, path: Path | None, input_shape: Shape | None) -> Program:
    if len(text) > LARGEST:
        raise too_large(name)
    try:
        source = Source(name, text, parse(text))
    except SyntaxError as problem:
        why = why_unparsed(problem, text)
        raise LoopwiseError(
            Text(en=f"{name} cannot be parsed: {why}", ko=f"구문을 해석할 수 없습니다: {name} ({why})"),
            fix=Text(en="correct this line first.", ko="이 줄을 먼저 고치세요."),
            place=syntax_place(problem, name),
        ) from problem
    return _evaluated([source], [], path, input_shape)


def _read_cells(
    cells: Sequence[tuple[int, str]], name: str, path: Path | None, input_shape: Shape | None
) -> Program:
    if sum(len(text) for _, text in cells) > LARGEST:
        raise too_large(name)
    sources: list[Source] = []
    notes: list[NotFollowed] = []
    for number, text in cells:
        try:
            sources.append(Source(name, text, parse(text), number))
        except SyntaxError as problem:
            notes.append(NotFollowed(syntax_place(problem, name, number), why_unparsed(problem, text)))
            sources.append(Source(name, text, ast.Module([], []), number))
    return _evaluated(sources, notes, path, input_shape)


def _evaluated(
    sources: list[Source], notes: list[NotFollowed], path: Path | None, input_shape: Shape | None
) -> Program:
    scope = Scope(path=str(path or ""))
    scope.table["__name__"] = Const("__main__")
    machine = Machine(Project(path), sources[0], scope)
    machine.notes += notes
    machine.input_shape = input_shape
    with collector_at_rest():
        try:
            _read_all(machine, sources)
        except ExhaustedError:
            machine.note_at(sources[-1], "budget")
        return Program(machine, sources)


def _read_all(machine: Machine, sources: list[Source]) -> None:
    for source in sources:
        machine.source = source
        for statement in source.tree.body:
            _guarded(machine, functools.partial(machine.run, [statement]), statement)
    _read_uncalled(machine, {source.path for source in sources})
    if machine.input_shape is not None:
        _ask_unasked(machine)


def _guarded(machine: Machine, read_part: Callable[[], object], node: ast.AST) -> None:
    """Read a part; what cannot be read to its end is noted, and the rest of the program goes on."""
    state = machine.state()
    try:
        read_part()
    except ExhaustedError:
        machine.cut()
        machine.restore(state)
        raise
    except Exception as problem:
        if not isinstance(problem, RecursionError):
            log.exception("a part of %s could not be followed", machine.source.path)
        machine.cut()
        machine.restore(state)
        machine.note(node)


def _read_uncalled(machine: Machine, paths: set[str]) -> None:
    """Read functions handed to code not seen, then functions and methods that learn and nobody called."""
    machine.called |= {
        f.node for f in machine.functions if f.is_decorated("xfail")
    }  # to fail is what they are for
    for function in machine.handed[:40]:
        if function.node not in machine.called:
            _read_alone(machine, function)
    waiting = [
        f
        for f in machine.functions
        if f.source.path in paths and f.owner is None and f.node not in machine.called
    ]
    classes = [cls for cls in machine.classes if cls.source.path in paths]
    if not waiting and not any(trains_itself(cls) or _uncalled(machine, cls) for cls in classes):
        return
    learning = _learning([*[f.node for f in waiting], *[cls.node for cls in classes]])
    roots = _not_mentioned(learning)
    for function in sorted((f for f in waiting if f.node in learning), key=lambda f: f.node not in roots):
        if function.node not in machine.called:
            _read_alone(machine, function)
    for cls in classes:
        if cls.node in learning:
            _read_methods(machine, cls)


def _ask_unasked(machine: Machine) -> None:
    """Ask the model that the program only makes or defines: the person has said with what."""
    for model in models_nobody_asks(machine, functools.partial(_made, machine)):
        site = model.site if isinstance(model, (Instance, Container)) else machine.site(machine.source.tree)
        _guarded(machine, functools.partial(ask, machine, model, Arguments([Unknown()]), site), site.node)


def _read_alone(machine: Machine, function: Function) -> None:
    """Call a function with parameters of which only the annotations are known."""
    machine.alone.add(function.node)
    given = Arguments((), _unseen(machine, function))
    _guarded(machine, lambda: call_function(machine, function, given, function.node, None), function.node)


def _unseen(machine: Machine, function: Function) -> dict[str, Value]:
    """Return what is known of the parameters of a function nobody calls; one that is None by default may be given."""
    defaults = function.defaults.items()
    optional = {name: Unknown() for name, value in defaults if is_none(value) or _may_be_added(name, value)}
    return {**_lengths_by_default(function), **optional, **annotated(machine, function)}


def _lengths_by_default(function: Value | None) -> dict[str, Value]:
    """Return the parameters that are whole numbers by default: a default and no more, as the command line's."""
    defaults = function.defaults.items() if isinstance(function, Function) else ()
    return {name: length for name, value in defaults if (length := _by_default(value)) is not None}


def _by_default(value: Value) -> Value | None:
    number = whole_number(value)
    if number is not None:
        return Setting(number, of_call=True)
    if not isinstance(value, Items) or value.kind != "tuple":
        return None
    items = [_by_default(item) or item for item in value.items]
    return Items("tuple", items, names=value.names, closed=value.closed)


def _may_be_added(name: str, default: Value) -> bool:
    """Whether others may give code of theirs where there is none by default: `callbacks=()`, `hooks=None`."""
    held = (
        default.items if isinstance(default, Items) else default.table if isinstance(default, Dict) else None
    )
    empty = held is not None and not held
    return empty or (
        is_none(default) and any(word in name for word in ("callback", "hook", "plugin", "handler"))
    )


def _read_methods(machine: Machine, cls: Class) -> None:
    """Call the methods of a class that learn and that nobody called, on one object of it."""
    methods = [method for method in _uncalled(machine, cls) if _words(method.node) & _LEARNS]
    made = machine.instances.get(cls.node)
    if trains_itself(cls):
        from loopwise.program.evaluator.trainers.lightning import fit

        made = made or _made(machine, cls)
        step = lookup(cls, "training_step")
        if made is not None and isinstance(step, Function) and step.node not in machine.called:
            _guarded(machine, functools.partial(fit, machine, made, Arguments([made]), cls.node), cls.node)
    for method in methods:
        if method.node in machine.called:
            continue
        made = made or _made(machine, cls)
        if made is not None and method.name != "__init__":
            _forget_none(made, method)
            _read_method(machine, made, method)


def _forget_none(made: Instance, method: Function) -> None:
    """What is None at first and set by another method may be anything when a method is called out of sight."""
    empty = [name for name, value in made.table.items() if isinstance(value, Value) and is_none(value)]
    set_later = [name for name in empty if made.cls.setters(name) - {"__init__", method.name}]
    made.table.update({name: Unknown() for name in set_later})


def _uncalled(machine: Machine, cls: Class) -> list[Function]:
    """Return the methods of a class that nobody called."""
    own = (value for value in cls.table.values() if isinstance(value, Function) and value.owner is cls)
    return [method for method in own if method.node not in machine.called]


def _made(machine: Machine, cls: Class) -> Instance | None:
    """Make an object of a class, of which only the defaults are known; None if that cannot be read."""
    init = lookup(cls, "__init__")
    defaults = init.defaults if isinstance(init, Function) else {}
    given: dict[str, Value] = {
        name: Unknown() for name, value in defaults.items() if _may_be_added(name, value)
    }
    if machine.input_shape is None:
        given = {**_lengths_by_default(init), **given}
    _guarded(machine, lambda: instantiate(machine, cls, Arguments((), given), cls.node), cls.node)
    return machine.instances.get(cls.node)


def _read_method(machine: Machine, made: Instance, method: Function) -> None:
    machine.alone.add(method.node)
    given = Arguments((made,), {k: v for k, v in _unseen(machine, method).items() if k != "self"})
    _guarded(machine, lambda: call_function(machine, method, given, method.node, made), method.node)


def _learning(nodes: Iterable[ast.AST]) -> dict[ast.AST, frozenset[str]]:
    """Return the definitions whose text learns, or that name one that does; with the words they hold."""
    words = {node: _words(node) for node in nodes}
    learning = {node: held for node, held in words.items() if held & _LEARNS}
    grown = True
    while grown:
        names = {getattr(node, "name", "") for node in learning}
        more = {node: held for node, held in words.items() if node not in learning and held & names}
        learning |= more
        grown = bool(more)
    return learning


def _not_mentioned(learning: dict[ast.AST, frozenset[str]]) -> set[ast.AST]:
    """Return the definitions that no other one names: where the program begins."""
    return {
        node
        for node in learning
        if not any(getattr(node, "name", "") in held for other, held in learning.items() if other is not node)
    }


def _words(node: ast.AST) -> frozenset[str]:
    """Return every name and attribute a definition mentions."""
    return frozenset(
        part.id if isinstance(part, ast.Name) else part.attr
        for part in nodes_in(node)
        if isinstance(part, (ast.Name, ast.Attribute))
    )
