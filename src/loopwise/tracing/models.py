"""Models by name: from the zoo, from a person's file or notebook, from an installed package.

model_named("zoo:vgg16").build()
model_named("net.py:Net(classes=5)").build()
model_named("week6.ipynb:CNN").build()
model_named("torch.nn:Transformer").build()

Of a script or a notebook only the statements are run that the name needs: imports, classes, constants. A training
loop beside them is not.
"""

from __future__ import annotations

import ast
import linecache
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.nn.modules.module import register_module_parameter_registration_hook
from torch.nn.parameter import is_lazy

from loopwise import zoo
from loopwise.errors import LoopwiseError
from loopwise.program.source.files import read_text
from loopwise.program.source.notebook import code_cells
from loopwise.program.source.parsing import parse
from loopwise.records import Place
from loopwise.text import Text

WANTED = Text(
    en="{given!r} names no model; it can be zoo:NAME, FILE.py:CLASS, FILE.ipynb:CLASS or PACKAGE:FACTORY.",
    ko="모델 이름으로 읽을 수 없습니다: {given!r}. zoo:이름, 파일.py:클래스, 파일.ipynb:클래스, 패키지:함수 "
    "꼴로 적으세요.",
)
NO_NAME = Text(
    en="{file} defines no {name!r}; it defines: {known}.",
    ko="{file}에 {name!r} 정의가 없습니다. 정의된 이름: {known}",
)
NO_PACKAGE = Text(
    en="the package {name!r} cannot be imported: {why}.", ko="패키지를 불러올 수 없습니다: {name!r} ({why})"
)
NOT_BUILT = Text(en="{name} could not be made: {why}.", ko="모델을 만들지 못했습니다: {name} ({why})")
NOT_A_MODEL = Text(
    en="{name} gives a {kind}, and no torch.nn.Module.", ko="{name}: torch.nn.Module이 아닙니다({kind})."
)
BROKEN = Text(
    en="{file} cannot be read as Python: {why}.", ko="파이썬 코드로 읽을 수 없습니다: {file} ({why})"
)


@dataclass(frozen=True, slots=True)
class Named:
    """A model that can be built. name: as given; title: for people; input: one sample's shape, where it is known."""

    name: str
    title: str
    build: Callable[[], nn.Module]
    input: tuple[int, ...] | None = None
    ours: bool = False


def model_named(given: str) -> Named:
    """Find the model that a name means, without building it. LoopwiseError tells what there is instead."""
    home, colon, rest = given.rpartition(":") if "(" not in given else _before_arguments(given)
    if not colon or not rest:
        raise LoopwiseError(WANTED.format(given=given), fix="loopwise trace zoo:resnet18")
    name, positional, named = _called(rest, given)
    if home == "zoo":
        card = zoo.card_of(name)
        return Named(given, name, lambda: zoo.model(name, *positional, **named), card.input, ours=True)
    finder = _in_file if home.endswith((".py", ".ipynb")) else _in_package

    def build() -> nn.Module:
        return built(finder(home, name), positional, named, given)

    return Named(given, name, build)


def built(maker: Any, positional: tuple[Any, ...], named: dict[str, Any], given: str) -> nn.Module:
    """Return the model: what was found, or what it makes when called."""
    if isinstance(maker, nn.Module):
        return maker
    try:
        model = maker(*positional, **named) if callable(maker) else maker
    except Exception as problem:  # the person's own constructor
        raise LoopwiseError(
            NOT_BUILT.format(name=given, why=f"{type(problem).__name__}: {problem}"),
            fix=f'"{given.partition("(")[0]}(10)"' if isinstance(problem, TypeError) else None,
        ) from problem
    if not isinstance(model, nn.Module):
        raise LoopwiseError(NOT_A_MODEL.format(name=given, kind=type(model).__name__))
    return model


def small_enough(named: Named, *, limit: int) -> nn.Module:
    """Build a model; on the meta device, where nothing is allocated, if it has more than `limit` parameters."""
    with torch.random.fork_rng(devices=[]):  # the caller's next draw is what it would have been
        try:
            with _at_most(limit):
                return named.build()
        except _TooLarge:
            pass
        try:
            with torch.device("meta"):
                return named.build()
        except LoopwiseError:  # a constructor that computes with its tensors
            return named.build()


class _TooLarge(BaseException):
    """More weights than wanted: no `except Exception` of a constructor catches it."""


@contextmanager
def _at_most(limit: int) -> Iterator[None]:
    """Give up on a model while it is being built: layers register their weights before they fill them."""
    total = 0

    def register(_module: nn.Module, _name: str, weight: nn.Parameter) -> None:
        nonlocal total
        total += 0 if is_lazy(weight) else weight.numel()
        if total > limit and not weight.is_meta:
            raise _TooLarge

    handle = register_module_parameter_registration_hook(register)
    try:
        yield
    finally:
        handle.remove()


def in_pieces(pieces: list[tuple[str, str]], given: str) -> Named:
    """Find a class in a program's text: (name, source) of a script, or of each cell. given: "Net" or "Net(10)"."""
    name, positional, named = _called(given, given)
    shown = pieces[0][0].partition(":cell ")[0]
    return Named(given, name, lambda: built(_defined(pieces, name, shown), positional, named, given))


def classes_in(pieces: list[tuple[str, str]]) -> list[str]:
    """Return the classes of a program that look like models: those with a `forward`. Nothing is run."""
    bodies = [node for file, text in pieces for node in _parsed(file, text, pieces[0][0])]
    classes = [node for node in bodies if isinstance(node, ast.ClassDef)]
    return [
        node.name
        for node in classes
        if any(isinstance(item, ast.FunctionDef) and item.name == "forward" for item in node.body)
    ]


def pieces_of(text: str, name: str) -> list[tuple[str, str]]:
    """Return the text of a script as one piece, that of a notebook cell by cell."""
    if name.endswith(".ipynb"):
        return [(f"{name}:cell {number}", cell) for number, cell in code_cells(text, name)]
    return [(name, text)]


def _in_file(file: str, name: str) -> Any:
    path = Path(file).expanduser()
    text = read_text(path)
    if path.suffix == ".py":
        pieces = [(str(path.resolve()), text)]
    else:
        pieces = [(f"{path.name}:cell {number}", cell) for number, cell in code_cells(text, path.name)]
    with _importable(path.resolve().parent):
        return _defined(pieces, name, path.name)


def _in_package(package: str, name: str) -> Any:
    try:
        with _importable(Path.cwd()):
            module = import_module(package)
    except ImportError as problem:
        raise LoopwiseError(NO_PACKAGE.format(name=package, why=problem)) from problem
    found: Any = module
    for part in name.split("."):
        if not hasattr(found, part):
            raise _unknown(package, name, [n for n in dir(module) if not n.startswith("_")])
        found = getattr(found, part)
    return found


def _defined(pieces: list[tuple[str, str]], name: str, shown: str) -> Any:
    statements = [(file, node) for file, text in pieces for node in _parsed(file, text, shown)]
    known = {bound for _, node in statements for bound in _binds(node)}
    if name not in known:
        classes = [node.name for _, node in statements if isinstance(node, ast.ClassDef)]
        raise _unknown(shown, name, classes or sorted(known))
    scope: dict[str, Any] = {"__name__": "loopwise_traced", "__file__": pieces[0][0]}
    for file, text in pieces:
        linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    for file, node in _needed(statements, name):
        try:
            exec(compile(ast.Module([node], []), file, "exec"), scope)
        except Exception as problem:  # the person's own statement
            raise LoopwiseError(
                NOT_BUILT.format(name=name, why=f"{type(problem).__name__}: {problem}"),
                place=Place(shown, node.lineno),
            ) from problem
    return scope[name]


def _parsed(file: str, text: str, shown: str) -> list[ast.stmt]:
    try:
        return parse(text).body
    except SyntaxError as problem:
        if ":cell " in file:
            return []  # another cell may hold the class
        raise LoopwiseError(
            BROKEN.format(file=shown, why=problem.msg), place=Place(shown, problem.lineno or 1)
        ) from None


def _needed(statements: list[tuple[str, ast.stmt]], name: str) -> list[tuple[str, ast.stmt]]:
    """Return, in order, the statements that bind `name`, and those that bind what they mention."""
    wanted, taken = {name}, set[int]()
    grown = True
    while grown:
        grown = False
        for at, (_, node) in enumerate(statements):
            if at not in taken and (_binds(node) & wanted or _star(node)):
                taken.add(at)
                wanted |= {child.id for child in ast.walk(node) if isinstance(child, ast.Name)}
                grown = True
    return [statements[at] for at in sorted(taken)]


def _binds(node: ast.stmt) -> set[str]:
    """Return the names that a statement of the module's body gives a meaning."""
    match node:
        case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
            return {node.name}
        case ast.Import() | ast.ImportFrom():
            return {(alias.asname or alias.name).split(".")[0] for alias in node.names}
        case ast.Assign():
            return {
                child.id
                for target in node.targets
                for child in ast.walk(target)
                if isinstance(child, ast.Name)
            }
        case ast.AnnAssign() if isinstance(node.target, ast.Name):
            return {node.target.id}
        case ast.If() | ast.Try():
            return {
                name
                for child in ast.iter_child_nodes(node)
                if isinstance(child, ast.stmt)
                for name in _binds(child)
            }
    return set()


def _star(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names)


def _before_arguments(given: str) -> tuple[str, str, str]:
    head, bracket, tail = given.partition("(")
    home, colon, rest = head.rpartition(":")
    return home, colon, f"{rest}{bracket}{tail}"


def _called(rest: str, given: str) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
    """Read "Net(10, width=4)": arguments are literals."""
    try:
        node = ast.parse(rest, mode="eval").body
        if isinstance(node, ast.Call):
            positional = tuple(ast.literal_eval(argument) for argument in node.args)
            named = {str(one.arg): ast.literal_eval(one.value) for one in node.keywords}
            return ast.unparse(node.func), positional, named
        return ast.unparse(node), (), {}
    except (SyntaxError, ValueError) as problem:
        raise LoopwiseError(
            WANTED.format(given=given), fix="loopwise trace 'net.py:Net(classes=10)'"
        ) from problem


def _unknown(file: str, name: str, known: list[str]) -> LoopwiseError:
    near = get_close_matches(name, known, n=1)
    return LoopwiseError(
        NO_NAME.format(file=file, name=name, known=", ".join(known[:12])),
        fix=f"{file}:{(near or known)[0]}" if known else None,
    )


@contextmanager
def _importable(folder: Path) -> Iterator[None]:
    """Let a program import the files beside it."""
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))
