"""A run on the page: choose the data, start, watch it learn, stop it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from loopwise.data import card_of, names_for
from loopwise.jobs import Job
from loopwise.recipes import Recipe
from loopwise.text import Text
from loopwise.web import inputs
from loopwise.web.parts.curves import place
from loopwise.web.parts.own_table import own_table

DATA = Text(en="Data", ko="데이터")
OWN = Text(en="My own file", ko="내 파일")
TARGET = Text(en="Column to predict", ko="예측할 열")
POSITIVE = Text(en="Class that recall is about (if you like)", ko="재현율(recall)의 기준이 될 클래스(선택)")
MODEL = Text(en="Model", ko="모델")
EPOCHS = Text(en="Epochs at most", ko="최대 에폭(epoch)")
USUAL_EPOCHS = Text(en="100, more for few rows", ko="100 (행이 적으면 더)")
HOW = Text(en="Rate, seed, optimiser, device", ko="학습률, 시드, 옵티마이저, 장치")
RATE = Text(en="Learning rate", ko="학습률(learning rate)")
SEED = Text(en="Seed", ko="시드(seed)")
OPTIMIZER = Text(en="Optimiser", ko="옵티마이저(optimizer)")
DEVICE = Text(en="Device", ko="장치(device)")
START = Text(en="Train", ko="학습하기")
CANCEL = Text(en="Stop", ko="중단하기")
STOPPING = Text(en="Stopping ...", ko="중단하는 중 ...")
COMMAND = Text(en="The same in the terminal", ko="터미널에서 하려면")
PYTHON = Text(en="The same in Python", ko="Python에서 하려면")
TEMPLATE = Text(
    en="Download the whole program without loopwise", ko="loopwise 없이 쓰는 전체 프로그램 내려받기"
)
COPY, COPIED = Text(en="Copy", ko="복사"), Text(en="Copied", ko="복사했습니다")

STATES: Mapping[str, Text] = {
    "queued": Text(en="waiting to start", ko="시작을 기다리는 중입니다"),
    "starting": Text(en="getting ready", ko="학습을 준비하는 중입니다"),
    "running": Text(en="epoch {done} of at most {total}", ko="에폭(epoch) {done} / 최대 {total}"),
    "done": Text(en="finished after {done} epochs", ko="에폭(epoch) {done}번 뒤 학습을 마쳤습니다"),
    "cancelled": Text(en="stopped after {done} epochs", ko="에폭(epoch) {done}번 뒤 중단했습니다"),
    "failed": Text(en="failed", ko="학습하지 못했습니다"),
}

MODELS = ("mlp", "cnn")
USUAL: Mapping[str, Any] = {
    "lr": 1e-3,
    "seed": 0,
    "optimizer": "adam",
    "device": "cpu",
}  # as `loopwise.fit` has them
OPTIMIZERS = ("adagrad", "adam", "adamw", "momentum", "nesterov", "rmsprop", "sgd")
DEVICES = ("cpu", "cuda", "mps")
SEVERAL = ("labels", "amounts")  # targets of more than one column
OWN_FILE = "csv"  # the choice that is no data set's name
TICK = 700  # milliseconds between two looks at a running job
MOST_EPOCHS = 5000
LARGEST_SEED = 2**31 - 1


def run_form(recipe: Recipe) -> Component:
    """Return the choices, and the places where the run will show itself."""
    names = names_for(recipe.name)
    choices = [dmc.Radio(label=str(card_of(name).title), value=name) for name in names]
    return html.Div(
        [
            dmc.RadioGroup(
                html.Div(
                    [*choices, dmc.Radio(label=str(OWN), value=OWN_FILE)], className="lw-row lw-choices"
                ),
                id="run-data",
                label=str(DATA),
                value=names[0] if names else OWN_FILE,
            ),
            html.Div(_own_file(recipe), id="run-own", hidden=True, className="lw-stack lw-tight"),
            html.Div(
                [
                    dmc.NumberInput(
                        id="run-epochs",
                        label=str(EPOCHS),
                        placeholder=str(USUAL_EPOCHS),
                        min=1,
                        max=MOST_EPOCHS,
                        w="13rem",
                    ),
                    _models(),
                    dmc.Button(str(START), id="run-start", size="md"),
                ],
                className="lw-row lw-bottom",
            ),
            _how(),
            html.Div(id="run-same", className="lw-pair"),
            html.Div(
                [
                    dmc.Button(str(TEMPLATE), id="run-download", variant="default"),
                    dcc.Download(id="run-template"),
                ]
            ),
        ],
        className="lw-stack",
    )


def run_progress(number: int | None) -> Component:
    """Return the bar, the live curve and the stop button, out of sight until there is a run."""
    return html.Div(
        [
            dcc.Store(id="run-job", data=number),
            dcc.Interval(id="run-tick", interval=TICK, disabled=True),
            html.Div(
                [
                    html.Div(id="run-told", role="status"),
                    dmc.Progress(id="run-bar", value=0, **{"aria-label": str(EPOCHS)}),
                    html.Div(
                        [
                            place("run-live"),
                            dmc.Button(str(CANCEL), id="run-cancel", variant="default"),
                        ],
                        id="run-moving",
                        hidden=True,
                    ),
                ],
                id="run-progress",
                hidden=True,
                className="lw-stack lw-tight",
            ),
            html.Div(id="run-result"),
        ],
        className="lw-stack",
    )


def told(job: Job) -> list[Any]:
    """Return how a job stands, in words."""
    state = "starting" if job.state == "running" and not job.total else job.state
    said = str(STATES[state].format(done=job.done, total=job.total))
    if job.cancelling and not job.over:
        said = str(STOPPING)
    why = str(job.message)
    return [said, *([html.Div(why, className="lw-notice")] if why else [])]


def done_share(job: Job) -> float:
    """Return how far a job is, in percent."""
    return 100.0 if job.state == "done" else 100.0 * job.done / job.total if job.total else 0.0


def same_elsewhere(arguments: Mapping[str, Any]) -> Sequence[Component]:
    """Return the run as a line of Python and as a command, ready to be copied."""
    return [copied(PYTHON, python_line(arguments)), copied(COMMAND, command_line(arguments))]


def python_line(arguments: Mapping[str, Any]) -> str:
    """Return the call that fits the same model.

    >>> python_line({"data": "breast_cancer", "epochs": 30})
    'loopwise.fit("breast_cancer", epochs=30)'
    """
    import json

    data, rest = (
        json.dumps(arguments["data"], ensure_ascii=False),
        {k: v for k, v in arguments.items() if k != "data"},
    )
    options = "".join(f", {name}={json.dumps(value, ensure_ascii=False)}" for name, value in rest.items())
    return f"loopwise.fit({data}{options})"


def command_line(arguments: Mapping[str, Any]) -> str:
    """Return the command that fits the same model.

    >>> command_line({"data": "my houses.csv", "target": "sold", "epochs": 30})
    'loopwise fit "my houses.csv" --target sold --epochs 30'
    """
    words = [arguments["data"]]
    for name, value in arguments.items():
        if name != "data":
            words += [f"--{name.replace('_', '-')}", str(value)]
    return " ".join(["loopwise fit", *(f'"{word}"' if " " in word else word for word in words)])


def unusual(
    lr: object = None, seed: object = None, optimizer: object = None, device: object = None
) -> dict[str, Any]:
    """Return, checked, what differs from the usual; an empty box is the usual."""
    given = {
        "lr": inputs.number(lr, least=1e-9, most=1e6) if lr not in (None, "") else None,
        "seed": inputs.whole(seed, least=0, most=LARGEST_SEED) if seed not in (None, "") else None,
        "optimizer": inputs.choice(optimizer, OPTIMIZERS) if optimizer else None,
        "device": inputs.choice(device, DEVICES) if device else None,
    }
    return {name: value for name, value in given.items() if value not in (None, USUAL[name])}


def _how() -> Component:
    """Return what is seldom changed, folded away."""
    return html.Details(
        [
            html.Summary(str(HOW)),
            html.Div(
                [
                    dmc.NumberInput(
                        id="run-lr", label=str(RATE), value=USUAL["lr"], min=1e-9, step=1e-3, w="11rem"
                    ),
                    dmc.NumberInput(
                        id="run-seed", label=str(SEED), value=USUAL["seed"], min=0, max=LARGEST_SEED, w="7rem"
                    ),
                    *(
                        dmc.Select(
                            id=f"run-{name}",
                            label=str(says),
                            data=list(choices),
                            value=USUAL[name],
                            allowDeselect=False,
                            w="11rem",
                        )
                        for name, says, choices in (
                            ("optimizer", OPTIMIZER, OPTIMIZERS),
                            ("device", DEVICE, DEVICES),
                        )
                    ),
                ],
                className="lw-row lw-bottom",
            ),
        ]
    )


def _models() -> Component:
    """Return the choice of models; a convolution has something to do where there are pictures."""
    return dmc.Select(
        id="run-model", label=str(MODEL), data=list(MODELS), value=MODELS[0], allowDeselect=False, w="8rem"
    )


def _own_file(recipe: Recipe) -> list[Component]:
    if recipe.target in SEVERAL:
        target = dmc.MultiSelect(id="run-target", label=str(TARGET), data=[], searchable=True, w="24rem")
    else:
        target = dmc.Select(id="run-target", label=str(TARGET), data=[], searchable=True, w="16rem")
    positive = dmc.TextInput(id="run-positive", label=str(POSITIVE), w="20rem")
    return [
        dcc.Store(id="run-file", storage_type="session"),
        own_table("run-drop", "run-file-name", pictures=recipe.target in ("class", "labels")),
        html.Div(
            [target, html.Div(positive, hidden=recipe.name != "binary")],
            className="lw-row lw-bottom",
        ),
    ]


def copied(label: Text, code: str) -> Component:
    """Return a line of code under its label, ready to be copied."""
    button = dmc.CopyButton(str(COPY), copiedChildren=str(COPIED), value=code, variant="default", size="xs")
    return html.Div(
        [
            html.Div(
                [html.Span(str(label), className="lw-quiet lw-small"), button], className="lw-row lw-between"
            ),
            html.Pre(code, className="lw-code lw-single"),
        ]
    )
