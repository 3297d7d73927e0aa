"""What a text about training talks of, in either language: `concepts("로스가 안 떨어져요")` -> loss, stuck.

>>> sorted(concepts("loss doesn't go down")) == sorted(concepts("로스가 안 떨어져요"))
True

Three kinds: what happens (it is stuck, it is nan), the things it happens to (softmax, batch), and topics that say
nothing alone (loss, train).
"""

from __future__ import annotations

import re
from functools import lru_cache

# Concept -> beginnings of words, English and Korean; the Korean ones hold what people type beside the term
# that we print ("로스" for 손실). Verbs stand with their stems: 떨어져요, 떨어지지. "$" ends a whole word, "_" is a
# blank inside one.
_TOPICS = {
    "loss": "loss cost$ criterion 로스 손실 오차 비용 코스트",
    "accuracy": "acc$ accuracy 정확도 성능",
    "validation": "val$ valid$ validation test$ evaluat eval$ 검증 테스트 시험 평가",
    "train": "train training 학습 훈련",
    "learning rate": "lr$ learning-rate learning_rate 학습률 러닝레이트",
    "label": "label target 레이블 라벨 정답 타깃 타겟",
    "prediction": "predict output 예측 출력",
    "not": "not$ no$ never doesn't don't won't isn't can't cannot 안 않 못 없",
    "high": "high$ 높",
    "error": "error 에러 오류",
    "all": "all$ every everything always 전부 모두 다$ 항상 계속 온통",
    "epoch": "epoch 에폭 에포크",
    "model": "model 모델",
}
_HAPPENS = {
    "nan": "nan nans inf$ infinity 무한",
    "falls": "fall drop decreas down$ lower reduc 떨어 줄어 줄지 내려 감소 낮아",
    "rises": "ris increas up$ grow improv better 올라 오르 늘어 증가 높아 좋아 커져 커지",
    "stuck": "stuck stay stall sits sit$ constant flat$ plateau converg forever for_ever still$ 그대로 멈 고정",
    "same": "same$ 똑같 같은_값",
    "changes": "chang differ vary varies depend random 달라 다르 바뀌 변하 변해 변함 변합",
    "jumps": "jump oscillat fluctuat spik unstable bounc swing nois 튀 진동 요동 들쭉 왔다갔다",
    "explodes": "explod explos diverg blow huge$ 폭주 폭발 발산 터져 터짐 터지 부족",
    "enormous": "enormous huge$ billion hundred_thousand 수만 수십만 수백만 수억 너무_커 너무_큰",
    "chance": "chance guess random 10% 찍",
    "slow": "slow 느려 느리 천천히 오래",
    "same answer": "collaps one-class one_class 한쪽 한_클래스 하나만 only_one mean_for_every",
    "too few": "few fewer empty 적어 적은 없대 없다고 비어 비었",
    "negative": "negative minus$ 음수 마이너스 -\u221e",
    "zero": "zero$ 0이 0으로 0만 0.0000",
    "above one": "above_1 over_100 larger_than_1 100%를_넘 100_넘 1보다_크 1보다_커 1보다_크게",
    "mismatch": "mismatch match$ multiplied 안_맞 맞지_않 다르대 다르다고 달라요",
    "none": "none$",
    "memory": "memory oom$ 메모리",
    "together": "together twice 같이 함께 두_번",
    "out of range": "out_of_bounds out_of_range 범위를_벗어",
    "broken": "scrambled broken weird 깨져 깨진 이상해",
    "restart": "restart rerun run_all nameerror 재시작 다시_실행 다시_시작 다시_돌리",
    "worse": "worse works_in 이상해 이상하 낮아",
    "tuple": "tuple 튜플",
    "dies": "killed died 죽었 죽어 종료됐 종료되",
    "chosen": "best early_stopping early-stopping 조기_종료 골라 고르",
}
_THINGS = {
    "gradient": "grad$ grad_fn gradient 기울기 그래디언트 그라디언트 경사",
    "shape": "shape size$ dimension 형상 크기 차원 모양 사이즈 mat1 행렬",
    "batch": "batch 배치",
    "channel": "channel 채널 흑백 grayscale rgb",
    "device": "device cuda gpu cpu 디바이스",
    "dtype": "dtype double float float64 float32 long$ 타입 자료형",
    "parameter": "parameter 파라미터 매개변수",
    "weight": "weight 가중치",
    "recurrent": "lstm rnn gru 순환",
    "order": "order 순서",
    "image": "image picture photo pixel 이미지 사진",
    "one sample": "single 한_장 하나만_넣 한_개만 1장 one_image",
    "softmax": "softmax 소프트맥스",
    "sigmoid": "sigmoid 시그모이드",
    "cross-entropy": "crossentropy cross-entropy cross_entropy 크로스엔트로피 크로스_엔트로피 교차_엔트로피",
    "bce": "bce bcewithlogits bceloss",
    "nll": "nll nllloss",
    "one-hot": "one-hot onehot one_hot 원핫 원-핫",
    "argmax": "argmax",
    "dropout": "dropout 드롭아웃",
    "flatten": "flatten",
    "optimiser": "optimizer optimiser optim$ 옵티마이저",
    "schedule": "schedul lr_scheduler 스케줄러",
    "clipping": "clip 클리핑",
    "reshape": "reshape view$ permute transpose",
    "depth": "deep layers 층 깊",
    "backward": "backward 역전파",
    "inplace": "inplace in-place 인플레이스",
    "regression": "regress 회귀",
    "average": "mean$ average 평균",
    "threshold": "threshold 임계값 기준값",
    "multi-label": "multi-label multilabel 다중_레이블 멀티_라벨 멀티라벨",
    "begin": "first 첫 처음",
    "forward": "forward$ foward",
    "skip": "skip residual shortcut 잔차 스킵",
    "joined": "cat$ torch.cat concat",
    "kernel": "kernel 커널",
    "data set": "dataset data_set dataloader 데이터셋 데이터로더 로더",
    "worker": "worker 워커",
    "hidden state": "hidden_state 은닉_상태 h_0 h0",
    "to tensor": "totensor pil$ 텐서로",
}


def _pattern(stems: str) -> re.Pattern[str]:
    words = (_stem(stem) for stem in stems.split())
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})")


def _stem(stem: str) -> str:
    end = r"(?![a-z가-힣])" if stem.endswith("$") and "가" <= stem[0] <= "힣" else "(?![a-z_])"
    plain = re.escape(stem.rstrip("$").replace("_", " ")).replace(r"\ ", "[ _]")
    return plain + (end if stem.endswith("$") else "")


_PATTERNS = {concept: _pattern(stems) for concept, stems in (_TOPICS | _HAPPENS | _THINGS).items()}
_NUMBERS = {
    "negative": re.compile(r"(?<![\w.,\])-])-\d"),
    "above one": re.compile(r"(?<![\d.,])(?!100\b)(?:\d{1,3}(?:,\d{3})+|\d{3,})(?:\.\d+)? ?(?:%|percent)"),
    "enormous": re.compile(r"(?<![\w.])\d+(?:\.\d+)?e\+?(?:[5-9]|[1-9]\d)(?!\w)"),
    "zero": re.compile(r"(?<![\w.,:-])0(?![\w.,:%-])"),
    "error": re.compile(r"[가-힣](?:대요|다는데|래요|라는데)"),  # what a machine is said to have said
}
_SHARE = re.compile(r"(?<![\d.,])(?:\d{1,2}(?:\.\d+)? ?%|0\.\d{1,2}(?![\d.]))|\blog ?c\b")
_NOT_LEARNING = re.compile(r"(?:not|n't) (?:train|learn)|(?:학습|훈련)[이을도]? ?(?:전혀 )?(?:안|못|되지)")
_NOT_JOINED = re.compile(r"(?<![가-힣])안(?=떨어|줄|내려|올라|오르|변|바뀌|돼|되|맞|나[와오])")  # 안떨어짐


@lru_cache(maxsize=4096)  # every symptom of the catalogue is asked for each text that is explained
def concepts(text: str) -> frozenset[str]:
    """Return what a text talks of. "Does not fall" and "does not rise" are one thing: stuck."""
    plain = _NOT_JOINED.sub("안 ", " ".join(text.lower().replace("’", "'").split()))
    found = {concept for concept, pattern in _PATTERNS.items() if pattern.search(plain)}
    found |= {concept for concept, pattern in _NUMBERS.items() if pattern.search(plain)}
    if "not" in found and found & {"falls", "rises", "stuck", "changes"} and "mismatch" not in found:
        found = found - {"falls", "rises", "changes", "not"} | {"stuck"}
    if _NOT_LEARNING.search(plain):
        found = found - {"train", "not"} | {"loss", "stuck"}
    if "same" in found:  # a loss that is the same is stuck, answers that are the same are one answer
        found -= {"same"}
        if "changes" not in found:
            found |= {"same answer" if found & {"prediction", "model"} else "stuck"}
    if "stuck" in found and found & {"accuracy", "loss"} and _SHARE.search(plain):
        found |= {"chance"} if "accuracy" in found or "log c" in plain else set()
    return frozenset(found)


def tells(found: frozenset[str]) -> bool:
    """Tell whether a text says what happens, and not only to what: "loss" alone says nothing, nor does "batch"."""
    things = found & _THINGS.keys()
    return bool(found & _HAPPENS.keys()) or len(things) > 1 or bool(things and "error" in found)
