"""The map of activations and losses on the recipe page: drawn, opened, started, in both languages."""

from __future__ import annotations

import json
from contextvars import copy_context

import pytest
from dash._callback_context import context_value
from dash._utils import AttributeDict
from werkzeug.exceptions import BadRequest

from loopwise import jobs, store
from loopwise.experiments.loss_grid import train_losses
from loopwise.records import FitResult
from loopwise.records import plain as as_plain
from loopwise.text import speaking
from loopwise.training import fit
from loopwise.web.app import show
from loopwise.web.parts import answers, loss_grid, threshold
from loopwise.web.visit import Visit


@pytest.fixture(scope="module")
def grid():
    return train_losses("iris", epochs=2, seeds=1)


def plain(part):
    return json.dumps(part, default=lambda item: item.to_plotly_json(), ensure_ascii=False)


def opened(cell, source):
    """Press a cell, as Dash does."""

    def press():
        identity = json.dumps(
            {"at": loss_grid._key(cell), "type": "grid-cell"}, separators=(",", ":"), sort_keys=True
        )
        context_value.set(AttributeDict(triggered_inputs=[{"prop_id": f"{identity}.n_clicks", "value": 1}]))
        return loss_grid.opened(Visit(), [None, 1], source, "dark")

    return copy_context().run(press)


def test_a_kept_grid_is_a_map_whose_cells_open(grid):
    number = store.keep(grid)
    page = plain(show(Visit.of(f"/kept/{number}", ""))[0])
    assert page.count('"grid-cell"') == len(grid.cells) == 42
    cell = grid.cell("softmax", "CrossEntropyLoss")
    told, hidden, loss, outputs = opened(cell, {"kept": number})
    assert "Softmax is applied twice" in plain(told) and not hidden
    assert loss["data"][0]["y"] == list(cell.losses)
    assert sum(outputs["data"][0]["y"]) == 2 * sum(cell.counts)
    refused, hidden, *_ = opened(grid.cell("none", "BCELoss"), {"kept": number})
    assert hidden and "between 0 and 1" in plain(refused)


def test_a_grid_is_queued_followed_and_shown_while_it_grows(grid):
    visit = Visit.of("/recipe/multiclass", "?lang=ko")
    number, address, _ = loss_grid.start(visit, 1, "iris", "sgd", 2)
    assert address == {"pairs": str(number)}
    job = jobs.job(number)
    assert (job.task, job.state) == ("losses", "queued")
    hidden, *_, stopped, _, source = loss_grid.follow(visit, number, 0)
    assert not hidden and not stopped and source == {"job": number}
    for language in ("en", "ko"):
        with speaking(language):
            assert "softmax" in plain(loss_grid.grid_view(grid))


def test_the_run_can_be_copied_as_python_and_as_a_command():
    told = plain(loss_grid.same(Visit(), "digits", "sgd", 3))
    assert "loopwise losses --train digits --optimizer sgd --lr 0.1 --seeds 3" in told
    assert "train_losses" in told


@pytest.mark.parametrize("form", [("gone", "sgd", 1), ("iris", "adamm", 1), ("iris", "sgd", 99)])
def test_what_was_not_offered_is_refused(form):
    with pytest.raises(BadRequest):
        loss_grid.start(Visit(), 1, *form)


@pytest.mark.parametrize("name", ["iris", "yeast", "autompg2", "anes96"])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_fit_of_every_recipe_is_shown(name, language):
    with speaking(language):
        result: FitResult = fit(name, epochs=1)
        number = store.keep(result)
        page = plain(show(Visit.of(f"/kept/{number}", f"?lang={language}"))[0])
        assert "curve-answers" in page and "lw-each" in page
        assert answers.answered(Visit(), "light", number)["data"]
        label = result.outputs[0] if name == "yeast" else None
        assert ("curve-cost" in page) == bool(label)
        if label:
            _, *figures = threshold.moved(Visit(), 0.3, 10, 1, "light", number, label)
            assert len(figures) == 3 and 0 < threshold.cheapest(Visit(), 1, 10, 1, number, label) < 0.5
        if result.recipe in ("regression", "multioutput"):
            assert "curve-residuals" in page
            drawn = answers.left_over(Visit(), "light", number)["data"]
            assert len(drawn) == 1 + max(1, len(result.outputs))
    assert as_plain(result)


@pytest.mark.browser
def test_a_cell_opens_its_curve_and_its_outputs(grid, chromium, tmp_path):
    from urllib.parse import urlsplit

    from loopwise.web.server import LabServer

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LOOPWISE_HOME", str(tmp_path / "lab"))
        number = store.keep(grid)
        with LabServer() as server:
            context = chromium.new_context(locale="en-US", viewport={"width": 1280, "height": 900})
            context.set_default_timeout(60_000)
            page, problems = context.new_page(), []
            page.on("pageerror", lambda problem: problems.append(str(problem)))
            page.goto(server.url)
            page.goto("{0.scheme}://{0.netloc}/kept/{1}".format(urlsplit(server.url), number))
            row = page.locator(".lw-grid tr", has=page.locator("th code", has_text="softmax")).first
            row.locator("button").first.click()
            page.wait_for_selector("#grid-pair >> text=Softmax is applied twice")
            for name in ("grid-loss", "grid-outputs"):
                page.wait_for_selector(f"#{name} .scatterlayer path.js-line")
            context.close()
        assert not problems
