"""Words the glossary forbids are never printed, and texts keep its tone."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "loopwise"

# The column "not" of the glossary, and its rules of tone.
FORBIDDEN = [
    "상실", "구배", "최적화기", "일괄 정규화", "회선", "건너뛰기 접속", "손실 풍경", "오차 행렬", "조기 중단",
    "데이터 확대", "씨앗", "결함", "발견물", "거짓 경보", "반사실", "유지된 결과", "상표", "당신", "되어집니다",
    "십시오", "이(가)", "을(를)", "은(는)", "와(과)",
]  # fmt: skip
PARTICLE = re.compile(r"\}(?:은|는|이|가|을|를|와|과|으로|로)(?=[ .,)])")


@cache
def korean_texts():
    """Return every string of the package that is shown as `ko`, with its place."""
    return tuple(_korean_texts())


def _korean_texts():
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "ko":
                for part in ast.walk(node.value):
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        yield f"{path.name}:{part.lineno}", part.value


@pytest.mark.parametrize("word", FORBIDDEN)
def test_a_forbidden_word_is_never_printed(word):
    assert [place for place, text in korean_texts() if word in text] == []


def test_no_particle_stands_right_behind_a_variable():
    assert [(place, text) for place, text in korean_texts() if PARTICLE.search(text)] == []


def test_there_are_korean_texts_to_look_at():
    assert sum(1 for _ in korean_texts()) > 100
