"""Surfaces to walk down, one a file, found by its name; or any f(x, y) typed in.

>>> surface_named("bowl", a=3, b=1).value(5.0, 4.0)
91.0
>>> surface_named("rosenbrock").minima
((1.0, 1.0),)

A file of this folder holds a subclass of Surface that can be made without arguments. `surface_for` also takes a typed
function ("3*x**2 + y**2"), a Python function of two torch tensors, or a surface as it is.
"""

from loopwise.descent.surfaces._catalogue import surface_for, surface_named, surface_names
from loopwise.descent.surfaces._surface import Fitted, Surface

__all__ = ["Fitted", "Surface", "surface_for", "surface_named", "surface_names"]
