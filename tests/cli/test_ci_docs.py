"""What the docs tell people to put into their pipelines can be typed, and the hook is one."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from loopwise.cli import run

yaml = pytest.importorskip("yaml")
ROOT = Path(__file__).parents[2]
PAGES = ["ci.md", "ci.ko.md"]
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)


def blocks(page, kind):
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return [block for name, block in BLOCK.findall(text) if name == kind]


def lines_in(value):
    """Yield every text of a parsed YAML that is a loopwise command."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from lines_in(one)
    elif isinstance(value, str) and value.startswith("loopwise "):
        yield value


def commands_of(page):
    in_yaml = [line for block in blocks(page, "yaml") for line in lines_in(yaml.safe_load(block))]
    shells = [line for block in blocks(page, "console") for line in block.splitlines()]
    return [line for line in in_yaml if line != "loopwise check"], [
        line.removeprefix("$ ") for line in shells
    ]


@pytest.mark.parametrize("page", PAGES)
def test_every_command_line_can_be_typed_in_order(page, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "train.py").write_text("x = 1\n")
    in_yaml, shells = commands_of(page)
    assert len(in_yaml) == 3 and len(shells) == 2
    for line in in_yaml + shells:
        words = shlex.split(line.partition(" > ")[0])
        assert words[:2] == ["loopwise", "check"]
        assert run(words[1:]) == 0, capsys.readouterr().err


@pytest.mark.parametrize("page", PAGES)
def test_the_pipelines_have_what_their_hosts_ask_for(page):
    local, actions, scan, gitlab = map(yaml.safe_load, blocks(page, "yaml"))
    [hook] = local["repos"][0]["hooks"]
    assert {"id", "name", "entry", "language"} <= hook.keys() and hook["types_or"] == ["python", "jupyter"]
    for flow in (actions, scan):
        assert flow[True]  # YAML 1.1 reads the key `on` as true
        for job in flow["jobs"].values():
            assert job["runs-on"] and all(("uses" in step) != ("run" in step) for step in job["steps"])
    assert scan["permissions"]["security-events"] == "write"
    assert gitlab["loopwise"]["script"]


def test_both_languages_show_the_same_blocks():
    for kind in ("yaml", "console", "python", "toml"):
        assert blocks("ci.md", kind) == blocks("ci.ko.md", kind) != []


def test_the_hook_runs_check_on_scripts_and_notebooks():
    [hook] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert hook["types_or"] == ["python", "jupyter"] and hook["language"] == "python"
    assert shlex.split(hook["entry"]) == ["loopwise", "check"]
