"""Samples of which a loader cannot make a batch: pictures of PIL, nothing at all; Normalize before ToTensor.

for odd in program.odd_samples(): odd.place, odd.found, odd.loader_place
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from loopwise.program.evaluator.attributes import lookup
from loopwise.program.facts.batches import seen_through
from loopwise.program.facts.origins import Makers
from loopwise.program.mending.replacements import with_value
from loopwise.program.objects.definitions import Function, Instance
from loopwise.program.objects.modules import Loader
from loopwise.program.objects.pictures import KEEPS_PICTURES, SIZES, Picture, chain_of
from loopwise.program.objects.values import Const, Dict, Items, Unknown, Value, is_altered, is_none
from loopwise.program.source.sources import Site, nodes_in
from loopwise.records import Edit, Repair

if TYPE_CHECKING:
    from loopwise.program.flow.events import LoopRun
    from loopwise.records import Place

_PICTURE, _NOTHING = "PIL.Image.Image", "NoneType"
_OTHERWISE = (
    "collate_fn",
    "batch_sampler",
    "sampler",
)  # what is not asked for single samples, or not to stack them
_FOR_TENSORS = ("Normalize", "RandomErasing")
_TO_TENSOR = {
    "transforms": "transforms.ToTensor()",
    "ToTensor": "ToTensor()",
    "torchvision": "torchvision.transforms.ToTensor()",
}


class OddSample(NamedTuple):
    """A data set that a loader cannot batch. site: what gives the sample; found: the class of what is in it.

    step: the transform that is given a picture and takes tensors.
    data, chain: the calls that made torchvision's data set without a transform, or the chain of its transforms.
    """

    site: Site
    loader: Loader
    found: str
    step: str | None = None
    data: Site | None = None
    chain: Site | None = None

    @property
    def place(self) -> Place:
        """What gives the sample: its data set, what that returns, the transform that comes too early."""
        return self.site.place

    @property
    def loader_place(self) -> Place:
        """The loader that has to stack them."""
        return self.loader.site.place

    def made_tensors(self) -> Repair | None:
        """Return the edit that gives torchvision's data set ToTensor(), where the program has a name for it."""
        site = self.data or self.chain
        text = None if site is None else _to_tensor(site)
        if site is None or text is None:
            return None
        return with_value(site, "transform", text, safe=False) if site is self.data else _appended(site, text)


def odd_samples(loaders: Iterable[Loader], runs: Iterable[LoopRun], makers: Makers) -> list[OddSample]:
    """Return those of the loaders that a program runs over, each place once."""
    asked = {id(run.over) for run in runs}
    stacking = (loader for loader in loaders if id(loader) in asked and _stacks_samples(loader))
    found = [
        odd for loader in stacking if (odd := _of_torchvision(loader, makers) or _of_own(loader, makers))
    ]
    return list({odd.site.node: odd for odd in reversed(found)}.values())


def _stacks_samples(loader: Loader) -> bool:
    given = loader.arguments
    return (
        given.whole
        and not any(name in given.named for name in _OTHERWISE)
        and len(given.positional) < 4
        and (not is_none(given.get(1, "batch_size")))
    )


def _of_own(loader: Loader, makers: Makers) -> OddSample | None:
    """What `__getitem__` of the program's own data set returns."""
    data = seen_through(loader.data)
    method = lookup(data.cls, "__getitem__") if isinstance(data, Instance) else None
    if not isinstance(method, Function) or loader.sample is None:
        return None
    picture = next((part for part in _parts(loader.sample) if isinstance(part, Picture)), None)
    chain = makers.get(id(picture.transform)) if picture is not None else None
    if chain is not None:
        return OddSample(chain.site, loader, _PICTURE, chain=chain.site)
    returns = [part for part in nodes_in(method.node) if isinstance(part, ast.Return)]
    if is_none(loader.sample) and not returns and _goes_through(method):
        return OddSample(Site(method.source, method.node), loader, _NOTHING)
    told = picture is not None and len(returns) == 1
    return OddSample(Site(method.source, returns[-1]), loader, _PICTURE) if told else None


def _parts(sample: Value) -> Iterable[Value]:
    if isinstance(sample, Dict):
        return sample.table.values()
    return sample.items if isinstance(sample, Items) else (sample,)


def _goes_through(method: Function) -> bool:
    """Whether it comes to its end: it raises nothing, and hands nothing on."""
    return not any(isinstance(part, (ast.Raise, ast.Yield, ast.YieldFrom)) for part in nodes_in(method.node))


def _of_torchvision(loader: Loader, makers: Makers) -> OddSample | None:
    data = seen_through(loader.data)
    call = makers.get(id(data))
    home, _, name = data.made_by.rpartition(".") if isinstance(data, Unknown) else ("", "", "")
    if call is None or home != "torchvision.datasets" or name not in SIZES or is_altered(data):
        return None
    given = call.arguments
    plain = all(isinstance(value, Const) for value in given.positional[1:])
    steps = chain_of(given.named.get("transform"))
    if (
        not given.whole
        or not plain
        or "transforms" in given.named
        or "loader" in given.named
        or steps is None
    ):
        return None
    for step in steps:
        word = step.made_by.rpartition(".")[2]
        made = makers.get(id(step))
        if word in _FOR_TENSORS and made is not None:
            return OddSample(made.site, loader, _PICTURE, word)
        if word not in KEEPS_PICTURES:
            return None
    if not steps:
        return OddSample(call.site, loader, _PICTURE, data=call.site)
    chain = makers.get(id(given.named.get("transform")))
    return OddSample(call.site, loader, _PICTURE, chain=chain.site if chain is not None else None)


def _to_tensor(site: Site) -> str | None:
    """Return ToTensor() as this program can name it."""
    names = {name.asname or name.name for part in nodes_in(site.source.tree) for name in _imported(part)}
    return next((text for name, text in _TO_TENSOR.items() if name in names), None)


def _imported(part: ast.AST) -> Iterator[ast.alias]:
    if isinstance(part, (ast.Import, ast.ImportFrom)):
        yield from part.names


def _appended(site: Site, text: str) -> Repair | None:
    """Return the edit that writes one more transform at the end of a chain."""
    listed = site.node.args[0] if isinstance(site.node, ast.Call) and site.node.args else None
    if not isinstance(listed, ast.List) or not listed.elts:
        return None
    last = site.source.place(listed.elts[-1])
    at = (last.end_line or 1, last.end_column or 1)
    return Repair(safe=False, edits=(Edit(site.source.span(*at, *at), f", {text}"),))
