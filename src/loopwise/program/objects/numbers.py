"""Numbers that only a run gives, and what is known about them all the same."""

from __future__ import annotations

from collections.abc import Sequence

from loopwise.program.objects.values import Const, Length, Unknown, Value, constant


class Setting(Unknown):
    """What the command line gives: `default`, unless the person says otherwise.

    of_call: it is a parameter's, of a function that nobody in the program calls; who does may say otherwise.
    """

    __slots__ = ("default", "of_call")

    def __init__(self, default: object, inputs: Sequence[Value] = (), *, of_call: bool = False) -> None:
        super().__init__(inputs=inputs)
        self.default = default
        self.of_call: bool = of_call or any(isinstance(one, Setting) and one.of_call for one in inputs)


class Number(Unknown):
    """A number that only a run gives: one of a dictionary's, drawn by chance, counted by a loop.

    dtype: "int64", "float64" or "bool".  reach: the lowest and highest that surely occur, None if not known.
    made_by: of one drawn by chance, the function that draws.
    """

    __slots__ = ("dtype", "reach")

    def __init__(
        self,
        dtype: str,
        reach: tuple[float, float] | None = None,
        inputs: Sequence[Value] = (),
        made_by: str = "",
    ) -> None:
        super().__init__(made_by, inputs)
        self.dtype = dtype
        self.reach = reach


class Position(Number):
    """A whole number that a run counts: the place of a sample in its data set, the round of a loop."""

    __slots__ = ()

    def __init__(self, reach: tuple[float, float] | None = None) -> None:
        super().__init__("int64", reach)


class Window(Unknown):
    """A slice from a place that only a run gives to one a known number further: `i : i + 24`."""

    __slots__ = ("length",)

    def __init__(self, length: int, inputs: Sequence[Value]) -> None:
        super().__init__("builtins.slice", inputs)
        self.length = length


class AxisLength(Unknown):
    """One of the lengths that `b, t, c = x.shape` names where nothing else is known of them, or a product of some.

    tensor: whose it is.  names: of all its axes, as the program calls them.  axes: which of them, in order.
    """

    __slots__ = ("axes", "names", "tensor")

    def __init__(self, tensor: Value, names: tuple[str, ...], axes: tuple[int, ...]) -> None:
        super().__init__()
        self.tensor, self.names, self.axes = tensor, names, axes

    def times(self, other: Value) -> AxisLength | None:
        """Return the product with another length of the same tensor."""
        same = isinstance(other, AxisLength) and other.tensor is self.tensor
        return AxisLength(self.tensor, self.names, (*self.axes, *other.axes)) if same else None  # type: ignore[attr-defined]


def whole_number(value: Value | None) -> int | None:
    """Return the int a value is, be it a default of the command line; or None."""
    number = value.default if isinstance(value, Setting) else constant(value)
    return number if isinstance(number, int) and not isinstance(number, bool) else None


def number_of(value: Value | None) -> Number | None:
    """Return a literal number, or one that only a run gives, as a Number; None for anything else."""
    if isinstance(value, Number):
        return value
    if isinstance(value, Length):
        return Number("int64")
    if not isinstance(value, Const) or not isinstance(value.value, (bool, int, float)):
        return None
    dtype = {bool: "bool", int: "int64"}.get(type(value.value), "float64")
    return Number(dtype, (float(value.value), float(value.value)))


def numbers_joined(values: Sequence[Value]) -> Number | None:
    """Return the number that is one of these, None if one of them is none."""
    known = [number_of(value) for value in values]
    found = [number for number in known if number is not None]
    if len(found) < len(known) or not found:
        return None
    types = {number.dtype for number in found}
    dtype = types.pop() if len(types) == 1 else "float64" if types <= {"int64", "float64"} else ""
    ends = [number.reach for number in found if number.reach is not None]
    whole = len(ends) == len(found)
    reach = (min(end[0] for end in ends), max(end[1] for end in ends)) if whole else None
    return Number(dtype, reach, values) if dtype else None
