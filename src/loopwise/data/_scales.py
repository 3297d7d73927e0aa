"""Words that are steps of a known scale: in_order({"good", "bad", "fair"})  ->  ("bad", "fair", "good").

Only scales whose words leave no doubt about their order. "A", "B", "C" may be grades or names, and are none.
"""

from __future__ import annotations

from collections.abc import Collection

FEWEST_STEPS = 3  # two values are a yes and a no, whatever their words

SCALES = tuple(
    tuple(step.strip() for step in scale.split("<"))
    for scale in (
        "very bad < bad < fair < average < good < very good < excellent",
        "very poor < poor < fair < average < good < very good < premium < excellent < ideal",
        "awful < terrible < bad < okay < good < great < excellent",
        "bad < ok < good",
        "bad < neutral < good",
        "negative < neutral < positive",
        "lowest < very low < low < medium < moderate < high < very high < highest",
        "low < mid < high",
        "low < normal < high",
        "low < average < high",
        "xxs < xs < s < m < l < xl < xxl < xxxl",
        "very small < small < medium < large < very large",
        "small < mid < big",
        "small < medium < big",
        "none < minimal < mild < moderate < severe < critical",
        "never < rarely < sometimes < often < usually < always",
        "never < seldom < sometimes < frequently < always",
        "strongly disagree < disagree < neutral < agree < strongly agree",
        "strongly disagree < disagree < neither agree nor disagree < agree < strongly agree",
        "very dissatisfied < dissatisfied < neutral < satisfied < very satisfied",
        "very unlikely < unlikely < neutral < likely < very likely",
        "beginner < intermediate < advanced < expert",
        "easy < medium < hard",
        "easy < normal < hard",
        "cold < cool < mild < warm < hot",
        "slow < medium < fast",
        "아주 나쁨 < 매우 나쁨 < 나쁨 < 보통 < 좋음 < 매우 좋음 < 아주 좋음",
        "매우 낮음 < 낮음 < 보통 < 중간 < 높음 < 매우 높음",
        "매우 적음 < 적음 < 보통 < 많음 < 매우 많음",
        "작음 < 보통 < 중간 < 큼",
        "하 < 중 < 상",
        "저 < 중 < 고",
        "소 < 중 < 대",
        "초급 < 중급 < 고급",
        "쉬움 < 보통 < 어려움",
        "느림 < 보통 < 빠름",
        "없음 < 경미 < 보통 < 심함 < 매우 심함",
        "경증 < 중등증 < 중증",
        "전혀 아니다 < 아니다 < 보통이다 < 그렇다 < 매우 그렇다",
        "전혀 그렇지 않다 < 그렇지 않다 < 보통이다 < 그렇다 < 매우 그렇다",
        "매우 불만족 < 불만족 < 보통 < 만족 < 매우 만족",
        "매우 불만 < 불만 < 보통 < 만족 < 매우 만족",
        "부정 < 중립 < 긍정",
        "전혀 없음 < 거의 없음 < 가끔 < 자주 < 항상",
    )
)


def in_order(words: Collection[str]) -> tuple[str, ...]:
    """Return the words by their place in the scale that holds all of them; empty where none does."""
    places = {word: " ".join(word.casefold().replace("_", " ").replace("-", " ").split()) for word in words}
    if len(set(places.values())) < max(FEWEST_STEPS, len(places)):
        return ()
    for scale in SCALES:
        if set(places.values()) <= set(scale):
            return tuple(sorted(places, key=lambda word: scale.index(places[word])))
    return ()
