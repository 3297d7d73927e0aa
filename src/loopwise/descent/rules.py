"""Update rules: from a gradient to the next point, each its equation on one line, for many runs at once.

>>> [rule.name for rule in all_rules()]
['sgd', 'momentum', 'nesterov', 'adagrad', 'rmsprop', 'adam', 'adamw']
>>> rule_named("sgd").code
'p = p - lr * g'

The form of every rule is torch.optim's, whose paths these equal in float64 within 1e-12. (Papers differ in detail:
torch's momentum adds the whole gradient to the velocity, and multiplies the velocity by the rate.)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

import numpy as np
from numpy.typing import NDArray

from loopwise.errors import LoopwiseError
from loopwise.text import Text

Array = NDArray[np.float64]
Number = Array | float  # one for every run, (R,), or one for all
Terms = dict[str, Array]  # what a rule remembers from step to step, (2, R) each


@dataclass(frozen=True, slots=True)
class Rule:
    """One update rule.

    update: (p, g, terms, t, lr, **settings) -> next p. p, g: (2, R) point and gradient, one column a run;
        t: 1, 2, 3 ...; terms: what the rule remembers, zero at the start, changed in place.
    code: the same as one line of Python; source: where the equation stands.
    settings: name -> default, as torch.optim's.
    remembers: names of the inner terms, for drawing.
    """

    name: str
    title: Text
    code: str
    source: str
    update: Callable[..., Array]
    settings: Mapping[str, float] = field(default_factory=dict)
    remembers: tuple[str, ...] = ()


def _sgd(p: Array, g: Array, _terms: Terms, _t: int, lr: Number) -> Array:
    return p - lr * g


def _momentum(p: Array, g: Array, terms: Terms, _t: int, lr: Number, momentum: Number) -> Array:
    v = terms["velocity"] = momentum * terms["velocity"] + g
    return p - lr * v


def _nesterov(p: Array, g: Array, terms: Terms, _t: int, lr: Number, momentum: Number) -> Array:
    v = terms["velocity"] = momentum * terms["velocity"] + g
    return p - lr * (g + momentum * v)


def _adagrad(p: Array, g: Array, terms: Terms, _t: int, lr: Number, eps: Number) -> Array:
    s = terms["squares"] = terms["squares"] + g * g
    return p - lr * (g / (np.sqrt(s) + eps))


def _rmsprop(p: Array, g: Array, terms: Terms, _t: int, lr: Number, alpha: Number, eps: Number) -> Array:
    s = terms["squares"] = alpha * terms["squares"] + (1 - alpha) * (g * g)
    return p - lr * (g / (np.sqrt(s) + eps))


def _adam(
    p: Array, g: Array, terms: Terms, t: int, lr: Number, beta1: Number, beta2: Number, eps: Number
) -> Array:
    m = terms["velocity"] = beta1 * terms["velocity"] + (1 - beta1) * g
    s = terms["squares"] = beta2 * terms["squares"] + (1 - beta2) * (g * g)
    step = np.sqrt(s)  # in one array from here on: new ones cost time
    step /= np.sqrt(1 - beta2**t)
    step += eps
    np.divide(m, step, out=step)
    step *= lr / (1 - beta1**t)
    return np.subtract(p, step, out=step)


def _adamw(
    p: Array, g: Array, terms: Terms, t: int, lr: Number, weight_decay: Number, **adam: Number
) -> Array:
    return _adam(p * (1 - lr * weight_decay), g, terms, t, lr, **adam)


_ADAM = {"beta1": 0.9, "beta2": 0.999, "eps": 1e-8}
_RULES = (
    Rule(
        "sgd",
        Text(en="gradient descent", ko="경사하강법"),
        "p = p - lr * g",
        "Cauchy 1847; torch.optim.SGD",
        _sgd,
    ),
    Rule(
        "momentum",
        Text(en="momentum", ko="모멘텀(momentum)"),
        "v = momentum * v + g;  p = p - lr * v",
        "Polyak 1964; Sutskever et al. 2013; torch.optim.SGD(momentum=0.9)",
        _momentum,
        {"momentum": 0.9},
        ("velocity",),
    ),
    Rule(
        "nesterov",
        Text(en="Nesterov momentum", ko="네스테로프 모멘텀(NAG)"),
        "v = momentum * v + g;  p = p - lr * (g + momentum * v)",
        "Nesterov 1983; Sutskever et al. 2013; torch.optim.SGD(nesterov=True)",
        _nesterov,
        {"momentum": 0.9},
        ("velocity",),
    ),
    Rule(
        "adagrad",
        Text(en="Adagrad", ko="Adagrad"),
        "s = s + g**2;  p = p - lr * g / (sqrt(s) + eps)",
        "Duchi, Hazan & Singer 2011; torch.optim.Adagrad",
        _adagrad,
        {"eps": 1e-10},
        ("squares",),
    ),
    Rule(
        "rmsprop",
        Text(en="RMSProp", ko="RMSProp"),
        "s = alpha * s + (1 - alpha) * g**2;  p = p - lr * g / (sqrt(s) + eps)",
        "Tieleman & Hinton 2012, lecture 6.5; torch.optim.RMSprop",
        _rmsprop,
        {"alpha": 0.99, "eps": 1e-8},
        ("squares",),
    ),
    Rule(
        "adam",
        Text(en="Adam", ko="Adam"),
        "m = b1*m + (1-b1)*g;  s = b2*s + (1-b2)*g**2;  "
        "p = p - lr * (m/(1-b1**t)) / (sqrt(s/(1-b2**t)) + eps)",
        "Kingma & Ba 2015, algorithm 1; torch.optim.Adam",
        _adam,
        _ADAM,
        ("velocity", "squares"),
    ),
    Rule(
        "adamw",
        Text(en="AdamW", ko="AdamW"),
        "p = p * (1 - lr*weight_decay);  then Adam",
        "Loshchilov & Hutter 2019, algorithm 2; torch.optim.AdamW",
        _adamw,
        {"weight_decay": 0.01, **_ADAM},
        ("velocity", "squares"),
    ),
)


def all_rules() -> tuple[Rule, ...]:
    """Return every rule, the simplest first."""
    return _RULES


def rule_named(name: str) -> Rule:
    """Return the rule of that name; LoopwiseError names the nearest where there is none."""
    known = {rule.name: rule for rule in _RULES}
    if name in known:
        return known[name]
    near = get_close_matches(str(name).lower(), known, n=1, cutoff=0.4)
    raise LoopwiseError(
        Text(
            en=f"there is no update rule named {name!r}; there is: {', '.join(known)}.",
            ko=f"그런 이름의 갱신 규칙이 없습니다: {name!r}. 쓸 수 있는 규칙: {', '.join(known)}",
        ),
        fix=f'rule="{(near or list(known))[0]}"',
    )


def settings_for(rule: Rule, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the rule's settings with those given; what another rule would take is not this one's."""
    return {name: given.get(name, default) for name, default in rule.settings.items()}


def all_settings() -> tuple[str, ...]:
    """Return the names of the settings that any rule takes."""
    return tuple(dict.fromkeys(name for rule in _RULES for name in rule.settings))
