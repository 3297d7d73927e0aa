"""A recurrent layer is given a hidden state of another batch, or of other sizes, than it was made for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._errors import ErrorText
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program

_SIZES = (
    r"Expected hidden(?:\[[01]\])? size \((?P<layers>\d+), (?P<batch>\d+), (?P<hidden>\d+)\), "
    r"got [\[(](?P<got>\d+, (?P<kept>\d+), \d+)[\])]"
)
_RANK = Text(
    en="A batch (N, T, F) needs a state with a batch axis, (layers, N, hidden); one sequence (T, F) one without.",
    ko="배치 (N, T, F)에는 배치 축이 있는 상태 (층 수, N, 은닉 크기)가, 시퀀스 하나 (T, F)에는 배치 축이 없는 상태가 "
    "필요합니다.",
)


class HiddenStateSize(Fault):
    """`h0 = torch.zeros(1, 64, 128)` where the last batch has 40 samples; a state kept from batch to batch."""

    severity = "error"
    title = Text(en="A hidden state that does not fit", ko="크기가 맞지 않는 은닉 상태")
    says = Text(
        en="""The hidden state has to be as long as the batch: (layers, batch, hidden size).
        The layer wants ({layers}, {batch}, {hidden}) here and is given ({got}).
        The state was made for {kept} samples ({made_place}).
        The last batch of this loader ({loader_place}) has {batch}.""",
        ko="""은닉 상태의 크기는 (층 수, 배치, 은닉 크기)로, 배치와 길이가 같아야 합니다.
        여기서 층이 받아야 할 크기는 ({layers}, {batch}, {hidden}), 들어온 크기는 ({got})입니다.
        이 상태는 샘플 {kept}개에 맞추어 만들었습니다({made_place}).
        이 데이터 로더({loader_place})의 마지막 배치에는 샘플이 {batch}개 있습니다.""",
    )
    mend = Text(
        en="""Make the state from what comes in: torch.zeros(layers, x.size(0), hidden, device=x.device) inside
        forward, or give none, self.lstm(x): then it starts at 0. DataLoader(..., drop_last=True) leaves out the
        short last batch. A state carried on between batches needs batches of one length. A bidirectional layer
        wants twice as many layers of state; the batch stands in the middle, with batch_first=True, too.""",
        ko="""들어온 데이터에 맞추어 forward 안에서 torch.zeros(layers, x.size(0), hidden, device=x.device)로 상태를
        만들거나, self.lstm(x)처럼 상태를 주지 마세요. 그러면 0에서 시작합니다. DataLoader(..., drop_last=True)를 쓰면
        짧은 마지막 배치가 빠집니다. 배치 사이에 상태를 이어서 쓰려면 배치의 길이가 모두 같아야 합니다. 양방향 층의
        상태에는 층 수의 두 배가 필요하고, batch_first=True여도 배치 축은 가운데에 있습니다.""",
    )
    why = Text(
        en="""A recurrent layer keeps one state for each sample. Code with a batch size written into it works for all
        batches but the last, which holds what is left over: 1000 samples in batches of 64 end with 40. So the error
        comes at the end of the first epoch, or only in the evaluation, where batches have another length, or for a
        single sentence. Torch's numbers are (layers x directions, batch, hidden size), first what it wants.""",
        ko="""순환층은 샘플마다 상태를 하나씩 둡니다. 배치 크기를 숫자로 적어 둔 코드는 남은 샘플만 든 마지막 배치에서
        멈춥니다. 샘플 1000개를 64개씩 나누면 마지막에 40개가 남습니다. 그래서 첫 에폭의 끝이나, 배치 크기가 다른
        평가, 문장 하나를 넣는 예측에서야 에러가 납니다. torch가 말하는 숫자는 차례로 (층 수 x 방향 수, 배치, 은닉
        크기)이고, 앞에 나오는 것이 받아야 할 크기입니다.""",
    )
    symptoms = (
        "Expected hidden[0] size (2, 32, 64), got [2, 64, 64]",
        "Expected hidden size (1, 20, 50), got [1, 32, 50]",
        "For batched 3-D input, hx should also be 3-D but got 2-D tensor",
        "Input batch size 3 doesn't match hidden0 batch size 4",
        "LSTM hidden state error at the last batch",
        "hidden state has the wrong batch size",
        "은닉 상태 크기가 안 맞아요",
        "Expected hidden size 에러가 나요",
        "LSTM이 마지막 배치에서 에러가 나요",
    )
    errors = (
        ErrorText(_SIZES),
        ErrorText(
            r"For (?:un)?batched [23]-D input,? hx (?:and cx )?should also be [23]-D but got",
            _RANK,
        ),
        ErrorText(r"Input batch size (?P<batch>\d+) doesn't match hidden[01]? batch size (?P<kept>\d+)"),
    )
    measures = {
        "layers": Measure(Text(en="layers times directions", ko="층 수 x 방향 수"), digits=0),
        "batch": Measure(Text(en="samples that come in", ko="들어온 샘플 수"), digits=0),
        "hidden": Measure(Text(en="hidden size", ko="은닉 크기"), digits=0),
        "kept": Measure(Text(en="samples the state is made for", ko="상태를 맞춘 샘플 수"), digits=0),
        "got": Measure(Text(en="size of the state", ko="상태의 크기")),
    }
    sources = ("PyTorch documentation, torch.nn.LSTM: h_0 of shape (D * num_layers, N, H_out)",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """Sizes of the layer, of what comes in and of the state are known, and torch refuses them."""
        for state in program.states_misfit():
            layers, batch, hidden = state.wanted
            kept = state.batches[1] if state.batches else None
            places = {"made_place": state.made_place}
            if state.loader_place is not None:
                places["loader_place"] = state.loader_place
            yield self.at(
                state.place,
                repair=state.mended(),
                related=places if kept is not None else {},
                layers=layers,
                batch=batch,
                hidden=hidden,
                kept=kept,
                got=", ".join(map(str, state.given)),
            )
