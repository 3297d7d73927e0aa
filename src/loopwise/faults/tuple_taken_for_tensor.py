"""A recurrent layer, or a model with several outputs, gives a tuple, and it goes on as if it were a tensor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._errors import ErrorText
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program


class TupleTakenForTensor(Fault):
    """`x = self.lstm(x)`, `nn.Sequential(nn.LSTM(...), nn.Linear(...))`, `criterion(model(x), y)` of (out, hidden)."""

    severity = "error"
    title = Text(en="A tuple taken for a tensor", ko="텐서 자리에 들어온 튜플")
    says = Text(
        en="""What comes in here is a tuple of {count} things, not a tensor: this raises.
        {maker} gives its output and its state together.""",
        ko="""여기에는 텐서가 아니라 {count}개를 묶은 튜플이 들어와서 에러가 납니다.
        출력과 상태를 함께 돌려주는 층: {maker}.""",
    )
    mend = Text(
        en="""Take the tuple apart where it is made: out, state = self.lstm(x), and go on with out. In nn.Sequential
        that cannot be written: put the layers into a module with a forward of its own.""",
        ko="""튜플이 만들어지는 곳에서 나누어 받으세요. out, state = self.lstm(x)로 받고 out을 씁니다. nn.Sequential
        안에서는 이렇게 쓸 수 없으므로, forward를 직접 쓴 모듈에 층들을 넣으세요.""",
    )
    why = Text(
        en="""nn.LSTM returns (output, (h, c)), nn.GRU and nn.RNN (output, h), nn.MultiheadAttention (output, weights);
        models with an auxiliary head, and models that hand on their hidden state, return several tensors as well.
        Layers and losses take one tensor, and a tuple has neither a shape nor axes to index.""",
        ko="""nn.LSTM은 (output, (h, c)), nn.GRU와 nn.RNN은 (output, h), nn.MultiheadAttention은 (output, weights)를
        돌려줍니다. 보조 출력이 있는 모델이나 은닉 상태를 함께 돌려주는 모델도 텐서를 여러 개 줍니다. 층과 손실은
        텐서 하나를 받고, 튜플에는 형상(shape)도 축도 없습니다.""",
    )
    symptoms = (
        "linear(): argument 'input' (position 1) must be Tensor, not tuple",
        "cross_entropy_loss(): argument 'input' (position 1) must be Tensor, not tuple",
        "'tuple' object has no attribute 'size'",
        "tuple indices must be integers or slices, not tuple",
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
    )
    measures = {
        "count": Measure(Text(en="things in the tuple", ko="튜플에 든 개수"), digits=0),
        "maker": Measure(Text(en="layer that gives it", ko="튜플을 돌려주는 층")),
    }
    sources = ("PyTorch documentation, torch.nn.LSTM: outputs: output, (h_n, c_n)",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """A layer, a loss or an index with several axes gets a tuple, all of whose items are tensors."""
        for taken in program.tuples_taken():
            yield self.at(taken.place, count=taken.count, maker=taken.maker)
