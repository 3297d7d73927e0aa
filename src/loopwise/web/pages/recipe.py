"""Recipe: which output, activation and loss belong together; then the same on real data, or on one's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from loopwise import jobs, store
from loopwise.data import columns_of
from loopwise.errors import LoopwiseError
from loopwise.recipes import Recipe, recipe_named, recipes
from loopwise.records import FitResult
from loopwise.text import Text
from loopwise.web import inputs
from loopwise.web.page import Lab, Page
from loopwise.web.parts import runs
from loopwise.web.parts.curves import live_figure
from loopwise.web.parts.experiments import experiments_view
from loopwise.web.parts.loss_grid import grid_section
from loopwise.web.parts.recipe import recipe_card, recipe_formulas, recipe_notes
from loopwise.web.parts.results import result_view
from loopwise.web.uploads import keep_upload, upload_named
from loopwise.web.visit import Visit

TRY = Text(en="Try it on data", ko="데이터로 해 보기")
KEPT_AS = Text(en="Kept as result {number}", ko="{number}번 결과로 저장했습니다")
WHICH = Text(en="Which way is better here?", ko="어느 방법이 더 나을까요?")
EPOCHS = 60  # of them: small tables, trained to their end
EXPERIMENTS = {"ordinal": ("ordinal_four_ways",)}  # recipe -> the experiments that stand on its page
NO_FILE = Text(en="no file has been chosen yet.", ko="아직 고른 파일이 없습니다.")


class RecipePage(Page):
    """`/recipe` lists the problem types; `/recipe/binary?job=3` shows one, with a run."""

    title = Text(en="Recipes", ko="레시피")
    menu = 15
    first = True
    card = Text(en="Which loss do I need?", ko="어떤 손실 함수를 써야 하나요?")
    hint = Text(
        en="output layer, activation and loss that belong together",
        ko="함께 써야 하는 출력층, 활성화 함수, 손실 함수",
    )

    def layout(self, visit: Visit) -> Component:
        """Return the card of the recipe named in the address, else all of them."""
        return _one(visit, recipe_named(visit.rest[0])) if visit.rest else _all(visit)

    def callbacks(self, lab: Lab) -> None:
        """Start, follow and stop a run; hand out the program."""
        lab.callback(
            Output("run-job", "data"),
            Output("address", "data", allow_duplicate=True),
            Input("run-start", "n_clicks"),
            *(State(*part) for part in FORM),
            prevent_initial_call=True,
        )(start)
        lab.callback(
            Output("run-own", "hidden"), Output("run-same", "children"), *(Input(*part) for part in FORM)
        )(described)
        lab.callback(
            Output("run-file", "data"),
            Output("run-target", "data"),
            Output("run-target", "value"),
            Output("run-file-name", "children"),
            Input("run-drop", "contents"),
            State("run-drop", "filename"),
            prevent_initial_call=True,
        )(given)
        lab.callback(
            Output("run-progress", "hidden"),
            Output("run-moving", "hidden"),
            Output("run-bar", "value"),
            Output("run-told", "children"),
            Output("run-live", "figure"),
            Output("run-tick", "disabled"),
            Output("run-result", "children"),
            Output("run-formulas", "children"),
            Input("run-job", "data"),
            Input("run-tick", "n_intervals"),
            State("scheme", "data"),
        )(follow)
        lab.callback(
            Output("run-cancel", "children"),
            Input("run-cancel", "n_clicks"),
            State("run-job", "data"),
            prevent_initial_call=True,
        )(stop)
        lab.callback(
            Output("run-template", "data"), Input("run-download", "n_clicks"), prevent_initial_call=True
        )(template)


# What the form says: (component, property), in the order in which `start` and `described` take them.
FORM = (
    ("run-data", "value"),
    ("run-file", "data"),
    ("run-target", "value"),
    ("run-positive", "value"),
    ("run-epochs", "value"),
    ("run-model", "value"),
    ("run-lr", "value"),
    ("run-seed", "value"),
    ("run-optimizer", "value"),
    ("run-device", "value"),
)


def start(visit: Visit, clicks: object, *form: object) -> Any:
    """Queue the run, and write its number into the address."""
    if not clicks:
        return no_update, no_update
    number = jobs.submit("fit", arguments(visit, *form, shown=False))
    return number, {"job": str(number), "threshold": None}


def described(visit: Visit, *form: object) -> tuple[bool, Any]:
    """Show the choices of an own file only for one, and the run as Python and as a command."""
    own = form[0] == runs.OWN_FILE
    try:
        return not own, runs.same_elsewhere(arguments(visit, *form, shown=True))
    except LoopwiseError:  # no file yet: nothing to show
        return not own, []


def arguments(
    visit: Visit,
    data: object,
    file: object,
    target: object,
    positive: object,
    epochs: object,
    model: object = "mlp",
    *how: object,
    shown: bool,
) -> dict[str, Any]:
    """Return what `loopwise.fit` is called with; `shown` to a person, a file goes by its bare name.

    how: learning rate, seed, optimiser and device, in this order; only what differs from the usual is said.
    """
    most = {} if epochs in (None, "") else {"epochs": inputs.whole(epochs, least=1, most=runs.MOST_EPOCHS)}
    chosen = inputs.choice(model, runs.MODELS)
    rest = most | ({"model": chosen} if chosen != "mlp" else {}) | runs.unusual(*how)
    if data != runs.OWN_FILE:
        return {"data": inputs.text(data), **rest}
    key = inputs.text(file.get("key") if isinstance(file, dict) else None, most=300)
    if not key:
        raise LoopwiseError(NO_FILE)
    path = upload_named(key)
    columns = ",".join(map(inputs.text, target)) if isinstance(target, list) else inputs.text(target)
    asked = {"target": columns, "positive": inputs.text(positive).strip()}
    named = {name: value for name, value in asked.items() if value}
    recipe = {"recipe": visit.rest[0]} if visit.rest else {}
    return {"data": path.name if shown else str(path), **named, **recipe, **rest}


def given(visit: Visit, contents: object, name: object) -> Any:
    """Keep an uploaded table, or zip of pictures, and offer its columns; the last is the usual target.

    Where folders of pictures are the classes there is nothing to choose.
    """
    if not contents:
        return (no_update,) * 4
    path = keep_upload(inputs.file_name(name), inputs.uploaded(contents))
    columns = columns_of(path)
    several = bool(visit.rest) and recipe_named(visit.rest[0]).target in runs.SEVERAL
    usual: Any = columns[-1:] if several else next(iter(columns[-1:]), None)
    return {"key": f"{path.parent.name}/{path.name}"}, columns, usual, path.name


def follow(visit: Visit, number: object, _tick: object, scheme: object) -> tuple[Any, ...]:
    """Return how the run stands: what is hidden, bar, words, curve, whether to stop looking, the result."""
    if number is None:
        return True, True, 0, "", no_update, True, None, no_update
    job = jobs.job(inputs.whole(number, least=1, most=inputs.LARGEST_NUMBER))
    bar, words = runs.done_share(job), runs.told(job)
    if not (job.over and job.result):
        return False, job.over, bar, words, live_figure(job.parts, scheme), job.over, None, no_update
    result = store.kept(job.result).result
    formulas = recipe_formulas(recipe_named(result.recipe), numbers(result))
    return False, True, bar, words, no_update, True, outcome(visit, result, job.result), formulas


def outcome(visit: Visit, result: FitResult, number: int) -> Component:
    """Return the result of a finished run, and where it is kept."""
    link = dcc.Link(str(KEPT_AS.format(number=number)), href=visit.link(f"/kept/{number}"))
    return html.Div([html.P(link), result_view(result, visit, number)], className="lw-stack")


def stop(visit: Visit, clicks: object, number: object) -> str:
    """Ask the run to stop."""
    if clicks and number is not None:
        jobs.cancel(inputs.whole(number, least=1, most=inputs.LARGEST_NUMBER))
    return str(runs.CANCEL)


def template(visit: Visit, clicks: object) -> Any:
    """Return the recipe's whole program for the browser to save."""
    if not clicks:
        return no_update
    recipe = recipe_named(visit.rest[0])
    return {
        "filename": f"{recipe.name}.py",
        "content": recipe.template(visit.language),
        "type": "text/x-python",
    }


def _all(visit: Visit) -> Component:
    items = [
        html.Li([dcc.Link(str(r.title), href=visit.link(f"/recipe/{r.name}")), html.P(str(r.asks))])
        for r in recipes()
    ]
    return html.Div(
        [html.H1(str(RecipePage.card)), html.Ul(items, className="lw-list")], className="lw-stack"
    )


def _one(visit: Visit, recipe: Recipe) -> Component:
    return html.Div(
        [
            html.Div(
                [
                    html.H1(str(recipe.title), className="lw-sentence"),
                    html.P(str(recipe.asks), className="lw-lead"),
                ]
            ),
            recipe_card(recipe),
            html.Div(recipe_formulas(recipe, _last_numbers(recipe)), id="run-formulas"),
            html.Section(
                [html.H2(str(TRY)), runs.run_form(recipe), runs.run_progress(_number(visit, "job"))],
                className="lw-stack",
            ),
            *_experiments(visit, recipe),
            *grid_section(recipe, _number(visit, "pairs")),
            recipe_notes(visit, recipe),
        ],
        className="lw-stack lw-wide",
    )


def _experiments(visit: Visit, recipe: Recipe) -> list[Component]:
    names = EXPERIMENTS.get(recipe.name)
    if not names:
        return []
    return [html.Section([html.H2(str(WHICH)), experiments_view(visit, names, EPOCHS)], className="lw-stack")]


def numbers(result: FitResult) -> Mapping[str, float]:
    """Return the numbers a result puts into its recipe's formulas; none where it was stopped too early."""
    return recipe_named(result.recipe).numbers(result) if result.is_measured else {}


def _last_numbers(recipe: Recipe) -> Mapping[str, float]:
    """Return the numbers of the last kept fit of this recipe, none where there is none."""
    fits = (one.result for one in store.kept() if one.kind == "fit" and one.state == "finished")
    return next((numbers(result) for result in fits if result.recipe == recipe.name), {})


def _number(visit: Visit, name: str) -> int | None:
    asked = visit.query.get(name)
    return inputs.whole(asked, least=1, most=inputs.LARGEST_NUMBER) if asked else None
