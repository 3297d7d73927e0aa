"""What a text about training talks of, in either language: `concepts("로스가 안 떨어져요")` -> loss, stuck.

>>> sorted(concepts("loss doesn't go down")) == sorted(concepts("로스가 안 떨어져요"))
True
"""

from __future__ import annotations

import re

# Concept -> beginnings of words, English and Korean; the Korean ones hold what people type beside the term
# that we print ("로스" for 손실). Verbs stand with their stems: 떨어져요, 떨어지지. "$" ends a whole word.
_STEMS = {
    "loss": "loss cost$ criterion 로스 손실 오차 비용 코스트",
    "accuracy": "acc$ accuracy 정확도",
    "validation": "val$ valid validation test$ 검증 테스트 시험",
    "train": "train training 학습 훈련",
    "gradient": "grad$ gradient 기울기 그래디언트 그라디언트 경사",
    "learning rate": "lr$ learning-rate 학습률 러닝레이트",
    "nan": "nan nans inf$ infinity 무한",
    "memory": "memory oom$ 메모리",
    "shape": "shape size$ dimension 형상 크기 차원 모양",
    "label": "label target 레이블 라벨 정답 타깃",
    "prediction": "predict output 예측 출력",
    "falls": "fall drop decreas down$ lower reduc 떨어 줄어 줄지 내려 감소 낮아",
    "rises": "ris increas up$ grow improv 올라 오르 늘어 증가 높아 좋아",
    "not": "not$ no$ never doesn't don't won't isn't can't cannot 안 않 못",
    "stuck": "stuck stay stall constant same$ flat$ plateau converg 그대로 멈 고정 변하",
    "jumps": "jump oscillat fluctuat spik unstable bounc swing nois 튀 진동 요동 들쭉",
    "explodes": "explod explos diverg blow huge$ 폭주 폭발 발산 터져",
    "chance": "chance guess random 10% 찍",
    "slow": "slow 느려 느리 천천히 오래",
    "high": "high$ 높",
    "same answer": "collaps always one-class 한쪽 똑같",
}  # fmt: skip


def _pattern(stems: str) -> re.Pattern[str]:
    words = (
        re.escape(stem.rstrip("$")) + ("(?![a-z])" if stem.endswith("$") else "") for stem in stems.split()
    )
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})")


_PATTERNS = {concept: _pattern(stems) for concept, stems in _STEMS.items()}
_NOT_LEARNING = re.compile(r"(?:not|n't) (?:train|learn)|(?:학습|훈련)[이을도]? ?(?:안|못|되지)")
_TOPICS = frozenset(
    ("loss", "accuracy", "validation", "train", "label", "prediction", "learning rate", "not", "high")
)


def concepts(text: str) -> frozenset[str]:
    """Return what a text talks of. "Does not fall" and "does not rise" are one thing: stuck."""
    lowered = text.lower().replace("’", "'")
    found = {concept for concept, pattern in _PATTERNS.items() if pattern.search(lowered)}
    if "not" in found and found & {"falls", "rises", "stuck"}:
        found = found - {"falls", "rises", "not"} | {"stuck"}
    if _NOT_LEARNING.search(lowered):
        found |= {"loss", "stuck"}
    return frozenset(found)


def tells(found: frozenset[str]) -> bool:
    """Tell whether a text says what happens, and not only to what: "loss" alone says nothing."""
    return not found <= _TOPICS
