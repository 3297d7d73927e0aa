"""`backward()` runs twice through one graph, which the first run has freed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._errors import ErrorText
from loopwise.faults._fault import Fault
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program


class BackwardTwice(Fault):
    """A forward outside the loop, a hidden state carried over, two losses that share a graph."""

    severity = "error"
    title = Text(en="backward() twice through one graph", ko="같은 계산 그래프에 backward()를 두 번 호출")
    says = Text(
        en="""backward() goes through what was computed at {made_place} a second time.
        {first_place} has already gone through that graph and freed it, so this raises an error.
        | The first round frees that graph, so the second round raises an error.""",
        ko="""backward()가 이미 한 번 지나간 계산을 다시 거슬러 갑니다(그 계산을 한 곳: {made_place}).
        앞선 backward()({first_place})가 그 그래프를 이미 해제했으므로 여기서 오류가 납니다.
        | 첫 번째 반복에서 그래프가 해제되므로 두 번째 반복에서 오류가 납니다.""",
    )
    mend = Text(
        en="""Compute anew in every step what the loss depends on; cut what is carried over: h = h.detach().
        Two losses of one graph: add them up and call backward() once.""",
        ko="""손실이 의존하는 값을 스텝(step)마다 새로 계산하고, 다음 스텝으로 넘기는 값은 h = h.detach()로 끊으세요.
        손실 두 개가 그래프를 함께 쓰면 더한 다음 backward()를 한 번만 호출하세요.""",
    )
    why = Text(
        en="""While it computes, autograd keeps what backward() will need; backward() uses it up and frees it. A second
        pass through any part of that graph finds nothing there. It happens where the model is asked once before
        the loop, where a hidden state brings the whole history of the last batch into this one, where a total of
        losses is kept and sent back again, and where one network's answer goes into two losses. retain_graph=True
        silences the error and keeps the cause: gradients then run through old steps, whose weights have changed.""",
        ko="""autograd는 계산하면서 backward()에 필요한 값을 남겨 두고, backward()가 끝나면 그것을 지웁니다. 같은
        그래프를 다시 지나가려 하면 남아 있는 것이 없습니다. 반복문 앞에서 모델을 한 번만 계산했을 때, 은닉 상태가 앞
        배치의 계산을 이번 배치로 끌고 올 때, 손실의 합계를 다시 역전파할 때, 한 신경망의 출력이 두 손실에 들어갈 때
        생깁니다. retain_graph=True를 쓰면 오류만 사라지고 원인은 남습니다. 기울기(gradient)가 이미 가중치가 바뀐 지난
        스텝까지 거슬러 갑니다.""",
    )
    symptoms = (
        "Trying to backward through the graph a second time",
        "Saved intermediate values of the graph are freed when you call .backward()",
        "Specify retain_graph=True if you need to backward through the graph a second time",
        "Buffers have already been freed",
        "RNN hidden state error in the second batch",
        "첫 스텝은 되는데 두 번째 backward에서 에러가 나요",
        "retain_graph=True를 쓰라는 에러가 나요",
        "backward를 두 번 했다고 에러가 나요",
    )
    often = 3
    errors = (
        ErrorText(r"Trying to backward through the graph a second time"),
        ErrorText(r"[Bb]uffers have already been freed"),
    )
    sources = (
        "PyTorch documentation, torch.Tensor.backward: retain_graph",
        "PyTorch documentation, Autograd mechanics: saved tensors",
    )

    def rule(self, program: Program) -> Iterator[Finding]:
        """Two passes share a part of the graph, and the first was not told to keep it."""
        for reuse in program.reuses(retained=False):
            places = {"made_place": reuse.made_place}
            if not reuse.goes_round:
                places["first_place"] = reuse.first.place
            yield self.at(reuse.place, repair=reuse.moved_into_loop(), related=places)
