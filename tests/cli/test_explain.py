"""`loopwise explain`: the page of a fault, the causes of a symptom, what cannot be found."""

from __future__ import annotations

import io
import json

import pytest

from loopwise.cli import run
from loopwise.faults import catalogue


@pytest.fixture
def typed(capsys, monkeypatch):
    monkeypatch.setenv("LOOPWISE_LANGUAGE", "en")

    def run_it(*arguments):
        code = run(("explain", *arguments))
        told = capsys.readouterr()
        return code, told.out, told.err

    return run_it


@pytest.mark.parametrize("fault", catalogue(), ids=lambda fault: fault.name)
@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_name_gives_the_page(typed, fault, language):
    code, out, _ = typed(fault.name, "--language", language)
    assert code == 0
    title = fault.title.ko if language == "ko" else fault.title.en
    assert out.startswith(f"{title}\n{fault.name} [")


def test_a_number_is_told_and_several_causes_are_owned(typed):
    code, out, _ = typed("2.303")
    assert code == 0
    assert out.startswith("2.303 is log 10: the cross-entropy of guessing evenly among 10 classes.")
    assert "several possible causes" in out
    assert "\n1. " in out and "\n2. " in out
    assert "loopwise watch YOUR_FILE.py" in out


def test_words_need_no_quotes(typed):
    assert typed("loss", "stays", "at", "1.461") == typed("loss stays at 1.461")


def test_a_pasted_traceback_of_jupyter_is_no_option(typed):
    pasted = "-" * 75 + "\nRuntimeError                              Traceback (most recent call last)\n"
    pasted += "Cell In[12], line 7\n----> 7 loss = ce(net(img), lab)\n\n"
    pasted += "RuntimeError: mat1 and mat2 shapes cannot be multiplied (128x4096 and 9216x512)\n"
    code, out, _ = typed(pasted)
    assert code == 0 and "linear-width-mismatch" in out
    assert typed("--no-such-option")[0] == 2


def test_a_question_in_korean_is_answered_in_korean(typed, monkeypatch):
    monkeypatch.delenv("LOOPWISE_LANGUAGE")
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)
    assert "고치는 법" in typed("로스가 안 떨어져요")[1]
    assert "Repair" in typed("loss does not go down")[1]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_what_is_not_known_is_said_with_what_is_near(typed, language):
    code, out, err = typed("val loss만 xqzzvk", "--language", language)
    assert (code, out) == (2, "")
    assert "xqzzvk" in err
    assert {"en": "one of these: ", "ko": "비슷한 증상: "}[language] in err


def test_a_pasted_traceback_is_named_shortly(typed):
    code, _, err = typed("Traceback (most recent call last):\n" + "zzz\n" * 500)
    assert code == 2
    assert len(err) < 300


def test_json_has_causes_and_numbers(typed):
    code, out, _ = typed("0.693", "--json")
    answer = json.loads(out)
    assert (code, answer["schema"], answer["asked"]) == (0, 1, "0.693")
    assert answer["numbers"][0]["classes"] == 2
    scores = [one["score"] for one in answer["faults"]]
    assert scores and scores == sorted(scores, reverse=True)


def test_without_words_the_catalogue_is_listed(typed):
    code, out, _ = typed()
    assert code == 0
    assert [line for line in out.splitlines() if not line.startswith(" ")] == [f.name for f in catalogue()]
    listed = json.loads(typed("--json")[1])["faults"]
    assert [one["fault"] for one in listed] == [fault.name for fault in catalogue()]


FAILED = """\
Traceback (most recent call last):
  File "/home/someone/train.py", line 30, in <module>
    loss = criterion(out, labels)
  File "/usr/lib/python3.11/site-packages/torch/nn/functional.py", line 3494, in cross_entropy
    return torch._C._nn.cross_entropy_loss(
IndexError: Target 10 is out of bounds.
"""


def piped(monkeypatch, raw):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw), encoding="ascii", errors="replace"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
def test_a_traceback_is_read_from_stdin_whatever_its_encoding(typed, monkeypatch, encoding):
    piped(monkeypatch, ("학습 시작\n" + FAILED).encode(encoding))
    code, out, _ = typed("-")
    assert code == 0
    assert out.startswith("IndexError  /home/someone/train.py:30\n   30 | loss = criterion(out, labels)\n")
    assert "A label is 10" in out and "labels-outside-classes" in out


def test_only_the_end_of_a_long_log_is_read(typed, monkeypatch):
    piped(monkeypatch, b"step 1 loss 2.303\n" * 100_000 + FAILED.encode())
    assert "labels-outside-classes" in typed("-")[1]


def test_a_pasted_traceback_as_an_argument_and_as_json(typed):
    code, out, _ = typed(FAILED, "--json")
    answer = json.loads(out)
    assert code == 0
    assert answer["failure"] == {
        "kind": "IndexError",
        "message": "Target 10 is out of bounds.",
        "place": {
            "path": "/home/someone/train.py",
            "cell": None,
            "line": 30,
            "code": "loss = criterion(out, labels)",
        },
    }
    assert answer["faults"][0]["fault"] == "labels-outside-classes"
    assert "A label is 10" in answer["faults"][0]["reason"]
    assert answer["faults"][0]["finding"] is None


@pytest.mark.parametrize("language", ["en", "ko"])
def test_an_error_that_no_fault_explains_is_owned_with_its_place(typed, language):
    text = FAILED.replace("IndexError: Target 10 is out of bounds.", "KeyError: 'xqzzvk'")
    code, out, _ = typed(text, "--language", language)
    assert code == 2
    assert out.startswith("KeyError  /home/someone/train.py:30")
    owned = {
        "en": "No fault of the catalogue explains this error.",
        "ko": "이 에러를 설명하는 학습 문제를 찾지 못했습니다.",
    }
    assert owned[language] in out


def test_nothing_piped_in_is_said(typed, monkeypatch):
    piped(monkeypatch, b"")
    code, _, err = typed("-")
    assert code == 2 and "nothing to explain" in err
