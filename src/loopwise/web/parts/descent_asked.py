"""What the Descent page is asked: from the form or an address, to a call - and to the line of Python and the command.

asked = asked_in(visit)               # of the address, with what it leaves out
asked.paths()                         # loopwise.descend(...)
asked.python, asked.command           # the same elsewhere
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import lru_cache
from typing import Any

from loopwise.descent import Paths, descend, rule_named, surface_named, surface_names
from loopwise.descent.schedules import SCHEDULES
from loopwise.descent.surfaces import Surface, surface_for
from loopwise.errors import LoopwiseError
from loopwise.text import Text
from loopwise.web import inputs
from loopwise.web.uploads import upload_named
from loopwise.web.visit import Visit

TYPED = "typed"  # the choice that is no surface's name
OVER_DATA = ("line", "polynomial", "logistic")
WITH_LOSS = ("line", "polynomial")
OF_SURFACE = ("a", "b", "loss", "data", "x", "y")
MOMENTUM = ("momentum", "nesterov")
MOST_STEPS = 500

# What a person turns to: two digits and the usual halves and thirds, from 0.0001 to 30.
RATES = tuple(
    round(digit * 10.0**power, 8)
    for power in range(-4, 2)
    for digit in (1, 1.2, 1.5, 2, 2.5, 3, 3.3, 4, 5, 6, 7.5, 9)
    if digit * 10.0**power <= 30
)
NO_RATES = Text(
    en="rates are numbers above 0, separated by commas.", ko="학습률은 0보다 큰 수를 쉼표로 구분해 적으세요."
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question. surface: a name or TYPED; function: what was typed; file: key of an uploaded table."""

    surface: str = "bowl"
    function: str = "3*x**2 + y**2"
    a: float = 3.0
    b: float = 1.0
    loss: str = "mse"
    file: str = ""
    x: str = ""
    y: str = ""
    lr: float = 0.1
    rule: str = "sgd"
    momentum: float = 0.9
    steps: int = 10
    schedule: str = "constant"
    batch: int = 0
    ascend: bool = False
    start: tuple[float, float] = field(default=(5.0, 4.0))

    def paths(self, **other: Any) -> Paths:
        """Walk; `other` replaces parts of the call, for a comparison."""
        call = {**self.call(), **other}
        of_surface = tuple((name, call.pop(name)) for name in OF_SURFACE if name in call)
        return descend(_made(call.pop("surface"), of_surface), **call)

    def call(self, *, shown: bool = False) -> dict[str, Any]:
        """Return the arguments of `loopwise.descend`; shown to a person, a file goes by its bare name."""
        call: dict[str, Any] = {
            "surface": self.function if self.surface == TYPED else self.surface,
            "start": self.start,
            "lr": self.lr,
            "rule": self.rule,
            "steps": self.steps,
        }
        if self.surface == "bowl":
            call |= {"a": self.a, "b": self.b}
        if self.surface in WITH_LOSS and self.loss != "mse":
            call["loss"] = self.loss
        if self.surface in OVER_DATA:
            call |= self._data(shown)
        if self.rule in MOMENTUM and self.momentum != 0.9:
            call["momentum"] = self.momentum
        if self.schedule != "constant":
            call["schedule"] = self.schedule
        return call | ({"ascend": True} if self.ascend else {})

    def address(self) -> dict[str, str | None]:
        """Return what the address says: all that differs from the usual question; null removes."""
        usual = Asked()
        told: dict[str, str | None] = {}
        for one in fields(self):
            value = getattr(self, one.name)
            text = f"{value[0]:g},{value[1]:g}" if one.name == "start" else _word(value)
            told[one.name] = None if value == getattr(usual, one.name) else text
        return told

    @property
    def python(self) -> str:
        """The same as a line of Python."""
        call = self.call(shown=True)
        rest = "".join(f", {name}={_literal(value)}" for name, value in call.items() if name != "surface")
        return f"loopwise.descend({json.dumps(call['surface'], ensure_ascii=False)}{rest})"

    @property
    def command(self) -> str:
        """The same as a command."""
        call = self.call(shown=True)
        words = ["loopwise descend", _quoted(call.pop("surface"))]
        for name, value in call.items():
            if value is True:
                words.append(f"--{name}")
            else:
                told = ",".join(f"{one:g}" for one in value) if isinstance(value, tuple) else _word(value)
                words.append(f"--{name} {_quoted(told)}" if not told.startswith("-") else f"--{name}={told}")
        return " ".join(words)

    def _data(self, shown: bool) -> dict[str, Any]:
        told: dict[str, Any] = {"batch": self.batch} if self.batch else {}
        if self.file:
            path = upload_named(self.file)
            told |= {"data": path.name if shown else str(path)}
            told |= {name: value for name, value in (("x", self.x), ("y", self.y)) if value}
        return told


@lru_cache(maxsize=8)
def _made(surface: str, settings: tuple[tuple[str, Any], ...]) -> Surface:
    """Make a surface once: while a rate moves it is the same, and so is everything drawn of it."""
    return surface_for(surface, **dict(settings))


def asked_in(visit: Visit) -> Asked:
    """Return the question of an address; what it does not say, or says wrongly, is as usual."""
    given: dict[str, Any] = {}
    for one in fields(Asked):
        if (text := visit.query.get(one.name)) is not None:
            try:
                given[one.name] = _read(one.name, text)
            except ValueError:
                continue
    surface = given.get("surface", "bowl")
    if surface in surface_names() and "start" not in given:
        given["start"] = surface_named(surface).start
    return Asked(**given) if surface in (*surface_names(), TYPED) else Asked()


def asked_by(values: Mapping[str, object]) -> Asked:
    """Return the question of the form: name -> value as the browser sends it. BadRequest for what no form sends."""
    at = inputs.whole(values["rate"], least=0, most=len(RATES) - 1)
    file = values["file"]
    return Asked(
        surface=inputs.choice(values["surface"], (*surface_names(), TYPED)),
        function=inputs.text(values["function"], most=500),
        a=inputs.number(values["a"], least=-100, most=100),
        b=inputs.number(values["b"], least=-100, most=100),
        loss=inputs.text(values["loss"]),
        file=inputs.text(file.get("key") if isinstance(file, dict) else "", most=300),
        x=inputs.text(values["x_column"]),
        y=inputs.text(values["y_column"]),
        lr=RATES[at],
        rule=rule_named(inputs.text(values["rule"])).name,
        momentum=inputs.number(values["momentum"], least=0, most=1),
        steps=inputs.whole(values["steps"], least=1, most=MOST_STEPS),
        schedule=inputs.choice(values["schedule"], SCHEDULES),
        batch=inputs.whole(values["batch"] or 0, least=0, most=100_000),
        ascend=values["ascend"] is True,
        start=(_coordinate(values["start_x"]), _coordinate(values["start_y"])),
    )


def place_of(rate: float) -> int:
    """Return the place of the nearest rate on the slider."""
    return min(range(len(RATES)), key=lambda at: abs(math.log(RATES[at] / rate)))


def rates_in(text: object) -> list[float]:
    """Return the rates a person typed for a comparison, at most a dozen."""
    try:
        rates = [float(part) for part in inputs.text(text).split(",") if part.strip()]
    except ValueError:
        rates = []
    if not rates or not all(0 < rate < math.inf for rate in rates):
        raise LoopwiseError(NO_RATES, fix="0.01, 0.1, 0.3")
    return rates[:12]


def _coordinate(value: object) -> float:
    return inputs.number(0 if value in (None, "", "-") else value, least=-1e6, most=1e6)


def _read(name: str, text: str) -> Any:
    if name == "start":
        x, y = map(float, text.split(","))
        if not (math.isfinite(x) and math.isfinite(y)):
            raise ValueError(text)
        return x, y
    if name in ("a", "b", "lr", "momentum"):
        value = float(text)
        if not math.isfinite(value) or (name == "lr" and value <= 0):
            raise ValueError(text)
        return value
    if name == "steps":
        return min(max(int(text), 1), MOST_STEPS)
    if name == "batch":
        return max(int(text), 0)
    return text == "true" if name == "ascend" else text


def _literal(value: Any) -> str:
    if isinstance(value, tuple):
        return f"({', '.join(f'{one:g}' for one in value)})"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else _python_word(value)


def _python_word(value: Any) -> str:
    return "True" if value is True else _word(value)


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


def _quoted(word: str) -> str:
    plain = all(letter.isalnum() or letter in "._-,/" for letter in word)
    return word if plain and word else f'"{word}"'
