"""The command a person meant: by meaning ("lint" -> check), by spelling ("chekc" -> check), by what it names.

>>> nearest("doctor", ["check", "fit"])
'check'
"""

from __future__ import annotations

from collections.abc import Collection

# Words people try, from other tools and in Korean. A word stands at one command only.
MEANINGS = {
    "check": """lint linter doctor diagnose diagnosis inspect scan verify validate analyse analyze
        review audit
        debug test fix repair find read static
        확인 검사 점검 진단 린트 분석 체크 검증 수정 고치기 디버그""",
    "watch": """exec execute monitor observe profile measure record attach live follow start
        실행 감시 관찰 모니터 측정 지켜보기 돌리기""",
    "explain": """help why what describe doc docs man info search symptom error lookup reason cause
        설명 이유 원인 왜 도움말 검색 증상 에러 오류 해설""",
    "trace": """architecture structure graph layers shapes flow walk draw torchinfo parameters flops macs
        구조 흐름 따라가기 층 그래프 형상 파라미터 요약""",
    "compare": """versus vs beside diff difference 비교 차이 나란히""",
    "zoo": """models model networks pretrained resnet vgg 모델 모델목록""",
    "recipe": """loss criterion template recommend suggest choose problem task activation output
        손실함수 손실 레시피 추천 템플릿 문제 활성화함수 출력층""",
    "losses": """bce mse mae huber nll crossentropy cross_entropy compare_losses
        손실비교 손실함수비교 교차엔트로피""",
    "descend": """descent gradient optimize optimise optimizer optimiser surface contour learning_rate lr
        경사하강법 경사하강 하강 최적화 등고선 학습률""",
    "landscape": """surface_plot relief terrain sharpness hessian losslandscape
        손실지형 지형""",
    "fit": """learn training experiment benchmark baseline regress classify
        학습 훈련 맞추기 실험 분류 회귀""",
    "report": """weekly form minutes write pdf docx slack publish homework
        보고서 주간보고 활동보고서 보고 과제 슬랙""",
    "handin": """submit submission upload turnin 제출 제출하기 내기""",
    "class": """classroom students grade grading roster 학급 반 제출현황 채점 학생""",
    "new": """init create scaffold skeleton starter 프로젝트 만들기 새로 골격""",
    "kept": """keep save saved store stored results result history list ls log logs runs remove delete show
        저장 기록 결과 목록 보관 내역 삭제""",
    "lab": """ui gui web browser app serve server open dashboard notebook tensorboard
        실험실 브라우저 웹 화면 대시보드 열기 서버""",
}
_MEANT = {said: command for command, words in MEANINGS.items() for said in words.split()}
_ENDINGS = ("하기", "해줘", "하자", "해", "들", "을", "를", "이", "가")


def nearest(word: str, present: Collection[str]) -> str | None:
    """Return the command of `present` that `word` most likely meant; None where nothing is near."""
    if word.endswith((".py", ".ipynb")) and "check" in present:
        return f"check {word}"
    plain = word.lower().strip("-")
    for tried in (plain, *(plain.removesuffix(end) for end in _ENDINGS)):
        if tried in present:
            return tried
        if command := _MEANT.get(tried):
            return command if command in present else None
    from difflib import get_close_matches

    here = {said: command for said, command in _MEANT.items() if command in present}
    spelt = get_close_matches(plain, (*present, *here), n=1, cutoff=0.7)
    return here.get(spelt[0], spelt[0]) if spelt else None
