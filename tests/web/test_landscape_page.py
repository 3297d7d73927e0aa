"""The Landscape page: a job is queued, followed grid by grid, and shown; a browser watches it appear."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from loopwise import jobs, store
from loopwise.records import FitResult, Landscape, plain
from loopwise.training import fit
from loopwise.training.landscapes import landscape_of
from loopwise.web.pages import landscape
from loopwise.web.visit import Visit


@pytest.fixture(scope="module")
def fitted():
    return fit("breast_cancer", epochs=4, keep_path=True)


def test_only_fits_with_a_path_are_offered(fitted):
    with_path = store.keep(fitted)
    store.keep(FitResult(data="other", recipe="binary"))
    page = str(landscape.LandscapePage().layout(Visit()))
    assert f"'{with_path}'" in page and "other" not in page


def test_a_landscape_in_the_making_is_shown_grid_by_grid(fitted, monkeypatch):
    number = store.keep(fitted)
    seen: list[Landscape] = []
    found = landscape_of(fitted, side=17, sink=seen.append)
    job = jobs.submit("landscape", {"kept": number, "side": 17})
    waiting = landscape.follow(Visit(), job, 0, "light", None, "17")
    assert waiting[2] == ["waiting to start"] and waiting[3] is False
    parts = [plain(seen[0])]
    monkeypatch.setattr(jobs, "job", lambda n: _job(job, parts, number))
    shown = landscape.follow(Visit(), job, 0, "light", None, "17")
    assert "lw-three" in str(shown[5]) and shown[6] == f"{job} 9 running light"
    again = landscape.follow(Visit(), job, 0, "light", shown[6], "17")
    assert again[5] is landscape.no_update  # the same grid is not drawn twice
    parts.append(plain(found))
    finer = landscape.follow(Visit(), job, 0, "light", shown[6], "17")
    assert finer[6] == f"{job} 17 finished light"


def _job(number, parts, kept):
    from datetime import UTC, datetime

    now = datetime.now(UTC)
    return jobs.Job(
        number=number, task="landscape", arguments={"kept": kept, "side": 17}, state="running", created=now,
        started=now, ended=None, cancelling=False, done=81, total=299, note="", result=None, message="",
        parts=tuple(parts),
    )  # fmt: skip


def test_a_kept_landscape_is_opened_again(fitted):
    from loopwise.web.parts.results import result_view

    found = landscape_of(fitted, side=9)
    number = store.keep(found)
    assert f"data={number}" in str(result_view(store.kept(number).result, Visit(), number))
    assert "lw-three" in str(landscape.opened(Visit(), "dark", number))


@pytest.mark.parametrize(("kind", "starts"), [("png", b"\x89PNG"), ("pdf", b"%PDF"), ("html", b"<")])
def test_its_figure_comes_as_a_file(fitted, kind, starts):
    import base64

    from loopwise.web.parts.landscape_view import in_a_file

    sent = in_a_file(landscape_of(fitted, side=9), kind, "dark")
    assert sent["filename"] == f"landscape-breast_cancer-9.{kind}"
    assert base64.b64decode(sent["content"]).startswith(starts)


@pytest.mark.browser
def test_a_fit_is_trained_and_its_landscape_appears(chromium, tmp_path_factory):
    from loopwise.web.server import LabServer

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LOOPWISE_HOME", str(tmp_path_factory.mktemp("lab")))
        with LabServer() as server:
            context = chromium.new_context(locale="ko-KR", viewport={"width": 1280, "height": 900})
            context.set_default_timeout(120_000)
            page = context.new_page()
            page.goto(server.url)
            page.goto("{0.scheme}://{0.netloc}/landscape".format(urlsplit(server.url)))
            page.fill("#landscape-epochs", "4")
            page.get_by_text("9", exact=True).first.click()
            page.click("#landscape-train")
            page.wait_for_selector("[data-side='9'] .js-plotly-plot")
            page.wait_for_selector("main >> text=저장했습니다")
            with page.expect_download() as got:
                page.click("#landscape-to-svg")
            assert got.value.suggested_filename.endswith("9.svg")
            context.close()
        assert isinstance(store.kept()[0].result, Landscape)
