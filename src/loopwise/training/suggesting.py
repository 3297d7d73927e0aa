"""Which recipe a target calls for, with the reason  ->  recipe_for([0, 1, 1, 0]).recipe.recommended.loss

    print(recipe_for(df["price"]))          # "regression: it holds numbers with fractions (1.5, 2.25): amounts"
    recipe_for(y).others                    # what it could be meant for as well; yours to decide

No torch is loaded.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loopwise.data import problem_of
from loopwise.recipes import Recipe, recipe_named
from loopwise.text import Text


@dataclass(frozen=True, slots=True)
class Suggestion:
    """name: of the recipe. reason: why. others: recipes the same target could be meant for."""

    name: str
    reason: Text
    others: tuple[str, ...] = ()

    @property
    def recipe(self) -> Recipe:
        """The recipe itself."""
        return recipe_named(self.name)

    def __str__(self) -> str:
        return f"{self.name}: {self.reason}"


def recipe_for(y: Any) -> Suggestion:
    """Suggest a recipe for a target: a list, array, tensor or column of (N,) values or (N, K) rows.

    LoopwiseError where all values are the same.
    """
    problem = problem_of(y)
    return Suggestion(problem.name, problem.reason, problem.others)


def recipe_for_file(path: str | Path, target: str | None) -> Suggestion:
    """Suggest a recipe for a column of a table, or for several: target="mpg,acceleration"."""
    from loopwise.data import target_values

    return recipe_for(target_values(Path(path), target))
