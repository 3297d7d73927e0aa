"""Passes over DataLoaders: how many batches came, whether anything went back meanwhile, which rows were in them.

Batches are looked at in a loader's first pass only; later ones are counted.
"""

from __future__ import annotations

import sys
import weakref
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from types import FrameType
from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.compiler import is_compiling, is_dynamo_compiling
from torch.utils.data import DataLoader, SequentialSampler
from torch.utils.data import dataloader as loaders

from loopwise.runtime.asking import Asking
from loopwise.runtime.evaluation_events import Drawn, Order, PassEvent, Rows
from loopwise.runtime.frames import Site, own_frame
from loopwise.runtime.patches import Patches
from loopwise.runtime.preparation import Spread
from loopwise.runtime.rows import MOST, Keys

_FEWEST = 20  # rows whose overlap says something
_SAMPLES = 4  # of a loader that is only evaluated on, compared from pass to pass
_OPENS_LOOP, _NEXT_OF_LOOP = "GET_ITER", "FOR_ITER"


class _Few(NamedTuple):
    """The first samples of a pass in a fixed order, and the classes of the whole batch they came in."""

    samples: Tensor
    labels: list[int]

    @classmethod
    def of(cls, loader: Any, batch: Any) -> _Few | None:
        """Copy a few; None where their order may change, or where labels do not tell them apart."""
        labels, values = (
            labels_of(batch),
            next((one for one in _tensors(batch) if one.is_floating_point()), None),
        )
        fixed = isinstance(getattr(loader, "sampler", None), SequentialSampler)
        if not fixed or labels is None or values is None or values.device.type != "cpu":
            return None
        classes = labels.reshape(-1).tolist()
        return cls(values.detach()[:_SAMPLES].clone(), classes) if len(set(classes)) > 1 else None


class Loader:
    """One loader: its passes so far, and what its first one delivered."""

    def __init__(self, loader: DataLoader[Any], key: int) -> None:
        self.loader = weakref.ref(loader)
        self.key = key
        self.passes = 0
        self.trains = False
        # of the lines where its passes began: whether all of them trained
        self.trains_at: dict[Site, bool] = {}
        self.site: Site | None = None
        self.step = 0
        self.steps: list[int] = []  # at which its passes began, the first ones
        self.noted = Keys()  # of its rows
        self.spread = Spread()  # of them
        self.whole = False  # every row of the first pass is known
        self.labels: list[int] = []
        self.batches: list[int] = []  # different classes in each
        self.first: _Few | None = None  # of its first pass, until a later one has been compared with it
        self.redrawn: Drawn | None = None  # what a later pass has made of them

    @property
    def rows(self) -> list[int]:
        """The keys of the rows of its first pass."""
        return self.noted.all()


class _Pass:
    """A pass that is going on, over an iterator that it does not hold."""

    def __init__(
        self, loader: Loader, iterator: Any, site: Site, loop: bool, counts: tuple[int, int]
    ) -> None:
        self.loader = loader
        self.iterator = weakref.ref(iterator)
        self.site = site
        self.loop = loop
        self.step, self.backwards = counts  # steps and entries before it
        self.batches = 0
        self.looks = loader.passes == 1
        self.missed = False  # a row that was not noted


class Passes:
    """Every pass of a run. counts: gives steps and entries into `backward()` so far. tell: hears a PassEvent."""

    def __init__(
        self,
        asking: Asking,
        tell: Callable[[PassEvent], None],
        counts: Callable[[], tuple[int, int]],
        live: Callable[[], bool],
        safely: Callable[..., None],
    ) -> None:
        self._asking = asking
        self._tell = tell
        self._counts = counts
        self._live = live
        self._safely = safely
        self._loaders: dict[int, Loader] = {}
        self._gone: list[Loader] = []  # whose DataLoader is no more
        self._going: dict[int, _Pass] = {}  # by the iterator's id
        self._spent: dict[int, tuple[weakref.ref[Any], PassEvent]] = {}  # iterators at their end, by id
        self._made = 0
        self._quiet: _Pass | None = None  # that trains, and whose further batches show nothing new
        self.trained = 0, 0  # batches and samples of the loader last trained on to its end

    def attach(self, patches: Patches) -> None:
        """Listen where passes begin and where batches come from."""
        patches.wrap(DataLoader, "__iter__", self._begins)
        patches.wrap(loaders._BaseDataLoaderIter, "__next__", self._next)

    def finish(self) -> None:
        """Tell the passes that were left before their end."""
        for key in list(self._going):
            self._over(key, exhausted=False)

    def orders(self) -> tuple[Order, ...]:
        """Return the classes of training loaders that never shuffle."""
        return tuple(order for one in self._all() if one.trains and (order := _order(one)))

    def trained_rows(self) -> frozenset[int]:
        """Return the keys of the rows that training loaders delivered."""
        return frozenset(key for one in self._all() if one.trains for key in one.rows)

    def rows(self) -> tuple[Rows, ...]:
        """Return, of loaders that were only evaluated on, how many of their rows were trained on just before."""
        training = [one for one in self._all() if one.trains and one.rows]
        judged = [
            one for one in self._all() if not one.trains and len(one.rows) >= _FEWEST and one.site is not None
        ]
        compared = [_compared(one, _trained_before(one, training)) for one in judged]
        return tuple(rows for rows in compared if rows is not None)

    def evaluated(self) -> tuple[Loader, ...]:
        """Return the loaders that were only evaluated on."""
        return tuple(one for one in self._all() if one.passes and not one.trains)

    def _all(self) -> list[Loader]:
        return [*self._gone, *self._loaders.values()]

    def _begins(self, bare: Callable[..., Any]) -> Callable[..., Any]:
        def __iter__(loader: DataLoader[Any]) -> Any:
            iterator = bare(loader)
            if not is_compiling() and self._live():
                self._safely(self._begin, loader, iterator, own_frame(sys._getframe(1)))
            return iterator

        return __iter__

    def _begin(self, loader: DataLoader[Any], iterator: Any, frame: FrameType) -> None:
        self._quiet = None
        for key, going in list(self._going.items()):
            if going.iterator() is None or going.loader.loader() is loader:
                self._over(key, exhausted=False)
        known = self._known(loader)
        (step, _), site = self._counts(), Site.of(frame)
        known.passes += 1
        known.site, known.step = known.site or site, known.step if known.passes > 1 else step
        known.steps = [*known.steps, step][:100]
        self._going[id(iterator)] = _Pass(known, iterator, site, _drives_a_loop(frame), self._counts())

    def _known(self, loader: DataLoader[Any]) -> Loader:
        known = self._loaders.get(id(loader))
        if known is None or known.loader() is not loader:
            if known is not None:
                self._gone.append(known)
            for one in self._loaders.values():
                one.first = one.first if one.loader() is not None else None  # nobody will pass over it again
            self._made += 1
            known = self._loaders[id(loader)] = Loader(loader, self._made)
        return known

    def _next(self, bare: Callable[..., Any]) -> Callable[..., Any]:
        def __next__(iterator: Any) -> Any:
            if is_dynamo_compiling():
                return bare(iterator)
            going = self._quiet
            if going is None or going.iterator() is not iterator or self._asking.is_open:
                return self._heard(bare, iterator, sys._getframe(1))
            try:
                batch = bare(iterator)
            except StopIteration:
                if self._live():
                    self._safely(self._exhausted, id(iterator))
                raise
            going.batches += 1
            return batch

        return __next__

    def _heard(self, bare: Callable[..., Any], iterator: Any, frame: FrameType) -> Any:
        """Give the next batch, and note what it tells."""
        if is_compiling() or not self._live():
            return bare(iterator)
        going = self._going.get(id(iterator))
        if going is None or going.iterator() is not iterator:
            if id(iterator) in self._spent:
                self._safely(self._begins_empty, iterator, own_frame(frame))
            return bare(iterator)
        if self._asking.is_open:
            self._safely(self._asking.close)
        try:
            batch = bare(iterator)
        except StopIteration:
            self._safely(self._exhausted, id(iterator))
            raise
        self._safely(self._delivered, going, batch, frame)
        return batch

    def _delivered(self, going: _Pass, batch: Any, frame: FrameType) -> None:
        loader = going.loader
        going.batches += 1
        trains = self._counts()[1] > going.backwards
        loader.trains = loader.trains or trains
        self._asking.inside_training, self._asking.in_a_pass = trains, True
        self._asking.source = loader.key
        if going.looks:
            _note(going, batch)
        if going.batches == 1:
            _compare_draws(going, batch)
        expected = going.batches == 1 and loader.trains_at.get(going.site, False)  # to train
        if going.batches <= 2 and not trains and not expected:
            self._asking.open(own_frame(frame), labels_of(batch))
        self._quiet = going if trains and not going.looks else None

    def _exhausted(self, key: int) -> None:
        self._over(key, exhausted=True)

    def _over(self, key: int, *, exhausted: bool) -> None:
        going = self._going.pop(key)
        self._quiet = None
        loader = going.loader
        _, backwards = self._counts()
        trains = backwards > going.backwards
        loader.trains = loader.trains or trains
        loader.trains_at[going.site] = trains and loader.trains_at.get(going.site, True)
        if going.looks:
            loader.whole = exhausted and not going.missed
        if trains:
            self._asking.drop()
        else:
            self._asking.settle()
        outer = [one for one in self._going.values() if one.iterator() is not None]
        self._asking.inside_training, self._asking.in_a_pass = (
            any(backwards > one.backwards for one in outer),
            bool(outer),
        )
        self._asking.source = 0
        real = loader.loader()
        if trains and exhausted:
            self.trained = going.batches, _samples(real)
        over = PassEvent(
            loader=loader.key,
            number=loader.passes,
            step=going.step,
            place=going.site.place,
            loop=going.loop,
            batches=going.batches,
            length=_length(real),
            exhausted=exhausted,
            backwards=backwards - going.backwards,
        )
        if exhausted and not going.loop:
            self._spent = {at: one for at, one in self._spent.items() if one[0]() is not None}
            self._spent[key] = going.iterator, over
        self._tell(over)

    def _begins_empty(self, iterator: Any, frame: FrameType) -> None:
        """Hear that a `for` begins at the end of an iterator, which was made outside of it."""
        ref, over = self._spent[id(iterator)]
        if ref() is iterator and _opname(frame) == _NEXT_OF_LOOP:
            over = replace(over, empty=over.empty + 1, place=Site.of(frame).place)
            self._spent[id(iterator)] = ref, over
            self._tell(over)


def _drives_a_loop(frame: FrameType) -> bool:
    """Tell whether a `for` of the program begins here, and not a call of iter()."""
    return _opname(frame) == _OPENS_LOOP


def _opname(frame: FrameType) -> str:
    import dis

    return dis.opname[frame.f_code.co_code[frame.f_lasti]]


def _length(loader: Any) -> int | None:
    try:
        return None if loader is None else len(loader)
    except TypeError:
        return None


def _samples(loader: Any) -> int:
    """Return how many samples a loader's data has; 0 where it does not say, or its batches have none."""
    try:
        return len(loader.dataset) if loader is not None and loader.batch_size else 0
    except TypeError:
        return 0


def _note(going: _Pass, batch: Any) -> None:
    """Note the rows of a batch, and the classes where nothing shuffles them."""
    loader = going.loader
    values = next((one for one in _tensors(batch) if one.is_floating_point()), None)
    noted = values is not None and loader.noted.add(values)
    if values is not None and noted and not loader.trains:
        loader.spread.add(values)  # nobody asks it of a loader that trains
    going.missed = going.missed or not noted
    real = loader.loader()
    if real is not None and isinstance(real.sampler, SequentialSampler) and len(loader.labels) < MOST:
        labels = labels_of(batch)
        if labels is not None:
            classes = labels.reshape(-1).tolist()
            loader.labels += classes
            loader.batches.append(len(set(classes)))


def _compare_draws(going: _Pass, batch: Any) -> None:
    """Note a loader's first samples, and in a later pass whether the same ones come out differently.

    Passes one after another without a step between them average over augmentations on purpose.
    """
    loader = going.loader
    if loader.passes == 1 and not loader.trains:
        loader.first = _Few.of(loader.loader(), batch)
        return
    before, loader.first = loader.first, None
    now = None if before is None or loader.trains else _Few.of(loader.loader(), batch)
    averaged = len(set(loader.steps)) < len(loader.steps)
    if before is None or now is None or averaged or loader.site is None or now.labels != before.labels:
        return
    if now.samples.shape == before.samples.shape:
        apart = [float((a - b).abs().max()) for a, b in zip(before.samples, now.samples, strict=True)]
        differ = sum(one > 0 for one in apart)
        loader.redrawn = Drawn(loader.site.place, loader.step, len(apart), differ, max(apart))


def labels_of(batch: Any) -> Tensor | None:
    """Return the class ids of a batch: its last tensor, if that holds one whole number a sample."""
    tensors = _tensors(batch)
    last = tensors[-1] if len(tensors) > 1 else None
    if last is None or last.is_floating_point() or last.dtype == torch.bool or last.device.type != "cpu":
        return None
    return last.detach() if last.numel() == len(tensors[0]) else None


def _tensors(batch: Any) -> list[Tensor]:
    given = (
        batch.values() if isinstance(batch, dict) else batch if isinstance(batch, (list, tuple)) else [batch]
    )
    return [one for one in given if isinstance(one, Tensor) and one.dim()]


def _trained_before(judged: Loader, training: list[Loader]) -> list[Loader]:
    """Return the loaders trained on last before a loader was evaluated on; of several in turn, all of these.

    What was trained on earlier may have been another model: of a cross-validation, the folds before. All loaders,
    where none came before.
    """
    until = judged.steps[-1]
    before = [
        (max(step for step in one.steps if step <= until), one) for one in training if one.steps[0] <= until
    ]
    if not before:
        return training
    _, newest = max(before, key=lambda pair: pair[0])
    return [one for last, one in before if last >= newest.steps[0]]


def _compared(judged: Loader, training: list[Loader]) -> Rows | None:
    """Return what a loader that was evaluated on shares with those trained on; None where not every row is known."""
    trained = {key for one in training for key in one.rows}
    total = sum(len(one.rows) for one in training)
    if not all(one.whole for one in training) or total < _FEWEST or judged.site is None:
        return None
    return Rows(
        judged.site.place,
        judged.step,
        len(judged.rows),
        total,
        trained=sum(key in trained for key in judged.rows) / len(judged.rows),
        repeated=1 - len(trained) / total if len(training) == 1 else 0.0,
        covered=len(set(judged.rows) & trained) / len(trained),
    )


def _order(one: Loader) -> Order | None:
    labels, real = one.labels, one.loader()
    shuffled = real is not None and not isinstance(real.sampler, SequentialSampler)
    if len(labels) < _FEWEST or one.site is None or shuffled:
        return None
    shares = [labels.count(kind) / len(labels) for kind in set(labels)]
    return Order(
        one.site.place,
        one.step,
        len(labels),
        changes=sum(a != b for a, b in pairwise(labels)),
        expected=(len(labels) - 1) * (1 - sum(share**2 for share in shares)),
        classes=len(shares),
        in_a_batch=sum(one.batches) / len(one.batches),
    )
