"""The probes of a watched run, over the few steps that an examination takes.

hearing = Hearing()
...                        # losses go back here
hearing.stop()
hearing.findings

Only those are asked that tell of the model and its loss: the loop around them is ours.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterable, Mapping
from dataclasses import replace

from torch import nn

from loopwise.diagnosis.live import failure_of, seen_as
from loopwise.diagnosis.probing import Probes
from loopwise.diagnosis.watching import quoted, running_script
from loopwise.errors import LoopwiseError
from loopwise.faults import Fault, Probe, catalogue, fault_named
from loopwise.records import CheckReport, Finding
from loopwise.records.failures import Failure
from loopwise.runtime import Event, Recorder
from loopwise.runtime.frames import here, is_ours

log = logging.getLogger("loopwise")

_OF_THE_MODEL = ("layers-in-a-list", "layer-born-in-forward")
_NOT_HELD = "parameters-not-optimised"
_TIME_TO_READ = 1.0  # seconds that must be left for reading the program


class Hearing:
    """Listens from when it is made until `stop`."""

    def __init__(self) -> None:
        self._found: dict[str, Finding] = {}
        self._probes = Probes(fault for fault in catalogue() if _tells_of_the_model(fault))
        self._recorder = Recorder(self._hear, hears=self._probes.want)
        self._recorder.attach()
        self._listening = True
        self._place = here().place

    @property
    def findings(self) -> tuple[Finding, ...]:
        """One for each fault that showed."""
        return tuple(self._found.values())

    @property
    def looked_at(self) -> Iterable[str]:
        """Names of the faults that there was something to look for in."""
        return self._probes.looked_at

    def stop(self) -> None:
        """Listen no more; a second call does nothing."""
        if self._listening:
            self._listening = False
            self._recorder.detach()
            self._recorder.end("finished")

    def held_by_none(self, model: nn.Module) -> list[Finding]:
        """Return what is wrong with an optimiser that holds nothing of the model."""
        trainable = {name: one for name, one in model.named_parameters() if one.requires_grad}
        if not trainable:
            return []
        finding = fault_named(_NOT_HELD).at(
            self._place,
            confidence="certain",
            layers=len({name.rpartition(".")[0] for name in trainable}),
            model=type(model).__name__,
            values=sum(one.numel() for one in trainable.values()),
        )
        return [replace(finding, step=0)]

    def with_source(
        self, findings: Iterable[Finding], left: float
    ) -> tuple[list[Finding], Mapping[str, str]]:
        """Give findings the place and the repair that reading the program shows, where it shows one such place."""
        found = list(findings)
        read = _read() if found and left > _TIME_TO_READ else None
        said = read.findings if read else ()
        joined = [_joined(one, [other for other in said if other.fault == one.fault]) for one in found]
        return joined, quoted(joined, read)

    def _hear(self, event: Event) -> None:
        for finding in self._probes.hear(event):
            first = self._found.get(finding.fault, finding)
            self._found[finding.fault] = replace(finding, step=first.step)


def failure_in(error: Exception, model: nn.Module) -> Failure:
    """Return what an error tells, without our frames; the refusing layer goes by its name in the model."""
    failure = failure_of(error)
    layer = failure.layer
    if layer is not None and not layer.name:
        layer = replace(layer, name=_name_of_refuser(error))
    frames = tuple(frame for frame in failure.frames if not is_ours(frame.path))
    return replace(failure, frames=frames, layer=layer, around=failure.around or (seen_as("model", model),))


def _name_of_refuser(error: Exception) -> str:
    """Return the name that the outermost model on an error's way gives the innermost module there."""
    met = [
        module
        for frame, _ in traceback.walk_tb(error.__traceback__)
        if isinstance(module := frame.f_locals.get("self"), nn.Module)
    ]
    names = {id(module): name for name, module in met[0].named_modules()} if met else {}
    return names.get(id(met[-1]), "") if met else ""


def _tells_of_the_model(fault: Fault) -> bool:
    probe = fault.Probe
    return probe is not None and (probe.on_loss is not Probe.on_loss or fault.name in _OF_THE_MODEL)


def _joined(seen: Finding, said: list[Finding]) -> Finding:
    if len(said) != 1:
        return seen
    [one] = said
    return replace(
        seen,
        place=one.place,
        repair=one.repair or seen.repair,
        evidence={**one.evidence, **seen.evidence},
        related={**seen.related, **one.related},
    )


def _read() -> CheckReport | None:
    try:
        return running_script()
    except LoopwiseError as problem:
        log.info("the source was not read: %s", problem)
    except Exception:  # whatever the reader meets: what was measured must not be lost
        log.exception("the source was not read")
    return None
