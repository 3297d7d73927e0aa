"""What a watched run gave: findings with measured evidence, root cause first, and what was looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from loopwise.records.findings import Finding, Series
from loopwise.records.landscapes import WeightPath
from loopwise.text import Text

NOT_OBSERVED: Mapping[str, Text] = {
    "autograd-grad": Text(
        en="gradients taken with torch.autograd.grad", ko="torch.autograd.grad로 계산한 기울기(gradient)"
    ),
    "no-grad-losses": Text(
        en="losses computed under torch.no_grad()", ko="torch.no_grad() 안에서 계산한 손실(loss)"
    ),
    "compiled-region": Text(
        en="what happens inside torch.compile", ko="torch.compile로 컴파일된 부분의 내부"
    ),
    "compiled-evaluation": Text(
        en="how models are asked outside training: not looked at once torch.compile is used",
        ko="학습 밖에서 모델을 쓰는 부분(평가): torch.compile을 쓰면 그때부터 살펴보지 않습니다",
    ),
    "no-steps": Text(
        en="optimizer steps: none was seen; child processes and compiled steps are not watched",
        ko="옵티마이저(optimizer) 스텝: 하나도 보지 못했습니다. 자식 프로세스와 컴파일된 스텝은 관찰하지 않습니다",
    ),
    "child-processes": Text(
        en="what child processes train: watch them on their own, or call loopwise.watch() inside",
        ko="자식 프로세스에서 하는 학습. 따로 관찰하거나 그 안에서 loopwise.watch()를 부르세요",
    ),
    "other-ranks": Text(
        en="the other processes of this training; shown is", ko="이 학습의 다른 프로세스. 보여 주는 것은"
    ),
    "source": Text(en="the source could not be read", ko="소스 코드를 읽지 못했습니다"),
    "watching-failed": Text(
        en="watching stopped early after an error of its own",
        ko="관찰 도구의 오류로 관찰이 중간에 멈췄습니다",
    ),
    "path-too-large": Text(
        en="the path of the weights: so many parameters are not kept; loopwise.landscape() in the script draws it",
        ko="가중치의 경로: 파라미터가 많아 저장하지 않았습니다. 스크립트 안의 loopwise.landscape()로 그립니다",
    ),
    "probe-failed": Text(en="a probe failed and was left out", ko="오류가 난 검사를 제외했습니다"),
}


_NO_POINTS = Series((), ())


@dataclass(frozen=True, slots=True)
class LayerSeries:
    """One layer over the steps looked at. name: "fc1 (Linear 64 -> 32)".

    gradient: of a typical weight (root mean square). update: what a step changed against the weights' size.
    """

    name: str
    gradient: Series
    update: Series


@dataclass(frozen=True, slots=True)
class UnitSeries:
    """The units behind one activation over the steps looked at. name: "relu after fc1".

    flat: share of them that sit in the flat part for nearly all samples.
    """

    name: str
    flat: Series


@dataclass(frozen=True, slots=True)
class Started:
    """How a run was started, for whoever runs it again. folder: where it stood; module: as `python -m` does."""

    folder: str
    arguments: tuple[str, ...] = ()
    module: bool = False


@dataclass(frozen=True, slots=True)
class WatchReport:
    """The answer of `watch`.

    script: the program as the person named it; started: from where and with what, None where that is not known.
    steps: optimiser steps seen; sampled: those on which statistics were taken.
    losses: name of the loss ("cross_entropy") -> its value over the sampled steps.
    looked_at: names of the faults whose probes had something to look at.
    not_observed: what could not be seen: keys of NOT_OBSERVED, some with a name after ":".
    every, coarsened: the widest gap between sampled steps, and whether the time budget widened it.
    sources: Place.source -> text, of the findings' places: what the renderers quote.
    path: the weights of its first optimiser along the run, where they were to be kept.
    layers, units: of the training that took the most steps, in the order of its forward pass.
    rates: the learning rate of that training's first group of parameters.
    ended: "finished", "interrupted", "failed" (the script raised) or "stopped" (at --steps).
    """

    script: str
    findings: tuple[Finding, ...]
    steps: int = 0
    sampled: int = 0
    seconds: float = 0.0
    losses: Mapping[str, Series] = field(default_factory=dict)
    looked_at: tuple[str, ...] = ()
    not_observed: tuple[str, ...] = ()
    ended: str = "finished"
    exit_code: int = 0
    every: int = 0
    coarsened: bool = False
    sources: Mapping[str, str] = field(default_factory=dict)
    layers: tuple[LayerSeries, ...] = ()
    units: tuple[UnitSeries, ...] = ()
    rates: Series = _NO_POINTS
    started: Started | None = None
    path: WeightPath | None = None

    @property
    def unseen(self) -> tuple[Text, ...]:
        """What could not be seen, in words."""
        return tuple(_in_words(*key.partition(":")) for key in self.not_observed)


def _in_words(key: str, _: str, name: str) -> Text:
    text = NOT_OBSERVED.get(key, Text(en=key, ko=key))
    return Text(en=f"{text.en} ({name})", ko=f"{text.ko} ({name})") if name else text
