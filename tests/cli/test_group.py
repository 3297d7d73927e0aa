"""The command group: help by groups, commands found by file name, the nearest by meaning, exit codes."""

from __future__ import annotations

import re

import click
import pytest
from wcwidth import wcswidth

from loopwise import __version__
from loopwise.cli import _group, commands, run
from loopwise.cli._nearest import MEANINGS, nearest
from loopwise.errors import LoopwiseError

MEANT = {
    "lint": "check", "doctor": "check", "diagnose": "check", "verify": "check", "analyze": "check",
    "fix": "check", "chekc": "check", "ceck": "check", "checks": "check",
    "test": "check",
    "확인": "check", "검사": "check", "점검": "check", "진단하기": "check", "검사해줘": "check",
    "train.py": "check train.py", "내 노트북.ipynb": "check 내 노트북.ipynb",
    "exec": "watch", "monitor": "watch", "profile": "watch", "wacth": "watch",
    "실행": "watch", "감시": "watch",
    "관찰하기": "watch",
    "why": "explain", "help": "explain", "explian": "explain", "search": "explain",
    "설명": "explain", "에러": "explain", "왜": "explain", "로스": None,
    "loss": "recipe", "template": "recipe", "recipes": "recipe", "손실함수": "recipe", "레시피": "recipe",
    "learn": "fit", "fitt": "fit", "학습": "fit", "훈련하기": "fit",
    "save": "kept", "history": "kept", "keep": "kept", "저장": "kept", "기록": "kept", "결과": "kept",
    "ui": "lab", "web": "lab", "dashboard": "lab", "실험실": "lab", "브라우저": "lab",
    "gradient": "descend", "경사하강법": "descend", "lr": "descend", "optimizer": "descend",
    "xyzzy": None, "ㅋㅋㅋ": None,
}  # fmt: skip
EVERY = ("check", "watch", "explain", "descend", "recipe", "fit", "kept", "lab")


@pytest.fixture
def typed(capsys, monkeypatch, tmp_path):
    """Run a command line; return its exit code, stdout and stderr."""
    for variable in ("LOOPWISE_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("LOOPWISE_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)

    def run_it(*arguments):
        code = run(arguments)
        told = capsys.readouterr()
        return code, told.out, told.err

    return run_it


@pytest.mark.parametrize(("word", "meant"), MEANT.items(), ids=MEANT)
def test_an_unknown_word_gets_the_nearest_command_by_meaning(word, meant):
    assert nearest(word, EVERY) == meant


@pytest.mark.parametrize("word", MEANT)
def test_what_does_not_exist_is_never_suggested(word):
    assert nearest(word, ["watch", "kept"]) in (None, "watch", "kept")


def test_a_word_has_one_meaning():
    said = [word for words in MEANINGS.values() for word in words.split()]
    assert len(said) == len(set(said))
    assert set(said).isdisjoint({*EVERY, *_group.ALIASES})


def test_every_command_stands_in_a_group_of_the_help(typed):
    listed = [name for members in _group.GROUPS.values() for name in members]
    assert sorted(listed) == sorted(set(listed)), "twice in the help"
    assert set(commands()) <= set(listed), "a command the help does not know"
    code, out, err = typed("--help")
    assert (code, err) == (0, "")
    for name in commands():
        assert re.search(rf"^  {name}\s", out, re.MULTILINE)
        assert f"loopwise {name}" in out, "no example"
    assert typed() == (0, out, "")


def test_a_command_without_a_file_is_absent(typed, monkeypatch):
    monkeypatch.setattr(_group, "commands", lambda: ["check"])
    _, out, _ = typed("--help")
    assert "watch" not in out and "keep and look" not in out
    code, _, err = typed("watch", "train.py")
    assert code == 2 and "Traceback" not in err
    code, _, err = typed("run", "train.py")
    assert code == 2 and "there is no command 'run'" in err


@pytest.mark.parametrize("language", ["en", "ko"])
def test_help_fits_80_columns_in_both_languages(typed, language):
    for arguments in ((), *((name,) for name in commands())):
        code, out, _ = typed(*arguments, "--language", language, "--help")
        assert code == 0
        assert [line for line in out.splitlines() if wcswidth(line) > 80] == []
        assert bool(re.search("[가-힣]", out)) is (language == "ko")


@pytest.mark.parametrize("name", commands())
def test_every_command_and_option_has_help_in_both_languages(name):
    command = _group.group.get_command(click.Context(_group.group), name)
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            says = getattr(parameter, "says", None)
            assert says and says.en and re.search("[가-힣]|JSON", says.ko), f"{name} {parameter.opts}"


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_language_may_stand_anywhere(typed, language):
    spoken = {"en": "there is no option --bogus", "ko": "없는 옵션입니다: --bogus"}[language]
    for line in (
        ("--language", language, "check", "--bogus"),
        ("check", "--bogus", "--language", language),
        ("check", f"--language={language}", "--bogus"),
    ):
        code, out, err = typed(*line)
        assert (code, out) == (2, "")
        assert spoken in err
        assert "loopwise check --help" in err


def test_what_a_watched_program_is_told_is_not_our_language(typed):
    assert "있습니다" not in typed("watch", "absent.py", "--language", "ko")[2]


def test_the_language_of_the_settings_is_spoken(typed, monkeypatch, tmp_path):
    (tmp_path / "pyproject.toml").write_text('[tool.loopwise]\nlanguage = "ko"\n')
    assert "없는 명령입니다" in typed("xyzzy")[2]
    monkeypatch.setenv("LOOPWISE_LANGUAGE", "en")
    assert "there is no command" in typed("xyzzy")[2]
    assert "없는 명령입니다" in typed("xyzzy", "--language", "ko")[2]


def test_a_chosen_language_is_forgotten_after_the_command(typed):
    typed("xyzzy", "--language", "ko")
    assert "there is no command" in typed("xyzzy")[2]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (("kept", "abc"), ("'abc'", "1 이상의 정수")),
        (("check", "--format", "xml"), ("'xml'", "text, json, sarif, github, concise")),
        (("check", "--jobs", "0"), ("0", "1 이상의 정수")),
        (("xyzzy",), ("없는 명령입니다: 'xyzzy'", "loopwise --help")),
        (("lint", "a.py"), ("loopwise check",)),
    ],
)
def test_usage_errors_are_told_in_korean(typed, line, told):
    code, out, err = typed(*line, "--language", "ko")
    assert (code, out) == (2, "")
    assert err.startswith("오류: ")
    assert [words for words in told if words not in err] == []


def test_the_version(typed):
    assert typed("--version") == (0, f"loopwise {__version__}\n", "")


@pytest.mark.parametrize(("raised", "code"), [(KeyboardInterrupt, 130), (click.Abort, 1)])
def test_what_ends_a_command_becomes_an_exit_code(typed, monkeypatch, raised, code):
    def end(*arguments, **more):
        raise raised

    monkeypatch.setattr("loopwise.diagnosis.search.catalogue", end)
    ended, _, err = typed("explain", "loss is stuck")
    assert ended == code
    assert "Traceback" not in err


def test_an_error_tells_place_fix_and_page(typed, monkeypatch):
    from loopwise.records import Place

    def fail(*arguments, **more):
        raise LoopwiseError("it broke", fix="mend it", fault="graph-kept", place=Place("a.py", 3, 1))

    monkeypatch.setattr("loopwise.diagnosis.search.catalogue", fail)
    _, _, err = typed("explain", "loss is stuck")
    assert err == "Error: a.py:3:1: it broke\nTry: mend it\nMore: loopwise explain graph-kept\n"
