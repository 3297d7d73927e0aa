"""A recurrent layer gives a tuple, a loader a list, and it goes on as if it were a tensor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._errors import ErrorText
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program

_BATCH = Text(
    en="A list has come in: a loader's batch is one, with a tensor for each part of a sample.",
    ko="리스트가 들어왔습니다. 데이터 로더의 배치는 샘플의 부분마다 텐서가 하나씩 든 리스트입니다.",
)
_NUMBERS = Text(en="A list has come in, not a tensor.", ko="텐서가 아니라 리스트가 들어왔습니다.")
_AUXILIARY = Text(
    en="While it trains, Inception or GoogLeNet gives its auxiliary answer, too: take answer.logits, or make it with "
    "aux_logits=False.",
    ko="Inception과 GoogLeNet은 학습 모드에서 보조 출력도 함께 줍니다. answer.logits를 쓰거나 aux_logits=False로 "
    "만드세요.",
)
_COMBINATION = r"received an invalid combination of arguments - got \("
_ARRAY = Text(
    en="An array of NumPy has come in, not a tensor.", ko="텐서가 아니라 NumPy 배열이 들어왔습니다."
)


class TupleTakenForTensor(Fault):
    """`x = self.lstm(x)`, `nn.Sequential(nn.LSTM(...), nn.Linear(...))`, `model(batch)` of a loader's whole batch."""

    severity = "error"
    title = Text(en="A tuple or list taken for a tensor", ko="텐서 자리에 들어온 튜플이나 리스트")
    says = Text(
        en="""What comes in here is a tuple of {count} things, not a tensor: this raises.
        {maker} gives its output and its state together.
        What comes in here is a batch as the loader ({loader_place}) gives it, a list of {parts}, not a tensor: this
        raises.""",
        ko="""여기에는 텐서가 아니라 {count}개를 묶은 튜플이 들어와서 에러가 납니다.
        출력과 상태를 함께 돌려주는 층: {maker}.
        여기에는 텐서가 아니라 데이터 로더({loader_place})가 준 배치, 곧 {parts}개가 든 리스트가 들어와서 에러가
        납니다.""",
    )
    mend = Text(
        en="""Make one tensor of the {labels}: torch.tensor(labels), torch.stack(labels) where the list holds tensors.
        | Make a tensor of the {array}: torch.from_numpy(x).float().
        | Take the {batch} apart: for images, labels in loader; for (x,) in loader where it holds one tensor.
        | Take the batch of {parts} apart: for images, labels in loader; for (x,) in loader where it holds one.
        | Take the tuple apart where it is made: out, state = self.lstm(x), and go on with out. In nn.Sequential
        that cannot be written: put the layers into a module with a forward of its own.""",
        ko="""정답({labels})을 텐서 하나로 만드세요. 숫자의 리스트는 torch.tensor(labels), 텐서의 리스트는
        torch.stack(labels)입니다.
        | 배열({array})을 텐서로 만드세요: torch.from_numpy(x).float().
        | 리스트({batch})를 나누어 받으세요. for images, labels in loader로 받고, 텐서가 하나뿐이면
        for (x,) in loader로 받습니다.
        | 배치에 든 텐서({parts}개)를 나누어 받으세요. for images, labels in loader로 받고, 하나뿐이면
        for (x,) in loader로 받습니다.
        | 튜플이 만들어지는 곳에서 나누어 받으세요. out, state = self.lstm(x)로 받고 out을 씁니다. nn.Sequential
        안에서는 이렇게 쓸 수 없으므로, forward를 직접 쓴 모듈에 층들을 넣으세요.""",
    )
    why = Text(
        en="""nn.LSTM returns (output, (h, c)), nn.GRU and nn.RNN (output, h), nn.MultiheadAttention (output,
        weights); models with an auxiliary head, and models that hand on their hidden state, return several tensors
        as well. A loader hands out a batch as a list, one tensor for each part of a sample. Layers and losses take
        one tensor, and a tuple or a list has neither a shape nor axes to index.""",
        ko="""nn.LSTM은 (output, (h, c)), nn.GRU와 nn.RNN은 (output, h), nn.MultiheadAttention은 (output, weights)를
        돌려줍니다. 보조 출력이 있는 모델이나 은닉 상태를 함께 돌려주는 모델도 텐서를 여러 개 줍니다. 데이터 로더는
        배치를 리스트로 주며, 샘플의 부분마다 텐서가 하나씩 들어 있습니다. 층과 손실은 텐서 하나를 받고, 튜플과
        리스트에는 형상(shape)도 축도 없습니다.""",
    )
    symptoms = (
        "linear(): argument 'input' (position 1) must be Tensor, not tuple",
        "cross_entropy_loss(): argument 'input' (position 1) must be Tensor, not tuple",
        "'tuple' object has no attribute 'size'",
        "tuple indices must be integers or slices, not tuple",
        "cross_entropy_loss(): argument 'target' (position 2) must be Tensor, not list",
        "linear(): argument 'input' (position 1) must be Tensor, not numpy.ndarray",
        "'list' object has no attribute 'to'",
        "LSTM output in nn.Sequential",
        "LSTM 출력이 튜플로 나와요",
        "출력이 튜플이에요",
        "the output is a tuple",
        "must be Tensor, not tuple 에러가 나요",
    )
    errors = (
        ErrorText(r"argument '\w+' \(position \d+\) must be Tensor, not tuple"),
        ErrorText(r"'tuple' object has no attribute '\w+'"),
        ErrorText(r"tuple indices must be integers or slices, not tuple"),
        ErrorText(r"argument '(?P<labels>target)' \(position \d+\) must be Tensor, not list", _NUMBERS),
        ErrorText(r"argument '\w+' \(position \d+\) must be Tensor, not (?P<batch>list)", _BATCH),
        ErrorText(
            r"'(?P<batch>list)' object has no attribute '(?:to|cuda|shape|size|float|view|dim)'", _BATCH
        ),
        ErrorText(r"argument '\w+' \(position \d+\) must be Tensor, not (?P<array>numpy\.ndarray)", _ARRAY),
        ErrorText(
            r"'(?P<array>numpy\.ndarray)' object has no attribute '(?:to|cuda|dim|float|long|unsqueeze|numel)'",
            _ARRAY,
        ),
        ErrorText(
            r"received an invalid combination of arguments - got \((?P<array>numpy\.ndarray), Parameter",
            _ARRAY,
        ),
        ErrorText(_COMBINATION + r"(?P<batch>list), Parameter", _BATCH),
        ErrorText(r"expected Tensor as element \d+ in argument \d+, but got list", _NUMBERS),
        ErrorText(
            r"(?:must be Tensor, not |got \(|')(?:InceptionOutputs|GoogLeNetOutputs)\b",
            _AUXILIARY,
        ),
    )
    measures = {
        "count": Measure(Text(en="things in the tuple", ko="튜플에 든 개수"), digits=0),
        "parts": Measure(Text(en="tensors in the batch", ko="배치에 든 텐서의 수"), digits=0),
        "labels": Measure(Text(en="argument that is a list", ko="리스트인 인자")),
        "batch": Measure(Text(en="what has come in", ko="들어온 것")),
        "array": Measure(Text(en="what has come in", ko="들어온 것")),
        "maker": Measure(Text(en="layer that gives it", ko="튜플을 돌려주는 층")),
    }
    sources = ("PyTorch documentation, torch.nn.LSTM: outputs: output, (h_n, c_n)",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """A layer, a loss or an index with several axes gets a tuple of tensors; a layer gets a whole batch."""
        for taken in program.tuples_taken():
            yield self.at(taken.place, count=taken.count, maker=taken.maker)
        for batch in program.batches_taken():
            yield self.at(batch.place, related={"loader_place": batch.loader_place}, parts=batch.parts)
