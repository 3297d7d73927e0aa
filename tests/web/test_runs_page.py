"""The Runs page follows a run that another process watches, and shows it afterwards with what its repairs change."""

from __future__ import annotations

import pytest

from loopwise import jobs, store
from loopwise.diagnosis.checking import check
from loopwise.faults import fault_named
from loopwise.jobs.tasks.what_if import run as tried
from loopwise.records import LayerSeries, Series, Started, UnitSeries, WatchReport, WeightPath, WhatIf
from loopwise.text import speaking
from loopwise.web.pages.landscape import _with_path
from loopwise.web.pages.runs import listed
from loopwise.web.parts.results import result_view
from loopwise.web.parts.watched_run import followed
from loopwise.web.parts.what_if import described, follow, offered, start
from loopwise.web.visit import Visit

STEPS = (0, 1, 2)
BAD = fault_named("gradients-accumulate").bad


def run(**changes) -> WatchReport:
    found = check(BAD)
    series = Series(STEPS, (2.3, 2.0, 1.7))
    return WatchReport(
        "train.py",
        found.findings,
        steps=3,
        sampled=3,
        seconds=1.5,
        losses={"cross_entropy": series},
        sources=found.sources,
        layers=(LayerSeries("fc1 (Linear 4 -> 2)", series, Series(STEPS, (0.01, 0.0, 0.02))),),
        units=(UnitSeries("relu after fc1", Series(STEPS, (0.0, 0.5, 1.0))),),
        **changes,
    )


@pytest.mark.parametrize(("language", "words"), [("en", "training goes on"), ("ko", "학습 중")])
def test_a_run_is_followed_while_it_goes_on_and_left_alone_afterwards(language, words):
    visit = Visit("runs", language=language)
    with speaking(language), store.sink("watch", "train.py") as sink:
        sink.add(run())
        told, cards, loss, layers, landscape, off = followed(visit, 1, "light", sink.number, None)
        assert told.startswith(words) and "3" in told and (landscape, off) == ("", False)
        assert len(cards) == 1 and [len(one.figure["data"]) for one in layers] == [1, 1, 1]
        assert list(loss["data"][0]["y"]) == [2.3, 2.0, 1.7]
        again = followed(visit, 2, "light", sink.number, told)
        assert again[:4] != (told, cards, loss, layers) and again[5] is False  # nothing new is drawn again
        sink.finish(run(ended="finished", path=WeightPath((0, 1, 2), 1, "")))
        *_, landscape, off = followed(visit, 3, "light", sink.number, told)
        assert landscape.href.startswith(f"/landscape?from={sink.number}") and off is True
        assert [one.number for one in _with_path(store.kept())] == [sink.number]


def test_what_is_kept_of_the_program_are_the_lines_that_its_repairs_change():
    number = store.keep(run())
    kept = store.kept(number).result
    [text] = kept.sources.values()
    lines = text.splitlines()
    assert "loss.backward()" in text and len(lines) == len(BAD.splitlines())
    assert sum(bool(line) for line in lines) < len(BAD.splitlines()) / 2
    with speaking("en"):
        _, [card], *_ = followed(Visit("runs"), 1, "light", number, None)
    assert "optimizer.zero_grad()" in str(card)


def test_the_list_says_what_to_do_while_it_is_empty_and_then_shows_runs_only(client):
    with speaking("en"):
        assert "loopwise watch train.py" in str(listed(Visit("runs")))
        number = store.keep(run())
        assert f"/runs/{number}" in str(listed(Visit("runs")))
    assert client.get(f"/runs/{number}").status_code == 200


def test_a_run_that_has_ended_offers_its_repair_says_how_long_it_takes_and_shows_both_curves(tmp_path):
    visit = Visit("runs")
    (tmp_path / "train.py").write_text(BAD, encoding="utf-8")
    number = store.keep(run(started=Started(str(tmp_path))))
    elsewhere = store.keep(run(started=Started(str(tmp_path / "gone"))))
    with speaking("en"):
        assert offered(visit, False, number) == (True, [], None)  # while it goes on
        assert offered(visit, True, store.keep(run())) == (True, [], None)  # kept before folders were
        assert offered(visit, True, number) == (False, ["gradients-accumulate"], "gradients-accumulate")
        told, refused = described(visit, "gradients-accumulate", number)
        assert "6 times" in told and "33 s" in told and not refused
        told, refused = described(visit, "gradients-accumulate", elsewhere)
        assert "gone" in told and refused
        job, _, waits = start(visit, 1, "gradients-accumulate", number)
        assert jobs.job(job).task == "what_if" and waits is False
        assert follow(visit, job, 1, "light")[0] == "waiting to start"
        done: list[tuple[int, int]] = []
        answer = tried(**jobs.job(job).arguments, seeds=1, progress=lambda at, runs: done.append((at, runs)))
        assert isinstance(answer, WhatIf) and answer.untouched and done == [(0, 2), (1, 2)]
        assert [run.loss.steps != () for run in answer.runs] == [True, True]
        view = str(result_view(answer, visit, 1))
    assert "repaired" in view and "as it is" in view
