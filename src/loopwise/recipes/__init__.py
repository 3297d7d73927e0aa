"""Which output layer, activation and loss belong together: one file a problem type, found by file name.

>>> recipe("binary").recommended.loss
'BCEWithLogitsLoss'
"""

from loopwise.recipes._catalogue import recipe, recipe_named, recipes
from loopwise.recipes._metrics import Metric, metric
from loopwise.recipes._recipe import Correction, LossLine, Recipe

__all__ = ["Correction", "LossLine", "Metric", "Recipe", "metric", "recipe", "recipe_named", "recipes"]
