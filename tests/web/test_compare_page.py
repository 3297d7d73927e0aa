"""VGG vs ResNet: the comparison is the same as in the terminal; an experiment runs, is kept and read again."""

from __future__ import annotations

import base64
import json

import pytest
from werkzeug.exceptions import BadRequest

from loopwise import jobs, store
from loopwise.experiments import experiment_named
from loopwise.records.experiments import Measured
from loopwise.text import speaking
from loopwise.web.pages import compare
from loopwise.web.parts import experiments
from loopwise.web.parts.results import result_view
from loopwise.web.visit import Visit


def plain(part: object) -> str:
    return json.dumps(part, default=lambda item: item.to_plotly_json(), ensure_ascii=False)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_both_models_stand_beside_one_another(language):
    with speaking(language):
        shown, address = compare.beside(Visit(), "vgg16", "resnet50", "resolution", "light")
    told = plain(shown)
    assert all(number in told for number in ("138,357,544", "25,557,032", "15.47 G", "4.089 G", "196", "427"))
    assert address == {"a": "vgg16", "b": "resnet50", "axis": "resolution"}


def test_the_picture_follows_the_scheme():
    light, dark = (
        compare.drawn(Visit(), scheme, "vgg16", "resnet18", "depth") for scheme in ("light", "dark")
    )
    svg = base64.b64decode(dark.partition(",")[2]).decode()
    assert (
        light != dark and "#14181e" not in light and svg.count("<style>") == 1 and "prefers-color" not in svg
    )


def test_only_models_of_the_zoo_are_followed():
    with pytest.raises(BadRequest):
        compare.beside(Visit(), "os:system", "resnet50", "resolution", "light")


def test_an_experiment_is_queued_followed_and_shown_when_it_is_kept():
    number, _address, disabled = experiments.start(Visit(), 1, "pooling", 1, 1)
    assert jobs.job(number).arguments == {"name": "pooling", "seeds": 1, "epochs": 1} and not disabled
    words, *_, over, _ = experiments.follow(Visit(), number, 0, "pooling", "light")
    assert words == str(experiments.QUEUED) and not over
    outcome = experiment_named("pooling").run(seeds=1, epochs=1)
    kept = store.keep(outcome)
    words, share, figure, hidden, says, over, _ = experiments.follow(Visit(), None, 0, "pooling", "dark")
    assert share == 100 and not hidden and figure["data"] and over and f"/kept/{kept}" in plain(says)
    assert "max pooling" in plain(result_view(outcome, Visit(), kept))
    assert experiments.follow(Visit(), None, 0, "block_dropped", "light")[0] == str(experiments.NOT_YET)


def test_a_run_that_goes_on_shows_its_points(monkeypatch):
    number, *_ = experiments.start(Visit(), 1, "pooling", 1, 1)
    part = {"labels": {"pool": "max", "seed": 0}, "values": {"accuracy": 0.9}, "series": {}}
    going = jobs.Job(
        **{**vars(jobs.job(number)), "state": "running", "done": 1, "total": 3, "parts": (part,)}
    )
    monkeypatch.setattr(jobs, "job", lambda _: going)
    words, share, figure, hidden, *_ = experiments.follow(Visit(), number, 0, "pooling", "light")
    assert "1 of 3" in words and round(share) == 33 and not hidden
    assert figure["data"][0]["y"] == [0.9] and Measured(**part).values["accuracy"] == 0.9
