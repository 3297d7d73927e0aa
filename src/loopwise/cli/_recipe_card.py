"""A recipe in the terminal: the table of all losses, and one recipe's card, in 80 columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from loopwise.recipes import LossLine, Recipe, metric
from loopwise.rendering.columns import columns, padded, wrapped
from loopwise.text import Formula, Text

HEADINGS = (
    Text(en="problem", ko="문제 유형"),
    Text(en="loss", ko="손실 함수"),
    Text(en="units", ko="출력"),
    Text(en="in model", ko="모델 안"),
    Text(en="predict", ko="예측 때"),
    Text(en="target", ko="정답 레이블"),
)
NOTE = Text(
    en="* recommended. Each loss has a line of its own: never mix the activations of two lines.",
    ko="* 추천. 손실 함수마다 한 줄입니다. 다른 줄의 활성화 함수와 섞어 쓰지 마세요.",
)
MORE = Text(
    en="More: loopwise recipe {name}\nA whole program: loopwise recipe {name} --template",
    ko="자세히: loopwise recipe {name}\n전체 코드: loopwise recipe {name} --template",
)
NONE = Text(en="none", ko="없음")
OUTPUT = Text(en="Output layer", ko="출력층")
LOSSES = Text(en="Losses", ko="손실 함수")
DECISION = Text(en="Decision", ko="판정")
METRICS = Text(en="Metrics", ko="평가 지표")
FORMULAS = Text(en="Formulas", ko="수식")
KERAS = Text(en="In Keras", ko="Keras에서는")
OFTEN = Text(en="Often written, and what is right", ko="흔히 잘못 적는 것과 맞는 것")
MISSING = Text(en="Does not exist", ko="없는 것")
TRAPS = Text(en="Usual traps", ko="자주 생기는 문제")
TRY = Text(en="Try: {command}", ko="해 보기: {command}")


def table(recipes: Iterable[Recipe], width: int) -> Iterator[str]:
    """Yield one line a loss, and what the star means."""
    recipes = tuple(recipes)
    yield from losses_table(recipes)
    yield ""
    yield from wrapped(str(NOTE), width)
    yield from str(MORE.format(name=recipes[0].name)).splitlines()


def losses_table(recipes: Sequence[Recipe]) -> list[str]:
    """Return the aligned table: problem, loss, units, activation in the model and to predict with, target."""
    rows = [[str(heading) for heading in HEADINGS]]
    for recipe in recipes:
        rows += [[recipe.name if at == 0 else "", *_cells(line)] for at, line in enumerate(recipe.losses)]
    widths = [max(columns(row[at]) for row in rows) for at in range(len(HEADINGS))]
    return ["  ".join(map(padded, row, widths)).rstrip() for row in rows]


def card(recipe: Recipe, width: int) -> Iterator[str]:
    """Yield the card: every part of the recipe under its heading."""
    yield f"{recipe.title} ({recipe.name})"
    yield from wrapped(str(recipe.asks), width)
    yield ""
    yield from _part(OUTPUT, [recipe.output], width)
    yield from losses_table([recipe])
    yield ""
    yield from _part(LOSSES, [f"{line.loss}: {line.says}" for line in recipe.losses], width)
    yield from _part(DECISION, [recipe.decision], width)
    yield from _part(
        METRICS, [f"{metric(name).label}: {metric(name).says}" for name in recipe.metrics], width
    )
    yield str(FORMULAS)
    for formula in recipe.formulas:
        yield from _formula(formula, width)
    yield ""
    yield from _part(KERAS, [recipe.keras], width)
    yield from _part(MISSING, recipe.missing, width)
    yield from _part(OFTEN, [f'"{one.often}" - {one.right}' for one in recipe.corrections], width)
    yield from _part(TRAPS, [", ".join(recipe.traps)], width)
    yield str(TRY.format(command=f"loopwise recipe {recipe.name} --template"))


def as_json(recipe: Recipe) -> dict[str, Any]:
    """Return the recipe as JSON, its prose in the reader's language."""
    return {
        "name": recipe.name,
        "title": str(recipe.title),
        "output": str(recipe.output),
        "losses": [_loss_as_json(line) for line in recipe.losses],
        "decision": str(recipe.decision),
        "metrics": list(recipe.metrics),
        "traps": list(recipe.traps),
        "keras": str(recipe.keras),
        "missing": [str(text) for text in recipe.missing],
        "corrections": [{"often": str(one.often), "right": str(one.right)} for one in recipe.corrections],
        "formulas": [
            {"latex": f.latex, "code": f.code, "symbols": {k: str(v) for k, v in f.symbols.items()}}
            for f in recipe.formulas
        ],
    }


def _cells(line: LossLine) -> list[str]:
    star = " *" if line.recommended else ""
    activations = [str(NONE) if name == "none" else name for name in (line.in_model, line.to_predict)]
    return [f"{line.loss}{star}", line.units, *activations, f"{line.dtype} {line.shape}"]


def _loss_as_json(line: LossLine) -> dict[str, Any]:
    return {
        "loss": line.loss,
        "units": line.units,
        "in_model": line.in_model,
        "to_predict": line.to_predict,
        "target": {"dtype": line.dtype, "shape": line.shape},
        "recommended": line.recommended,
        "says": str(line.says),
    }


def _part(heading: Text, told: Iterable[Text | str], width: int) -> Iterator[str]:
    """Yield a heading and its lines, indented; nothing where there is nothing to tell."""
    lines = [line for text in told for line in _indented(str(text), width, 2)]
    if lines:
        yield from (str(heading), *lines, "")


def _indented(text: str, width: int, by: int) -> list[str]:
    return [" " * by + line for line in wrapped(text, width - by, indent="  ")]


def _formula(formula: Formula, width: int) -> Iterator[str]:
    yield f"  {formula.code}"
    for symbol, meaning in formula.symbols.items():
        name = symbol.removeprefix("\\")
        yield from _indented(f"{name}: {meaning}", width, 6)
