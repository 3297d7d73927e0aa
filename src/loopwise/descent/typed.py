"""Any function of x and y, typed in: read by a whitelist over Python's own grammar, never evaluated as a program.

>>> float(typed("3*x**2 + y**2").value(5.0, 4.0))
91.0

Gradients come from torch's autograd, so they are torch's everywhere, kinks included.
"""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any

import numpy as np
import torch
from torch import Tensor

from loopwise.descent.surfaces._surface import Surface
from loopwise.errors import LoopwiseError
from loopwise.text import Text

ON_PAPER = {"^": "**", "²": "**2", "³": "**3", "·": "*", "×": "*", "÷": "/", "−": "-"}
USUAL = {
    "ln": "log",
    "pow": "x**2",
    "square": "x**2",
    "power": "x**2",
    "tg": "tan",
    "sen": "sin",
    "arctg": "arctan",
}

Compiled = Callable[[Tensor, Tensor], Tensor]

LONGEST = 500  # characters
DEEPEST = 60  # brackets inside brackets

FUNCTIONS: Mapping[str, Callable[..., Tensor]] = {
    "abs": torch.abs, "arctan": torch.arctan, "atan": torch.arctan, "cos": torch.cos, "cosh": torch.cosh,
    "exp": torch.exp, "floor": torch.floor, "log": torch.log, "log1p": torch.log1p, "log2": torch.log2,
    "max": torch.maximum, "maximum": torch.maximum, "min": torch.minimum, "minimum": torch.minimum,
    "relu": torch.relu, "sigmoid": torch.sigmoid, "sign": torch.sign, "sin": torch.sin, "sinh": torch.sinh,
    "softplus": torch.nn.functional.softplus, "sqrt": torch.sqrt, "tan": torch.tan, "tanh": torch.tanh,
}  # fmt: skip
CONSTANTS = {"pi": math.pi, "e": math.e}
_TWO = ("max", "maximum", "min", "minimum")
_BINARY: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
_UNARY: Mapping[type[ast.unaryop], Callable[[Any], Any]] = {ast.USub: operator.neg, ast.UAdd: operator.pos}


class TypedSurface(Surface):
    """f(x, y) of torch tensors, typed in or handed over as a Python function."""

    title = Text(en="a function of your own", ko="직접 쓴 함수")

    def __init__(self, function: Callable[[Any, Any], Any], source: str) -> None:
        self._function = function
        self.typed_source = source

    @property
    def name(self) -> str:
        """What was typed."""
        return self.typed_source

    def value(self, x: Any, y: Any) -> Any:
        """Return f(x, y) as numpy float64."""
        with torch.no_grad():
            return self._called(_tensor(x), _tensor(y)).numpy()

    def gradient(self, x: Any, y: Any) -> tuple[Any, Any]:
        """Return the derivatives by x and y, by autograd."""
        at = _tensor(x).requires_grad_(), _tensor(y).requires_grad_()
        with torch.enable_grad():
            total = self._called(*at).sum()
        if not total.requires_grad:  # a constant
            return np.zeros_like(at[0].detach().numpy()), np.zeros_like(at[1].detach().numpy())
        gx, gy = torch.autograd.grad(total, at, allow_unused=True, materialize_grads=True)
        return gx.numpy(), gy.numpy()

    def _called(self, x: Tensor, y: Tensor) -> Tensor:
        try:
            value = self._function(x, y)
        except LoopwiseError:
            raise
        except Exception as problem:  # a person's own function: whatever it raises is told
            raise LoopwiseError(
                Text(
                    en=f"the function {self.typed_source} failed: {type(problem).__name__}: {problem}",
                    ko=f"함수를 계산하지 못했습니다: {self.typed_source} ({type(problem).__name__}: {problem})",
                )
            ) from problem
        value = torch.as_tensor(value, dtype=torch.float64)
        if value.ndim and value.shape != x.shape:
            raise LoopwiseError(
                Text(
                    en=f"the function {self.typed_source} returns shape {tuple(value.shape)} for points of shape "
                    f"{tuple(x.shape)}; it has to return one number for each point.",
                    ko=f"함수({self.typed_source})의 결과 형상이 {tuple(value.shape)}입니다. 점마다 숫자 하나씩, "
                    f"형상 {tuple(x.shape)}이어야 합니다.",
                ),
                fix=Text(
                    en="write it with torch's element-wise functions", ko="torch의 원소별 함수로 쓰세요"
                ),
            )
        return value.expand(x.shape)


def typed(source: str) -> TypedSurface:
    """Read f(x, y); LoopwiseError names the place and what could stand there."""
    source = source.strip()
    if not source or len(source) > LONGEST:
        raise LoopwiseError(
            Text(
                en=f"a function has 1 to {LONGEST} characters; this has {len(source)}.",
                ko=f"식은 1~{LONGEST}자여야 합니다. 지금 {len(source)}자입니다.",
            ),
            fix='"3*x**2 + y**2"',
        )
    tree = _parsed(source)
    function = _compiled(tree.body, source, DEEPEST)
    return TypedSurface(function, source)


def _parsed(source: str) -> ast.Expression:
    try:
        return ast.parse(source, mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError) as problem:
        at = getattr(problem, "offset", None)
        raise _refused(
            source, Text(en="it cannot be read", ko="읽을 수 없는 식입니다"), at, _hint(source)
        ) from None


def _compiled(node: ast.expr, source: str, depth: int) -> Compiled:
    """Turn one node into a function of two tensors; what the whitelist lacks is refused with a hint."""
    if depth == 0:
        raise _refused(source, Text(en="it is nested too deeply", ko="괄호가 너무 깊습니다"), None, None)
    match node:
        case ast.Constant(value=bool() | complex() | str() | bytes() | None):
            pass
        case ast.Constant(value=int() | float() as number):
            return _constant(float(number) if abs(number) < 1e308 else math.inf)
        case ast.Name(id="x"):
            return lambda x, y: x
        case ast.Name(id="y"):
            return lambda x, y: y
        case ast.Name(id=name) if name in CONSTANTS:
            return _constant(CONSTANTS[name])
        case ast.UnaryOp(op=op, operand=operand) if type(op) in _UNARY:
            sign, inner = _UNARY[type(op)], _compiled(operand, source, depth - 1)
            return lambda x, y: sign(inner(x, y))
        case ast.BinOp(op=op, left=left, right=right) if type(op) in _BINARY:
            return _pair(_BINARY[type(op)], left, right, source, depth)
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in FUNCTIONS:
            return _call(name, args, source, depth)
    what, at, fix = _unknown(node)
    raise _refused(source, what, at, _hint(source) or fix)


def _pair(
    function: Callable[[Any, Any], Any], left: ast.expr, right: ast.expr, source: str, depth: int
) -> Compiled:
    first, second = _compiled(left, source, depth - 1), _compiled(right, source, depth - 1)
    if function is operator.pow and (power := _whole(right)) is not None:
        return lambda x, y: first(x, y) ** power  # torch keeps x**2 exact, also where x is negative
    return lambda x, y: function(first(x, y), second(x, y))


def _call(name: str, args: list[ast.expr], source: str, depth: int) -> Compiled:
    wanted = 2 if name in _TWO else 1
    if len(args) != wanted:
        told = Text(
            en=f"{name} takes {wanted} value(s), here it has {len(args)}",
            ko=f"{name} 함수에는 값이 {wanted}개 필요한데 {len(args)}개가 있습니다",
        )
        raise _refused(source, told, args[0].col_offset + 1 if args else None, None)
    function, inner = FUNCTIONS[name], [_compiled(one, source, depth - 1) for one in args]
    return lambda x, y: function(*(one(x, y) for one in inner))


def _constant(value: float) -> Compiled:
    """A tensor, so that 1/0 is infinity and (-8)**(1/3) not-a-number, as everywhere in torch."""
    held = torch.tensor(value, dtype=torch.float64)
    return lambda x, y: held


def _whole(node: ast.expr) -> int | None:
    match node:
        case ast.Constant(value=int() as power) if not isinstance(power, bool) and abs(power) <= 100:
            return power
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() as power)) if abs(power) <= 100:
            return -power
    return None


def _tensor(value: Any) -> Tensor:
    return torch.from_numpy(np.array(value, dtype=np.float64))


def _unknown(node: ast.expr) -> tuple[Text, int, str | None]:
    """Return what is wrong with a node, where, and what to write instead."""
    at, known = node.col_offset + 1, [*FUNCTIONS, *CONSTANTS, "x", "y"]
    match node:
        case ast.BinOp(op=ast.BitXor()):
            return Text(en="^ is no power in Python", ko="Python에서 ^ 기호는 거듭제곱이 아닙니다"), at, "**"
        case ast.Name(id=name) | ast.Call(func=ast.Name(id=name)):
            near = get_close_matches(name.lower(), known, n=1, cutoff=0.8)
            told = Text(
                en=f"the name {name!r} is not known; there is x, y, pi, e, {', '.join(FUNCTIONS)}",
                ko=f"쓸 수 없는 이름입니다: {name!r}. 쓸 수 있는 이름: x, y, pi, e, {', '.join(FUNCTIONS)}",
            )
            return told, at, USUAL.get(name.lower()) or (near[0] if near else _variable(name))
        case ast.Call(func=ast.Attribute(attr=name)) | ast.Attribute(attr=name):
            told = Text(
                en=f"only bare names are known, no '.{name}'",
                ko=f"점(.)이 붙은 이름은 쓸 수 없습니다: .{name}",
            )
            return told, at, f"{name}(x)" if name in FUNCTIONS else None
    told = Text(
        en="only numbers, x, y, + - * / ** and functions can stand here",
        ko="여기에는 숫자, x, y, + - * / **, 함수만 쓸 수 있습니다",
    )
    return told, at, None


def _variable(name: str) -> str | None:
    """Say what takes the place of a variable that is none, such as z or t."""
    return "x, y" if len(name) == 1 else None


def _hint(source: str) -> str | None:
    """Return what was meant, where mathematics is written as on paper: x^2, x², 2x, 3·x, -."""
    meant = re.sub(r"\s*=\s*0?\s*$|^\s*(f\s*\(\s*x\s*,\s*y\s*\)|z|f)\s*=", "", source).strip(" ;")
    for sign, python in ON_PAPER.items():
        meant = meant.replace(sign, python)
    meant = re.sub(r"(?<![\w.])(\d+(?:\.\d+)?|[xy]|\))\s*(?=[xy])|(?<=\d)\s*(?=\()", r"\1*", meant)
    if meant == source:
        return None
    try:
        _compiled(ast.parse(meant, mode="eval").body, meant, DEEPEST)
    except (SyntaxError, ValueError, LoopwiseError):
        return None
    return meant


def _refused(source: str, what: Text, at: int | None, fix: str | None) -> LoopwiseError:
    place = Text(en=f" (character {at})", ko=f" ({at}번째 글자)") if at else Text(en="", ko="")
    return LoopwiseError(
        Text(en=f"{source}: {what.en}{place.en}.", ko=f"{source}: {what.ko}{place.ko}."),
        fix=Text(en=f"write {fix}", ko=f"이렇게 쓰세요: {fix}") if fix else None,
    )
