"""Every activation and normalisation that torch has as a class and as a function is one operation to the reader."""

from __future__ import annotations

import pytest

from loopwise.program.objects.torch_table import OPERATIONS, module_kind

nn = pytest.importorskip("torch.nn")  # the base install has none

FLAT = {name.replace("_", ""): name for name in OPERATIONS}
CLASSES = [
    name
    for name in dir(nn)
    if isinstance(getattr(nn, name), type) and issubclass(getattr(nn, name), nn.Module)
]


@pytest.mark.parametrize("name", [name for name in CLASSES if name.lower() in FLAT and "Dropout" not in name])
def test_a_class_is_the_operation_of_its_function(name: str) -> None:
    assert module_kind(name) == FLAT[name.lower()]
