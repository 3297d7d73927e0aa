"""What an entry into `backward()` reaches: whose parameters, whose not, from a loss of now or of before."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from torch import Tensor, nn
from torch.optim import Optimizer

from loopwise.records import Place
from loopwise.runtime import graph
from loopwise.runtime.kept_graphs import KeptGraphs
from loopwise.runtime.optimisers import Optimisers, Track, parameters_of
from loopwise.runtime.registrations import Registrations
from loopwise.runtime.step_events import Kept, Reach, Unheld
from loopwise.runtime.unheld import UnheldParameters


class Reaching:
    """Looks at an entry before and after the gradients change."""

    def __init__(self, optimisers: Optimisers, registrations: Registrations) -> None:
        self._optimisers = optimisers
        self._kept = KeptGraphs()
        self._unheld = UnheldParameters(registrations, optimisers)
        self._waiting: list[Track] = []  # that this entry reaches and that have not stepped yet
        self._unsure: list[Track] = []  # whose next step is looked at, none of whose gradients was seen

    @property
    def waits(self) -> bool:
        """Whether something is to be measured after the entry."""
        return bool(self._waiting or self._unsure)

    def before(
        self, given: list[Tensor], step: int, read: graph.Readings
    ) -> tuple[Reach, Kept | None, tuple[Unheld, ...]]:
        """Return what a sampled entry reaches, which earlier graphs are alive, what is reached in vain."""
        leaves = _leaves(given, read)
        holding = self._optimisers.holding()
        holding.excuse()
        other = [leaf for key, leaf in leaves.items() if key not in holding.by]
        reached = len(leaves) - len(other)
        tracks = [] if other else list(dict.fromkeys(map(holding.by.__getitem__, leaves)))
        self._waiting = [track for track in tracks if not track.steps]
        unheld = self._in_vain(other, reached > 0, given, read) if other and holding.rounds else ()
        has_graph = any(root.requires_grad for root in given)
        parameters = len([leaf for leaf in other if isinstance(leaf, nn.Parameter)])
        reach = Reach(reached, len(other), parameters, holding.trainable, has_graph)
        return reach, self._alive(given, step, holding.rounds), unheld

    def given(self, optimiser: Optimizer) -> None:
        """Hear that an optimiser was given parameters."""
        self._unheld.given(parameters_of(optimiser))

    def unheld(self) -> tuple[Unheld, ...]:
        """Return what is sure at the end of a run only."""
        return tuple(self._unheld.untrained_backbones)

    def before_any(self, given: list[Tensor], sampled: bool) -> None:
        """Note, of optimisers that have never found a gradient, whether this loss is older than their last step.

        Once per step of theirs, unless the entry is looked at: one that waits long must not cost every time.
        """
        self._unsure = []
        for track in self._optimisers:
            due = not track.healthy and (sampled or track.given is None)
            if due and track.steps >= track.due:
                self._unsure.append(track)
                for root in given:
                    track.before_backward(root)

    def after(self, place: Place) -> None:
        """Measure what the entry gave to those that have never been seen to use a gradient."""
        for track in self._unsure:
            track.after_backward()
        for track in self._waiting:
            track.wait(place)
        self._unsure, self._waiting = [], []

    def _in_vain(
        self, other: list[Tensor], reaches_held: bool, given: list[Tensor], read: graph.Readings
    ) -> tuple[Unheld, ...]:
        once = self._optimisers.once_held()
        never = [leaf for leaf in other if id(leaf) not in once]

        def fed_by(held: Collection[int]) -> set[int]:
            graphs = [read(root).nodes for root in given if root.grad_fn is not None]
            return set().union(*(graph.fed_by(nodes, held) for nodes in graphs))

        return self._unheld.look(never, reaches_held, fed_by) if never else ()

    def _alive(self, given: list[Tensor], step: int, rounds: int) -> Kept | None:
        found = [self._kept.look(root, step, rounds) for root in given if root.grad_fn is not None]
        return max((one for one in found if one), key=lambda one: one.graphs, default=None)


def tensors_of(given: Any) -> list[Tensor]:
    """Return the tensors that backward() was called on."""
    several = given if isinstance(given, (list, tuple)) else [given]
    return [one for one in several if isinstance(one, Tensor)]


def _leaves(given: list[Tensor], read: graph.Readings) -> dict[int, Tensor]:
    """Return the leaves that ask for a gradient, by their ids."""
    found: dict[int, Tensor] = {}
    for root in given:
        inside = graph.leaves(read(root).nodes) if root.grad_fn is not None else [root]
        found |= {id(leaf): leaf for leaf in inside if leaf.requires_grad}
    return found
