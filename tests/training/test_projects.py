"""A new project passes `check`, runs, and its own test holds; nothing that is there is overwritten."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from loopwise.cli import run
from loopwise.diagnosis.checking import check
from loopwise.errors import LoopwiseError
from loopwise.training.projects import project_templates, write_project


@pytest.mark.parametrize("template", project_templates())
@pytest.mark.parametrize("language", ["en", "ko"])
def test_check_finds_nothing_in_a_new_project(template, language, tmp_path):
    files = write_project(tmp_path / "net", template=template, language=language)
    report = check(tmp_path / "net")
    assert report.followed.training_loops >= 1 and not report.findings
    text = "".join(file.read_text(encoding="utf-8") for file in files)
    assert "# ko:" not in text and "# en:" not in text and ("학습" in text) == (language == "ko")


def test_a_new_project_runs_and_its_own_test_holds(tmp_path):
    folder = tmp_path / "digits"
    assert run(["new", str(folder)]) == 0
    config = (folder / "config.toml").read_text(encoding="utf-8").replace("epochs = 20", "epochs = 3")
    (folder / "config.toml").write_text(config, encoding="utf-8")
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    for command in (["train.py"], ["-m", "pytest", "-q", "-p", "no:cacheprovider"]):
        done = subprocess.run(
            [sys.executable, *command],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        assert done.returncode == 0, done.stdout + done.stderr
    result = json.loads((folder / "runs" / "result.json").read_text(encoding="utf-8"))
    assert result["test_accuracy"] > 0.8


@pytest.mark.soak
def test_the_project_with_a_new_head_runs(tmp_path):
    write_project(tmp_path / "head", template="head")
    done = subprocess.run([sys.executable, "train.py"], cwd=tmp_path / "head", capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "head/runs/result.json").read_text(encoding="utf-8"))["test_accuracy"] > 0.5


def test_what_is_there_is_left_alone(tmp_path, capsys):
    (tmp_path / "mine.txt").write_text("precious", encoding="utf-8")
    assert run(["new", str(tmp_path)]) == 2 and "not empty" in capsys.readouterr().err
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]
    with pytest.raises(LoopwiseError, match="images"):
        write_project(tmp_path / "x", template="transformer")
