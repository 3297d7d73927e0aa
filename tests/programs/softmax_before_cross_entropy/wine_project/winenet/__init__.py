from .engine import evaluate, fit
from .nets import Classifier

__all__ = ["Classifier", "evaluate", "fit"]
