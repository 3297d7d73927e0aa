"""What `examine` saw of a live model, its first batch, its loss and its optimiser. Numbers and keys, never prose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from loopwise.records.failures import Failure, Seen
from loopwise.records.findings import Finding
from loopwise.text import Text

Mode = Literal["train", "eval", "mixed"]
Verdict = Literal["learnt", "not learnt", "cannot tell"]

STAGES: Mapping[str, Text] = {
    "batch": Text(en="taking a batch from the loader", ko="로더에서 배치 꺼내기"),
    "model": Text(en="the forward pass", ko="순전파(forward)"),
    "loss": Text(en="computing the loss", ko="손실(loss) 계산"),
    "backward": Text(en="backward()", ko="backward()"),
    "second step": Text(en="the second step on the same batch", ko="같은 배치로 밟은 두 번째 스텝(step)"),
}
STOPPED: Mapping[str, Text] = {
    "failed": Text(en="it raised an error", ko="에러가 났습니다"),
    "own error": Text(
        en="loopwise met an error of its own; please report it", ko="loopwise 자체의 오류입니다. 알려 주세요"
    ),
    "empty": Text(
        en="the loader gives no batch: its dataset is empty, or smaller than one batch with drop_last=True",
        ko="로더에서 배치가 하나도 나오지 않습니다. 데이터셋이 비어 있거나, drop_last=True인데 배치 하나보다 작습니다",
    ),
    "used up": Text(
        en="the batches come from an iterator, and one taken here would be missing from the training. Pass the "
        "DataLoader itself, or a list with one batch: [batch]. The iterator is",
        ko="배치가 이터레이터(iterator)에서 나오므로 여기서 하나를 꺼내면 학습에서 빠집니다. DataLoader 자체나 배치 "
        "하나를 담은 리스트 [batch]를 넘기세요. 이터레이터",
    ),
    "not copied": Text(
        en="the model cannot be copied, and nothing is tried on the model itself. What cannot be copied",
        ko="모델을 복사할 수 없고, 모델 자체에는 아무것도 시험하지 않습니다. 복사할 수 없는 것",
    ),
    "meta": Text(
        en="the model is on the meta device, where tensors hold no numbers. Load its weights first: "
        "model.to_empty(device='cpu')",
        ko="모델이 meta 장치에 있어 텐서에 값이 없습니다. 먼저 model.to_empty(device='cpu')로 옮기고 가중치를 "
        "불러오세요",
    ),
    "keys": Text(
        en="the batch is a dictionary whose keys do not tell what the model takes. Wrap the loader so that it gives "
        "(inputs, targets). Its keys",
        ko="배치가 딕셔너리인데, 모델에 무엇을 넘길지 키만으로는 알 수 없습니다. (입력, 정답)을 주도록 로더를 "
        "감싸세요. 배치의 키",
    ),
    "no target": Text(
        en="the batch holds no labels for the criterion: none of its keys is labels, label, targets, target or y. "
        "Its keys",
        ko="배치에 손실 함수가 쓸 정답 레이블(label)이 없습니다. labels, label, targets, target, y 가운데 어느 키도 "
        "없습니다. 배치의 키",
    ),
    "no batch": Text(
        en="a batch is a pair (inputs, targets), a tensor or a dictionary. This one is",
        ko="배치는 (입력, 정답) 쌍이나 텐서, 딕셔너리여야 합니다. 받은 것",
    ),
    "no loss": Text(
        en="the loss is not a tensor that backward() can start from. It is",
        ko="손실이 backward()를 시작할 수 있는 텐서가 아닙니다. 받은 것",
    ),
}
NOTES: Mapping[str, Text] = {
    "compiled": Text(
        en="the model under torch.compile was examined as it is without it",
        ko="torch.compile로 감싼 모델은 컴파일하지 않은 원래 모델로 살펴보았습니다",
    ),
    "wrapped": Text(
        en="the model inside the parallel wrapper was examined", ko="병렬 래퍼 안의 모델을 살펴보았습니다"
    ),
    "moved": Text(
        en="the batch was copied to the model's device", ko="배치를 모델이 있는 장치로 복사했습니다"
    ),
    "train mode": Text(
        en="the model is in eval mode; the copy was put in train mode",
        ko="모델이 평가 모드라서 복사본은 학습 모드로 바꾸었습니다",
    ),
    "hooks": Text(
        en="forward hooks that are not torch's were left out of the copy",
        ko="torch의 것이 아닌 forward 훅은 복사본에서 뺐습니다",
    ),
    "rows": Text(
        en="the whole batch would take too long: loss and gradients are of some of its rows",
        ko="배치 전체는 오래 걸려 일부 행으로만 손실과 기울기(gradient)를 구했습니다",
    ),
    "labels passed": Text(
        en="no criterion was given: the loss is the model's own",
        ko="손실 함수를 받지 않아 모델이 스스로 계산한 손실을 썼습니다",
    ),
}
REASONS: Mapping[str, Text] = {
    "knows it": Text(en="it fits this batch already", ko="이 배치를 이미 맞힙니다"),
    "nan": Text(
        en="the loss became nan or infinite at every learning rate tried",
        ko="시험한 모든 학습률(learning rate)에서 손실이 nan이나 무한대가 되었습니다",
    ),
    "nan at once": Text(
        en="the very first loss is nan or infinite: look at the inputs and at the weights",
        ko="첫 손실부터 nan이거나 무한대입니다. 입력과 가중치를 확인하세요",
    ),
    "one answer": Text(
        en="all targets of the batch are alike, so there is nothing to tell apart. Is the loader shuffled?",
        ko="배치의 정답이 모두 같아서 구별할 것이 없습니다. 로더가 데이터를 섞고 있나요?",
    ),
    "same rows": Text(
        en="all rows of the batch are identical: no model can tell them apart",
        ko="배치의 행이 모두 같아서 어떤 모델도 구별할 수 없습니다",
    ),
    "noise": Text(
        en="two passes over the same rows give different losses: something in the model is random",
        ko="같은 행을 두 번 통과시켜도 손실이 다릅니다. 모델 안에 무작위로 변하는 부분이 있습니다",
    ),
    "below": Text(
        en="the loss is below what knowing every answer costs: it is given something other than it wants",
        ko="정답을 다 알 때보다도 손실이 작습니다. 손실 함수가 기대하는 값이 아닌 다른 값을 받고 있습니다",
    ),
    "time": Text(
        en="it was still falling when the time was over; give it more: seconds=60",
        ko="시간이 끝날 때까지 계속 내려가는 중이었습니다. seconds=60처럼 시간을 더 주세요",
    ),
    "unknown loss": Text(
        en="what learning by heart would reach is not known for this criterion",
        ko="이 손실 함수에서는 다 외웠을 때의 손실이 얼마인지 알 수 없습니다",
    ),
    "few rows": Text(
        en="more rows it does not fit: the model is small, or slow to learn",
        ko="행이 더 많으면 맞히지 못합니다. 모델이 작거나 느리게 배웁니다",
    ),
    "small": Text(
        en="the model has fewer weights and biases than even two rows have targets",
        ko="두 행의 정답 수보다도 가중치와 편향이 적은 모델입니다",
    ),
    "stuck": Text(
        en="it stays there at every learning rate tried", ko="시험한 모든 학습률에서 그 값에 머뭅니다"
    ),
}


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a model holds: parameter tensors and numbers, those of them that are trained, their types and devices."""

    tensors: int
    trainable: int
    values: int
    trainable_values: int
    dtypes: tuple[str, ...] = ()
    devices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FirstLoss:
    """The loss of the first batch, before anything is learnt.

    kind: as `LossEvent.kind`; "" where the graph does not show one known kind alone.
    constant: the loss of the best answer that is the same for every input, over `targets` targets of `batches`
        batches; None where it cannot be said. classes: of a cross-entropy.
    rows: that went in; 0 where the batch has no common first axis.
    """

    value: float
    kind: str = ""
    constant: float | None = None
    targets: int = 0
    batches: int = 0
    classes: int | None = None
    rows: int = 0


@dataclass(frozen=True, slots=True)
class LayerGradient:
    """The gradient one layer got from the first loss.

    norm: of its own trainable parameters together; None where none of them got any.
    missing, zero: its parameters without a gradient, and with one that is 0 everywhere.
    """

    layer: str
    kind: str
    norm: float | None
    missing: tuple[str, ...] = ()
    zero: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """What an optimiser holds of a model, in tensors.

    held: of the model's trainable ones; missing: names of the others. frozen: of the model's, without requires_grad.
    foreign: of no part of the model.
    """

    optimizer: str
    rates: tuple[float, ...]
    held: int
    missing: tuple[str, ...] = ()
    frozen: int = 0
    foreign: int = 0


@dataclass(frozen=True, slots=True)
class ByHeart:
    """Whether a copy of the model learns one batch by heart, dropout switched off.

    reason: a key of REASONS, "" for a plain yes. before, after: the loss. reach: the loss of a model that has it by
    heart; constant: of the best constant answer for these rows; None where they are not known.
    steps, rate: of the attempt told of, with Adam. rates: all that were tried. rows: learnt; 0 the whole batch.
    noise: relative difference of two losses of the same rows and weights.
    """

    verdict: Verdict
    reason: str
    before: float
    after: float
    reach: float | None = None
    constant: float | None = None
    steps: int = 0
    rate: float = 0.0
    rates: tuple[float, ...] = ()
    rows: int = 0
    noise: float = 0.0
    dropout_off: bool = False


@dataclass(frozen=True, slots=True)
class ExamineReport:
    """The answer of `examine`.

    calls: how the batch was understood, "criterion(model(batch[0]), batch[1])".
    batch, received: what the loader gave, and what the loss was given.
    stopped: key of STOPPED, some with a name after ":", where not everything could be looked at; "" if it could.
    stage, failure: where it raised (key of STAGES), and what.
    notes: keys of NOTES, some with a name after ":".
    """

    model: str
    mode: Mode
    parameters: Parameters
    calls: str = ""
    batch: tuple[Seen, ...] = ()
    received: tuple[Seen, ...] = ()
    loss: FirstLoss | None = None
    gradients: tuple[LayerGradient, ...] = ()
    optimizers: tuple[Held, ...] = ()
    by_heart: ByHeart | None = None
    findings: tuple[Finding, ...] = ()
    looked_at: tuple[str, ...] = ()
    stopped: str = ""
    stage: str = ""
    failure: Failure | None = None
    notes: tuple[str, ...] = ()
    seconds: float = 0.0
    sources: Mapping[str, str] = field(default_factory=dict)

    @property
    def healthy(self) -> bool:
        """Whether everything was looked at and nothing speaks against this model's learning."""
        stuck = self.by_heart is not None and self.by_heart.verdict == "not learnt"
        return not (self.findings or self.stopped or stuck)

    @property
    def not_reached(self) -> tuple[str, ...]:
        """Names of the trainable parameters that the loss gives no gradient, which a right model may well have."""
        return tuple(name for layer in self.gradients for name in layer.missing)

    @property
    def zero_gradient(self) -> tuple[str, ...]:
        """Names of the trainable parameters whose gradient is 0 everywhere."""
        return tuple(name for layer in self.gradients for name in layer.zero)


def in_words(texts: Mapping[str, Text], key: str) -> Text:
    """Return what a key of STOPPED, NOTES or REASONS says, and the name after ":" behind it."""
    word, _, name = key.partition(":")
    text = texts[word]
    return Text(en=f"{text.en}: {name}", ko=f"{text.ko}: {name}") if name else text
