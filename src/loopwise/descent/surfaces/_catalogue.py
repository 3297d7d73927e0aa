"""Find the surfaces: a file of this folder without an underscore in front; anything else is typed."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from importlib import import_module
from typing import Any

from loopwise.descent.surfaces._surface import Surface
from loopwise.errors import LoopwiseError
from loopwise.text import Text

_PACKAGE = "loopwise.descent.surfaces"


def surface_names() -> tuple[str, ...]:
    """Return the names of the surfaces there are."""
    folder = import_module(_PACKAGE).__path__
    return tuple(sorted(m.name for m in pkgutil.iter_modules(folder) if not m.name.startswith("_")))


def surface_named(name: str, **settings: Any) -> Surface:
    """Make the surface of that name; settings are those of its class: surface_named("bowl", a=3, b=1)."""
    if name not in surface_names():
        raise unknown(name)
    kind = _only_surface(f"{_PACKAGE}.{name}")
    taken = list(inspect.signature(kind).parameters)
    for given in settings:
        if given not in taken:
            raise LoopwiseError(
                Text(
                    en=f"the surface '{name}' has no setting {given!r}; it has: {', '.join(taken) or 'none'}.",
                    ko=f"'{name}' 곡면에 없는 설정입니다: {given!r}. 있는 설정: {', '.join(taken) or '없음'}",
                )
            )
    return kind(**settings)


def surface_for(surface: str | Surface | Callable[[Any, Any], Any], **settings: Any) -> Surface:
    """Return a surface: as it is, by its name, from a typed f(x, y), or from a function of two tensors.

    settings: of a named surface; data, x, y, scale: of one over a table ("line", data="my.csv", x="size", y="price").
    """
    if isinstance(surface, Surface):
        return _without(settings, surface)
    if settings.get("data") is not None:
        from loopwise.descent.tables import surface_over

        return surface_over(str(surface), **settings)
    name = surface if isinstance(surface, str) else ""
    if (name := name.strip()) in surface_names():
        return surface_named(name, **settings)
    from loopwise.descent.typed import TypedSurface, typed  # loads torch, which the named ones do not need

    if callable(surface):
        return _without(settings, TypedSurface(surface, getattr(surface, "__name__", "f")))
    if name.isidentifier() and name not in ("x", "y", "pi", "e"):
        raise unknown(name)
    return _without(settings, typed(name))


def _without(settings: Mapping[str, Any], surface: Surface) -> Surface:
    """Return a surface that takes no settings; LoopwiseError where some were given."""
    if settings:
        given = ", ".join(settings)
        raise LoopwiseError(
            Text(
                en=f"the surface {surface.name} takes no settings; given: {given}.",
                ko=f"설정을 받지 않는 곡면입니다: {surface.name}. 준 설정: {given}",
            ),
            fix=Text(en="write the numbers into the function", ko="숫자를 식에 직접 쓰세요"),
        )
    return surface


def unknown(name: str) -> LoopwiseError:
    """Return the error for a name that is no surface."""
    near = get_close_matches(name.lower(), surface_names(), n=1, cutoff=0.5)
    known = ", ".join(surface_names())
    return LoopwiseError(
        Text(
            en=f"there is no surface named {name!r}; there is: {known}. Or type a function of x and y.",
            ko=f"그런 이름의 곡면이 없습니다: {name!r}. 쓸 수 있는 이름: {known}. x와 y의 식을 직접 써도 됩니다.",
        ),
        fix=near[0] if near else '"3*x**2 + y**2"',
    )


def _only_surface(module_name: str) -> type[Surface]:
    module = import_module(module_name)
    defined = [
        value
        for value in vars(module).values()
        if inspect.isclass(value) and issubclass(value, Surface) and value.__module__ == module_name
    ]
    if len(defined) != 1:
        raise TypeError(f"{module_name} defines {len(defined)} surfaces; it must define one")
    return defined[0]
