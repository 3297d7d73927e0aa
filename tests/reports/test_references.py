"""References to kept results become tables and figures; a new week is offered what was kept."""

from __future__ import annotations

import json
import pkgutil
from datetime import date
from typing import get_type_hints

import pytest

from loopwise import store
from loopwise.cli import run
from loopwise.records import Finding, Place, Series, WatchReport
from loopwise.reports import kept
from loopwise.reports.beginning import kept_this_week, new_week
from loopwise.reports.blocks import Picture, Reference, Table, plain_text
from loopwise.reports.building import desk_for, load_week
from loopwise.reports.checks import problems
from loopwise.reports.composing import compose
from loopwise.reports.team import team_from
from loopwise.reports.week import read_week
from loopwise.store.kinds import catalogue

RUN = WatchReport(
    script="train.py",
    findings=(
        Finding(
            "softmax-before-cross-entropy",
            Place("train.py", 3, 1),
            "error",
            evidence={"floor": 1.4612, "now": 1.72, "classes": 10},
            step=0,
        ),
    ),
    steps=3,
    losses={"cross_entropy": Series((0, 1, 2), (2.3, 2.0, 1.72))},
)


@pytest.fixture
def number():
    return store.keep(RUN)


def with_reference(project, told):
    file = project / "2025-05-08.md"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("![손실 곡선](pictures/curve.png)", told), encoding="utf-8")
    return file


def shown(file, language="ko"):
    return compose(load_week(file), language).lines[5].members[0][1]


def test_a_watched_run_becomes_a_table_with_evidence_and_a_figure(project, number):
    file = with_reference(project, f"{{{{ loopwise: watch {number} | 두 번 적용 }}}}")
    table, picture = shown(file)[-2:]
    assert isinstance(table, Table) and table.caption == "표 1. 두 번 적용"
    assert "1.461" in plain_text(table.rows[0][2]) and plain_text(table.rows[0][1]) == "0"
    assert isinstance(picture, Picture) and picture.caption == "그림 1. 두 번 적용" and picture.alt
    assert not problems(desk_for(file))


def test_a_printed_result_travels_with_the_report(project, number, capsys, monkeypatch, tmp_path):
    assert run(["kept", str(number), "--json"]) == 0
    (project / "run.json").write_text(capsys.readouterr().out, encoding="utf-8")
    here = shown(with_reference(project, f"{{{{ loopwise: watch {number} | a }}}}"))[-2:]
    file = with_reference(project, "")
    file.write_text(
        file.read_text("utf-8").replace(f"loopwise: watch {number}", "loopwise: watch run.json"), "utf-8"
    )
    monkeypatch.setenv("LOOPWISE_HOME", str(tmp_path / "another computer"))
    assert shown(file)[-2:] == here


def test_captions_and_labels_speak_the_reports_language(project, number):
    file = with_reference(project, f"{{{{ loopwise: watch {number} }}}}")
    table = shown(file, "en")[-2]
    assert table.caption == "Table 1. What `train.py` shows while it runs"
    assert plain_text(table.header[2]) == "evidence"


@pytest.mark.parametrize(
    ("told", "word"),
    [
        ("{{ loopwise: watch 99 }}", "99"),
        ("{{ loopwise: fit 1 }}", "not a fit"),
        ("{{ loopwise: watch gone.json }}", "gone.json"),
        ("{{ loopwise: watch team.toml }}", "no kept result"),
    ],
)
def test_a_dead_reference_is_told_and_the_draft_says_so(project, number, told, word):
    file = with_reference(project, told)
    (found,) = problems(desk_for(file))
    assert word in found.message.en and found.check == "references" and found.severity == "error"
    assert word in shown(file, "en")[-1].told


def test_a_kind_without_a_file_here_shows_its_headline(monkeypatch, number, project):
    monkeypatch.setattr(kept, "shown_named", lambda name: None)
    (table,) = kept.blocks_of(Reference("watch", str(number)), project)
    assert isinstance(table, Table) and table.caption == "train.py"


def test_every_file_here_shows_a_kind_that_is_kept_and_its_records():
    kinds = {kind.name: kind for kind in catalogue()}
    files = {m.name for m in pkgutil.iter_modules(kept.__path__) if not m.name.startswith("_")}
    assert files == {name.replace("-", "_") for name in kinds if kept.shown_named(name)}
    for name, kind in kinds.items():
        if shown_as := kept.shown_named(name):
            assert get_type_hints(type(shown_as).caption)["record"] is kind.record, name


def test_cards_ask_about_what_was_found(number, project):
    found = kept.find(Reference("watch", str(number)), project)
    (card,) = kept.cards_of(found)
    assert "train.py" in card.question.ko and "1.461" in card.answer.en
    assert any("1.461" in one.ko for one in card.evidence)


def test_a_new_week_offers_last_weeks_plan_and_what_was_kept(project, number):
    team = team_from((project / "team.toml").read_text(encoding="utf-8"))
    last = load_week(project / "2025-05-08.md")
    offers = kept_this_week(date.today())
    week = read_week(new_week(team, date(2025, 5, 15), last, offers))
    assert not week.problems and week.number == 9 and week.participants == ("팀원 A", "팀원 B")
    assert week.row("goals").text.split("\n") == ["경사하강법", "다중 레이블 예제 만들기"]
    references = [one for one in week.row("studied").blocks if isinstance(one, Reference)]
    assert [(one.kind, one.which) for one in references] == [("watch", str(number))]
    assert "softmax-before-cross-entropy" in week.row("studied").text


def test_new_never_overwrites(project, capsys):
    arguments = ["report", "new", "--date", "2025-05-08", "--folder", str(project)]
    before = (project / "2025-05-08.md").read_bytes()
    assert run(arguments) == 2 and (project / "2025-05-08.md").read_bytes() == before
    arguments[3] = "2025-05-15"
    assert run(arguments) == 0 and load_week(project / "2025-05-15.md").number == 9


def test_check_speaks_json_and_exits_as_elsewhere(project, capsys):
    file = str(project / "2025-05-08.md")
    assert run(["report", "check", file, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"schema": 1, "file": file, "problems": []}
    with_reference(project, "{{ loopwise: watch 99 }}")
    assert run(["report", "check", file, "--json"]) == 1
    (told,) = json.loads(capsys.readouterr().out)["problems"]
    assert (told["row"], told["severity"], told["column"]) == ("studied", "error", 1)
    assert run(["report", "check", file, "--fail-on", "never"]) == 0


@pytest.mark.parametrize(
    ("text", "word"),
    [("name = ", "TOML"), ("colour = 'x'", "colour"), ("members = 'A'", "members"), ("name = 3", "3")],
)
def test_a_wrong_team_file_is_refused_with_its_key(text, word):
    from loopwise.errors import LoopwiseError

    with pytest.raises(LoopwiseError, match=word):
        team_from(text)


def test_a_descent_is_walked_again_and_drawn(project):
    from loopwise.descent import descend

    paths = descend("line", start=[(-1, -2)], lr=[0.05, 1.1], steps=5)
    number = store.keep(paths.to_record())
    table, picture = shown(with_reference(project, f"{{{{ loopwise: descent {number} }}}}"), "en")[-2:]
    assert [plain_text(row[1]) for row in table.rows] == ["0.05", "1.1"]
    assert [plain_text(row[2]) for row in table.rows] == [f"{loss:.4g}" for loss in paths.loss[:, -1]]
    assert "diverges" in plain_text(table.rows[1][3]).lower() and isinstance(picture, Picture)
    cards = kept.cards_of(kept.find(Reference("descent", str(number)), project))
    assert len(cards) == 2 and f"{paths.loss[1, -1]:.4g}" in cards[1].answer.en


def test_a_trace_is_a_table_whose_sums_are_the_models(project):
    from loopwise.integrations.traced import trace

    found = trace("zoo:lenet5", (1, 28, 28))
    number = store.keep(found)
    (table,) = shown(with_reference(project, f"{{{{ loopwise: trace {number} }}}}"), "en")[-1:]
    counts = [int(plain_text(row[2]).replace(",", "")) for row in table.rows]
    assert counts[-1] == found.parameters and max(counts[:-1]) < found.parameters


def small_records():
    """Return a small record of every kind that has a file of its own here and is not shown above."""
    from loopwise.records.experiments import Measured, Outcome
    from loopwise.records.landscapes import Landscape
    from loopwise.records.losses import LossCell, LossGrid
    from loopwise.records.what_if import Rerun, WhatIf

    labels = [{"net": net, "depth": 20, "seed": seed} for net in ("plain", "residual") for seed in (0, 1)]
    measured = tuple(Measured(one, {"training_error": 0.25, "gradient_ratio": 1.0}) for one in labels)
    curve = Series((0, 1, 2), (2.0, 1.5, 1.0))
    along = (-1.0, -0.5, 0.0, 0.5, 1.0)
    heights = tuple(tuple(1 + x * x + y * y for x in along) for y in along)
    cell = LossCell("softmax", "CrossEntropyLoss", 3, "int64", "hides", "", scores=(0.875,), final=0.625)
    return {
        "experiment": Outcome("plain_or_residual", {"epochs": 6}, measured),
        "landscape": Landscape("mlp", "iris", "random", along, along, heights, side=5),
        "losses": LossGrid("iris", "multiclass", metric="accuracy", epochs=9, seeds=1, cells=(cell,)),
        "what-if": WhatIf(
            "train.py",
            "dead-relu",
            "change-rate:0.1",
            "gain",
            (Rerun(0, False, loss=curve), Rerun(0, True, loss=curve)),
        ),
    }


@pytest.mark.parametrize("kind", small_records())
@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_other_kind_stands_in_a_report(project, kind, language):
    number = store.keep(small_records()[kind])
    made = shown(with_reference(project, f"{{{{ loopwise: {kind} {number} }}}}"), language)
    found = [one for one in made if isinstance(one, (Picture, Table))]
    assert found and all(one.caption for one in found)
    if kind == "losses":
        cells = [plain_text(cell) for cell in found[0].rows[0]]
        assert cells[:4] == ["softmax", "CrossEntropyLoss", "0.625", "0.875"] and cells[4]


def test_two_models_stand_side_by_side(project):
    from loopwise.integrations.traced import comparison_of

    number = store.keep(comparison_of("zoo:lenet5", "zoo:mlp", None))
    table = next(
        one
        for one in shown(with_reference(project, f"{{{{ loopwise: compare {number} }}}}"))
        if isinstance(one, Table)
    )
    assert [plain_text(cell) for cell in table.header[1:]] == ["lenet5", "mlp"] and len(table.rows) > 5
