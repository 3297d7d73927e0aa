"""Any console: encodings without a check mark or without hangul, pipes, colour."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from loopwise.cli import _console
from loopwise.faults import fault_named

BAD = fault_named("softmax-before-cross-entropy").bad
LINES = [
    ("--help",),
    ("check", "학습 1.py"),
    ("check", "학습 1.py", "--json"),
    ("check", "학습 1.py", "--format", "concise"),
    ("check", "없음.py"),
    ("explain", "softmax-before-cross-entropy"),
    ("explain", "로스가 2.303에서 안 내려가요"),
    ("kept",),
    ("없는명령",),
]


def typed(folder, *arguments, **environment):
    own = {
        name: value for name, value in os.environ.items() if not name.startswith(("LOOPWISE", "LC_", "LANG"))
    }
    own |= {"LOOPWISE_HOME": str(folder / "home"), "LC_ALL": "C.UTF-8"} | environment
    command = [sys.executable, "-m", "loopwise", *arguments]
    return subprocess.run(command, cwd=folder, env=own, capture_output=True, timeout=120)


@pytest.fixture
def folder(tmp_path):
    source = f"# 손글씨를 분류합니다 ✓ — • █ ▁\n{BAD}"
    (tmp_path / "학습 1.py").write_text(source, encoding="utf-8", newline="\r\n")
    return tmp_path


@pytest.mark.parametrize("encoding", ["cp949", "ascii", "utf-8"])
@pytest.mark.parametrize("line", LINES, ids=" ".join)
def test_every_encoding_is_survived(folder, encoding, line):
    ended = typed(folder, *line, "--language", "ko", PYTHONIOENCODING=encoding)
    told = (ended.stdout + ended.stderr).decode(encoding)
    assert "Traceback" not in told and "Error:" not in told.replace("오류", "")
    assert ended.returncode in (0, 1, 2)
    assert told.strip()
    if "--json" in line:
        assert "로짓" in json.loads(ended.stdout.decode(encoding))["findings"][0]["message"]


@pytest.mark.parametrize("encoding", ["cp949", "ascii", "utf-8"])
def test_a_diff_in_a_pipe_is_in_the_encoding_of_its_file(folder, encoding):
    ended = typed(folder, "check", "학습 1.py", "--diff", PYTHONIOENCODING=encoding)
    assert ended.returncode == 1 and not ended.stderr
    assert ended.stdout.decode("utf-8").startswith("--- a/학습 1.py\t\n+++ b/학습 1.py\t\n@@")
    assert ended.stdout.count(b"\r\n") > 6


def test_cp949_shows_hangul_and_replaces_what_it_lacks(folder):
    (folder / "a.py").write_text(
        BAD.replace("nn.Softmax(dim=1))", "nn.Softmax(dim=1))  # ✓"), encoding="utf-8"
    )
    ended = typed(folder, "check", "a.py", "--language", "ko", PYTHONIOENCODING="cp949")
    told = ended.stdout.decode("cp949")
    assert "[오류 · 확실]" in told
    assert "?" not in told


def test_a_source_with_hangul_is_answered_in_korean_where_nobody_chose(folder):
    assert "고치는 법" in typed(folder, "check", "학습 1.py").stdout.decode()
    assert "Repair" in typed(folder, "check", "학습 1.py", "--language", "en").stdout.decode()
    assert "Repair" in typed(folder, "check", "학습 1.py", LOOPWISE_LANGUAGE="en").stdout.decode()
    assert b"Repair" in typed(folder, "check", "학습 1.py", PYTHONIOENCODING="ascii").stdout


def test_a_warning_of_ours_is_one_line(folder):
    """A fault of another package whose file is broken is named, and the rest goes on."""
    package = folder / "other-1.0.dist-info"
    package.mkdir()
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: other\nVersion: 1.0\n")
    (package / "entry_points.txt").write_text("[loopwise.faults]\nbroken = other_faults\n")
    (folder / "other_faults.py").write_text("import nothing_of_that_name\n")
    path = os.pathsep.join((str(folder), os.environ.get("PYTHONPATH", ""))).rstrip(os.pathsep)
    ended = typed(folder, "check", "학습 1.py", "--language", "en", PYTHONPATH=path)
    assert ended.returncode == 1
    told = ended.stderr.decode().splitlines()
    assert len(told) == 1
    assert told[0].startswith("WARNING: fault broken of another package")


def test_a_reader_that_goes_away_is_no_error(folder):
    own = os.environ | {"LOOPWISE_HOME": str(folder / "home")}
    command = [sys.executable, "-m", "loopwise", "explain", "softmax-before-cross-entropy"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=own) as running:
        running.stdout.close()
        told = running.stderr.read()
    assert b"Traceback" not in told


@pytest.mark.parametrize(
    ("text", "encoding", "printed"),
    [
        ("✓ • — █ ▁ …", "cp949", "v * - # _ …"),
        ("✓ • — █ ▁ … ×", "ascii", "v * - # _ ... x"),
        ("손실 ≥ 1", "ascii", "?? >= 1"),
        ("✓ 손실", "utf-8", "✓ 손실"),
    ],
)
def test_signs_that_are_lacking_become_plain_ones(text, encoding, printed):
    assert text.encode(encoding, errors="loopwise").decode(encoding) == printed


def test_colour_is_for_terminals_and_never_against_no_color(monkeypatch):
    assert _console.colour_wanted() is False
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert _console.colour_wanted() is True
    monkeypatch.setenv("NO_COLOR", "1")
    assert _console.colour_wanted() is False
