"""Find the recipes: every file of this folder whose name has no underscore in front."""

from __future__ import annotations

import inspect
import pkgutil
from difflib import get_close_matches
from functools import cache
from importlib import import_module

from loopwise.errors import LoopwiseError
from loopwise.recipes._recipe import Recipe
from loopwise.text import Text

_PACKAGE = "loopwise.recipes"


@cache
def recipes() -> tuple[Recipe, ...]:
    """Return every recipe, by name."""
    folder = import_module(_PACKAGE).__path__
    names = sorted(m.name for m in pkgutil.iter_modules(folder) if not m.name.startswith("_") and not m.ispkg)
    return tuple(_only_recipe(f"{_PACKAGE}.{name}") for name in names)


def recipe_named(name: str) -> Recipe:
    """Return the recipe of that name; LoopwiseError names the nearest where there is none."""
    known = {recipe.name: recipe for recipe in recipes()}
    if name in known:
        return known[name]
    near = get_close_matches(name, known, n=1)
    names = ", ".join(known)
    raise LoopwiseError(
        Text(
            en=f"there is no recipe named {name!r}; there is: {names}.",
            ko=f"그런 이름의 레시피가 없습니다: {name!r}. 쓸 수 있는 레시피: {names}",
        ),
        fix=f"loopwise recipe {(near or list(known))[0]}",
    )


def recipe(name: str | None = None) -> Recipe | tuple[Recipe, ...]:
    """Return the recipe of that name, or all of them."""
    return recipes() if name is None else recipe_named(name)


def _only_recipe(module_name: str) -> Recipe:
    module = import_module(module_name)
    defined = [
        value
        for value in vars(module).values()
        if inspect.isclass(value) and issubclass(value, Recipe) and value.__module__ == module_name
    ]
    if len(defined) != 1:
        raise TypeError(f"{module_name} defines {len(defined)} recipes; it must define one")
    return defined[0]()
