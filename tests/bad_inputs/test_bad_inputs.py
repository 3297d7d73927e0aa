"""Bad input through the real command line: a message with place and fix, exit code 2, never a traceback.

Each case is what a person might type, in a folder of its own. `names` are the words the answer cannot do
without: the file, column or value given, and what would be right.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from loopwise.cli._running import run_safely

GOOD = "x = 1\n"
TABLE = "age,size,target\n" + "".join(f"{30 + i},{i * 1.5},{i % 2}\n" for i in range(40))
HUGE = 200 * 2**20  # bytes, sparse: no training program has so many


@dataclass(frozen=True)
class Case:
    """What is typed, beside which files, and the words the answer needs."""

    name: str
    arguments: tuple[str, ...]
    names: tuple[str, ...]
    files: Mapping[str, str | bytes] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    prepare: Callable[[Path], object] = lambda folder: None


def table(header: str, *lines: str) -> str:
    return "\n".join((header, *lines)) + "\n"


def sparse(name: str) -> Callable[[Path], object]:
    return lambda folder: os.truncate(folder / name, HUGE)


def folder_named(name: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).mkdir()


SOURCES = [
    Case("missing file", ("check", "absent.py"), ("absent.py",)),
    Case("null bytes", ("check", "week6.py"), ("week6.py",), {"week6.py": b"x = 1\n\x00\x00y = 2\n"}),
    Case(
        "syntax error",
        ("check", "week6.py"),
        ("week6.py:2",),
        {"week6.py": "x = 1\nfor i in range(3\n    pass\n"},
    ),
    Case("not utf-8", ("check", "week6.py"), ("week6.py", "UTF-8"), {"week6.py": b"x = '\xff\xff'\n"}),
    Case(
        "huge program",
        ("check", "week6.py"),
        ("week6.py", "MB"),
        {"week6.py": ""},
        prepare=sparse("week6.py"),
    ),
    Case(
        "no programs",
        ("check", "empty folder"),
        ("empty folder", ".py"),
        prepare=folder_named("empty folder"),
    ),
    Case("a picture", ("check", "curve.png"), ("curve.png",), {"curve.png": b"\x89PNG\r\n\x1a\n\x00\xff"}),
    Case(
        "broken notebook", ("check", "week6.ipynb"), ("week6.ipynb",), {"week6.ipynb": '{"cells": [{"cell_ty'}
    ),
    Case("notebook is a list", ("check", "week6.ipynb"), ("week6.ipynb",), {"week6.ipynb": "[1, 2]"}),
    Case("cells are no list", ("check", "week6.ipynb"), ("week6.ipynb",), {"week6.ipynb": '{"cells": 3}'}),
    Case("empty notebook file", ("check", "week6.ipynb"), ("week6.ipynb",), {"week6.ipynb": ""}),
    Case("bad --fail-on", ("check", "ok.py", "--fail-on", "fatal"), ("fatal", "warning"), {"ok.py": GOOD}),
    Case("bad --select", ("check", "ok.py", "--select", "softmaxx"), ("softmaxx",), {"ok.py": GOOD}),
    Case(
        "bad --ignore",
        ("check", "ok.py", "--ignore", "softmax-before-crossentropy"),
        ("softmax-before-cross-entropy",),
        {"ok.py": GOOD},
    ),
    Case("bad --format", ("check", "ok.py", "--format", "xml"), ("xml", "sarif", "github"), {"ok.py": GOOD}),
    Case(
        "baseline is missing",
        ("check", "ok.py", "--baseline", "absent.json"),
        ("absent.json", "--write-baseline"),
        {"ok.py": GOOD},
    ),
    *(
        Case(
            f"baseline is {what}",
            ("check", "ok.py", "--baseline", "known.json"),
            ("known.json",),
            {"ok.py": GOOD, "known.json": text},
        )
        for what, text in {
            "empty": "",
            "a list": "[1]",
            "of another schema": '{"schema": 99, "findings": []}',
            "without hashes": '{"schema": 1, "findings": [{"path": "ok.py"}]}',
            "of numbers": '{"schema": 1, "findings": 3}',
            "no text": b"\xff\xfe\x00",
        }.items()
    ),
    Case(
        "baseline is a folder",
        ("check", "ok.py", "--baseline", "known"),
        ("known",),
        {"ok.py": GOOD},
        prepare=folder_named("known"),
    ),
    Case(
        "baseline without a folder",
        ("check", "ok.py", "--write-baseline", "absent/known.json"),
        ("absent",),
        {"ok.py": GOOD},
    ),
    Case(
        "two baselines",
        ("check", "ok.py", "--baseline", "a.json", "--write-baseline", "b.json"),
        ("--baseline", "--write-baseline"),
        {"ok.py": GOOD},
    ),
    Case(
        "diff that writes",
        ("check", "ok.py", "--diff", "--write-baseline", "b.json"),
        ("--diff", "--write-baseline"),
        {"ok.py": GOOD},
    ),
    Case("bad --jobs", ("check", "ok.py", "--jobs", "many"), ("many",), {"ok.py": GOOD}),
    Case("bad --language", ("check", "ok.py", "--language", "fr"), ("fr", "ko"), {"ok.py": GOOD}),
    Case("unknown word", ("explain", "xqzzvk"), ("xqzzvk",)),
    Case("unknown command", ("checks", "ok.py"), ("checks", "check")),
    Case("script is missing", ("watch", "absent.py"), ("absent.py",)),
    Case("script is a folder", ("watch", "week 6"), ("week 6",), prepare=folder_named("week 6")),
    Case("watch nothing", ("watch",), ("watch",)),
    Case(
        "output without a folder",
        ("watch", "--output", "absent/a.json", "ok.py"),
        ("absent",),
        {"ok.py": GOOD},
    ),
    Case("output of no kind", ("watch", "--output", "a.docx", "ok.py"), ("a.docx", ".json"), {"ok.py": GOOD}),
]

SETTINGS = [
    Case(
        "bad language",
        ("check", "ok.py"),
        ("LOOPWISE_LANGUAGE", "fr", "ko"),
        {"ok.py": GOOD},
        {"LOOPWISE_LANGUAGE": "fr"},
    ),
    Case(
        "bad value in pyproject",
        ("check", "ok.py"),
        ("pyproject.toml", "fail_on", "fatal", "warning"),
        {"ok.py": GOOD, "pyproject.toml": '[tool.loopwise]\nfail_on = "fatal"\n'},
    ),
    Case(
        "unknown setting in pyproject",
        ("check", "ok.py"),
        ("pyproject.toml", "colour", "language"),
        {"ok.py": GOOD, "pyproject.toml": '[tool.loopwise]\ncolour = "red"\n'},
    ),
    Case(
        "settings are no table",
        ("check", "ok.py"),
        ("pyproject.toml", "tool.loopwise"),
        {"ok.py": GOOD, "pyproject.toml": '[tool]\nloopwise = "ko"\n'},
    ),
    Case(
        "pyproject is not TOML",
        ("check", "ok.py"),
        ("pyproject.toml", "TOML"),
        {"ok.py": GOOD, "pyproject.toml": "[tool.loopwise\n"},
    ),
]

TABLES = [
    Case("empty file", ("fit", "patients.csv"), ("patients.csv",), {"patients.csv": ""}),
    Case("header only", ("fit", "patients.csv"), ("patients.csv",), {"patients.csv": "age,size,target\n"}),
    Case(
        "one row",
        ("fit", "patients.csv"),
        ("patients.csv", "1"),
        {"patients.csv": table("age,target", "31,1")},
    ),
    Case(
        "one class",
        ("fit", "patients.csv", "--target", "ill"),
        ("ill", "yes"),
        {"patients.csv": table("age,ill", *(f"{i},yes" for i in range(40)))},
    ),
    Case(
        "three classes",
        ("fit", "patients.csv", "--target", "ill", "--recipe", "binary"),
        ("ill", "3"),
        {"patients.csv": table("age,ill", *(f"{i},{'abc'[i % 3]}" for i in range(60)))},
    ),
    Case(
        "missing column",
        ("fit", "patients.csv", "--target", "Target"),
        ("Target", "patients.csv", "target"),
        {"patients.csv": TABLE},
    ),
    Case(
        "text in a number column",
        ("fit", "patients.csv", "--target", "target"),
        ("age", "unknown"),
        {"patients.csv": TABLE.replace("\n44,", "\nunknown,")},
    ),
    Case(
        "target column is empty",
        ("fit", "patients.csv", "--target", "target"),
        ("target",),
        {"patients.csv": table("age,target", *(f"{i}," for i in range(40)))},
    ),
    Case(
        "a row too long",
        ("fit", "patients.csv", "--target", "target"),
        ("patients.csv", "42"),
        {"patients.csv": TABLE + "1,2,1,9,9\n"},
    ),
    Case(
        "two columns of one name",
        ("fit", "patients.csv", "--target", "target"),
        ("age",),
        {"patients.csv": TABLE.replace("age,size", "age,age")},
    ),
    Case(
        "a zip for a table",
        ("fit", "patients.csv"),
        ("patients.csv",),
        {"patients.csv": b"PK\x03\x04\x00\x00\xff\xfe"},
    ),
    Case("missing table", ("fit", "absent.csv"), ("absent.csv",)),
    Case(
        "folder for a table", ("fit", "patients.csv"), ("patients.csv",), prepare=folder_named("patients.csv")
    ),
    Case("unknown data set", ("fit", "brest_cancer"), ("brest_cancer", "breast_cancer")),
    Case("unknown recipe", ("recipe", "binaryy"), ("binaryy", "binary")),
    Case("fit by an unknown recipe", ("fit", "breast_cancer", "--recipe", "binaryy"), ("binaryy", "binary")),
    Case("negative epochs", ("fit", "breast_cancer", "--epochs", "-3"), ("-3", "epochs")),
    Case("rate is no number", ("fit", "breast_cancer", "--lr", "abc"), ("abc", "lr")),
    Case("negative rate", ("fit", "breast_cancer", "--lr", "-0.1"), ("-0.1", "lr")),
    Case("rate is nan", ("fit", "breast_cancer", "--lr", "nan"), ("nan", "lr")),
]

KEPT = [
    Case("unknown number", ("kept", "4711"), ("4711", "loopwise kept")),
    Case("number is a word", ("kept", "week3"), ("week3",)),
    Case("remove what", ("kept", "--remove"), ("--remove",)),
    Case(
        "damaged store",
        ("kept",),
        ("loopwise.db",),
        prepare=lambda folder: _damage(folder / "home" / "loopwise.db"),
    ),
    Case("home is a file", ("kept",), ("LOOPWISE_HOME",), {"home": "a file"}),
]


CASES = SOURCES + SETTINGS + TABLES + KEPT


def _damage(store: Path) -> None:
    store.parent.mkdir()
    store.write_bytes(b"no database" * 500)


@pytest.fixture
def typed(tmp_path, monkeypatch, capsys):
    """Return a function that runs a case in this process: exit code, stdout, stderr.

    In this process, as torch would be imported anew for every table; a few go through a shell below.
    """

    def run(case, language="en"):
        for name in [name for name in os.environ if name.startswith("LOOPWISE")]:
            monkeypatch.delenv(name)
        for name, value in laid_out(case, tmp_path, language).items():
            monkeypatch.setenv(name, value)
        monkeypatch.chdir(tmp_path)
        code = run_safely(case.arguments)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def laid_out(case, folder, language):
    """Write the case's files and return its environment variables."""
    for name, text in case.files.items():
        (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)
    case.prepare(folder)
    homes = {"LOOPWISE_HOME": str(folder / "home"), "XDG_CONFIG_HOME": str(folder / "config")}
    return homes | {"LOOPWISE_LANGUAGE": language} | case.environment


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_bad_input_is_a_message(case, language, typed):
    code, out, told = typed(case, language)
    assert code == 2, told + out
    assert [word for word in case.names if word not in told] == [], told
    assert out == "", "what went wrong belongs on stderr: stdout may be piped into a file"
    if "LOOPWISE_LANGUAGE" not in case.environment:
        assert bool(re.search("[가-힣]", told)) == (language == "ko"), told


@pytest.mark.parametrize("case", [CASES[0], SETTINGS[0], TABLES[2], KEPT[0]], ids=lambda case: case.name)
def test_a_shell_sees_code_2_and_no_traceback(case, tmp_path):
    own = {name: value for name, value in os.environ.items() if not name.startswith("LOOPWISE")}
    environment = own | laid_out(case, tmp_path, "ko") | {"PYTHONIOENCODING": "utf-8"}
    answer = subprocess.run(
        [sys.executable, "-m", "loopwise", *case.arguments],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
    )
    told = answer.stderr.decode("utf-8")
    assert answer.returncode == 2, told
    assert "Traceback" not in told
    assert [word for word in case.names if word not in told] == [], told


def test_json_asked_for_bad_input_still_leaves_stdout_empty(typed):
    code, out, _ = typed(Case("json", ("check", "absent.py", "--json"), ("absent.py",)))
    assert (code, out) == (2, "")


def test_one_broken_file_among_good_ones_does_not_hide_them(typed):
    """A folder is read as far as it can be; what cannot be read is named among what was not followed."""
    files = {"ok.py": GOOD, "broken.py": "for i in range(3\n"}
    code, out, _ = typed(Case("mixed", ("check", ".", "--json"), (), files))
    report = json.loads(out)
    assert code == 0
    assert report["files"] >= 1
    assert "broken.py" in {one["path"] for one in report["followed"]["not_followed"]}
