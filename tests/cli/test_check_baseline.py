"""`loopwise check`: baselines, ignore comments that silence nothing, the project's settings."""

from __future__ import annotations

import json

import pytest

from loopwise.cli import run
from loopwise.diagnosis.checking import check
from loopwise.diagnosis.many import check_files
from loopwise.faults import fault_named

SOFTMAX = fault_named("softmax-before-cross-entropy")
ACCUMULATE = fault_named("gradients-accumulate")
BAD_LINE = next(line for line in SOFTMAX.bad.splitlines() if line.startswith("model = "))


@pytest.fixture
def typed(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("LOOPWISE_LANGUAGE", "en")
    monkeypatch.chdir(tmp_path)

    def run_it(*arguments):
        code = run(("check", *arguments))
        told = capsys.readouterr()
        return code, told.out, told.err

    return run_it


def silenced(comment):
    return SOFTMAX.bad.replace(BAD_LINE, f"{BAD_LINE}  # loopwise: {comment}")


def unused(out):
    return [(one["line"], one["fault"], one["nearest"]) for one in json.loads(out)["unused_ignores"]]


def test_a_baseline_moves_with_the_line_and_excuses_nothing_new(typed, tmp_path):
    train = tmp_path / "train.py"
    train.write_text(SOFTMAX.bad)
    code, out, _ = typed("train.py", "--write-baseline", "known.json")
    assert code == 0 and "not shown: 1" in out
    train.write_text("\n# moved\n\n" + SOFTMAX.bad)
    assert typed("train.py", "--baseline", "known.json")[0] == 0
    (tmp_path / "other.py").write_text(ACCUMULATE.bad)
    code, out, _ = typed("train.py", "other.py", "--baseline", "known.json", "--json")
    answer = json.loads(out)
    assert (code, answer["known"]) == (1, 1)
    assert [one["fault"] for one in answer["findings"]] == [ACCUMULATE.name]
    assert "known" not in json.loads(typed("train.py", "--json")[1])


def test_a_renamed_file_is_known_and_a_copy_is_new(typed, tmp_path):
    (tmp_path / "b.py").write_text(SOFTMAX.bad)
    typed("b.py", "--write-baseline", "known.json")
    (tmp_path / "a.py").write_text(SOFTMAX.bad)
    code, out, _ = typed(".", "--baseline", "known.json", "--json")
    assert code == 1 and [one["path"] for one in json.loads(out)["findings"]] == ["a.py"]
    (tmp_path / "b.py").unlink()
    assert typed(".", "--baseline", "known.json")[0] == 0


def test_a_changed_line_is_new(typed, tmp_path):
    (tmp_path / "train.py").write_text(SOFTMAX.bad)
    typed("train.py", "--write-baseline", "known.json")
    (tmp_path / "train.py").write_text(SOFTMAX.bad.replace(BAD_LINE, f"{BAD_LINE}  # changed"))
    assert typed("train.py", "--baseline", "known.json")[0] == 1


def test_what_is_known_is_not_repaired(typed, tmp_path):
    (tmp_path / "train.py").write_text(SOFTMAX.bad)
    typed("train.py", "--write-baseline", "known.json")
    assert typed("train.py", "--baseline", "known.json", "--fix")[0] == 0
    assert (tmp_path / "train.py").read_text() == SOFTMAX.bad


def test_a_baseline_of_a_notebook_is_kept_by_its_cell_s_line(typed, tmp_path):
    cell = {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {},
        "outputs": [],
        "source": SOFTMAX.bad,
    }
    other = cell | {"source": "x = 1\n"}
    book = tmp_path / "6주차.ipynb"
    book.write_text(json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    typed("6주차.ipynb", "--write-baseline", "known.json")
    assert "6주차.ipynb" in (tmp_path / "known.json").read_text(encoding="utf-8")
    book.write_text(json.dumps({"cells": [other, cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    assert typed("6주차.ipynb", "--baseline", "known.json")[0] == 0


@pytest.mark.parametrize(
    ("comment", "told"),
    [
        (f"ignore[{SOFTMAX.name}]", []),
        ("ignore", []),
        (f"ignore[{ACCUMULATE.name}, {SOFTMAX.name}]", [(ACCUMULATE.name, None)]),
    ],
)
def test_names_that_silence_nothing_are_reported_and_do_not_fail(typed, tmp_path, comment, told):
    (tmp_path / "train.py").write_text(silenced(comment))
    code, out, _ = typed("train.py", "--json")
    assert code == 0
    assert [(fault, near) for _, fault, near in unused(out)] == told


def test_a_name_nobody_has_is_told_with_the_nearest(typed, tmp_path):
    (tmp_path / "train.py").write_text(
        SOFTMAX.good + "x = 1  # loopwise: ignore[softmax-before-crossentropy]\n"
    )
    line = SOFTMAX.good.count("\n") + 1
    code, out, _ = typed("train.py", "--json")
    assert (code, unused(out)) == (0, [(line, "softmax-before-crossentropy", SOFTMAX.name)])
    footer = " ".join(typed("train.py")[1].split("---")[-1].split())
    assert f"train.py:{line} ignore[softmax-before-crossentropy]" in footer
    assert f"did you mean {SOFTMAX.name}?" in footer


def test_a_comment_whose_fault_was_not_looked_for_is_left_alone(typed, tmp_path):
    (tmp_path / "train.py").write_text(SOFTMAX.good + f"x = 1  # loopwise: ignore[{SOFTMAX.name}]\n")
    assert unused(typed("train.py", "--select", ACCUMULATE.name, "--json")[1]) == []
    assert len(unused(typed("train.py", "--json")[1])) == 1


def test_a_text_that_only_looks_like_a_comment_is_none(typed, tmp_path):
    (tmp_path / "train.py").write_text(SOFTMAX.good + 'help = "# loopwise: ignore"\n')
    assert unused(typed("train.py", "--json")[1]) == []


def test_several_processes_report_a_shared_module_s_comment_as_one_does(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    head, _, loop = silenced(f"ignore[{SOFTMAX.name}]").partition("\nfor ")
    (tmp_path / "shared.py").write_text(head + "\n")
    for number in range(24):
        (tmp_path / f"train{number:02}.py").write_text(f"from shared import *\n\nfor {loop}")
    one, several = check(["."]), check_files(["."], jobs=2)
    assert one.ignores == several.ignores
    assert [comment.unused for comment in one.ignores] == [()]


def test_select_and_fail_on_of_the_project_hold_in_a_folder_below(typed, tmp_path, monkeypatch):
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "train.py").write_text(SOFTMAX.bad)
    project = tmp_path / "pyproject.toml"
    project.write_text(f'[tool.loopwise]\nselect = ["{ACCUMULATE.name}"]\n')
    monkeypatch.chdir(tmp_path / "src")
    assert typed("train.py")[0] == 0
    assert typed("train.py", "--select", SOFTMAX.name)[0] == 1, "the flag is nearer"
    project.write_text('[tool.loopwise]\nfail_on = "error"\n')
    assert typed("train.py")[0] == 1


def test_a_name_of_the_settings_that_nobody_has_is_told_with_the_nearest(typed, tmp_path):
    (tmp_path / "train.py").write_text(SOFTMAX.good)
    (tmp_path / "pyproject.toml").write_text('[tool.loopwise]\nignore = ["softmax-before-crossentropy"]\n')
    code, _, err = typed("train.py")
    assert code == 2 and SOFTMAX.name in err
