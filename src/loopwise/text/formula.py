"""A formula a learner can use: LaTeX, what every symbol means, the line of code, numbers put in.

>>> bce = Formula(r"p = \\sigma(z)", code="p = torch.sigmoid(z)",
...               symbols={"p": Text(en="probability", ko="확률"), "z": Text(en="logit", ko="로짓(logit)")})
>>> bce.symbols["z"].en
'logit'
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from loopwise.text.text import Text


class Formula(NamedTuple):
    """One formula.

    latex: the formula, without dollar signs.
    symbols: symbol in LaTeX -> what it means. Every symbol of the formula is in it (the contract suite asks).
    code: the same thing as one line of PyTorch, where there is one.
    worked: the same with numbers put in, a template over evidence or result names, e.g. "{floor:.3f}".
    """

    latex: str
    symbols: Mapping[str, Text] = MappingProxyType({})
    code: str = ""
    worked: str = ""
