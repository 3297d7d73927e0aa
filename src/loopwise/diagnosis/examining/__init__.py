"""Look at a live model, loader, loss function and optimiser, in seconds: `examine(model, loader, criterion)`.

Everything is tried on copies. The package is loaded where it is asked for: it needs torch.
"""

from loopwise.diagnosis.examining.examination import examine

__all__ = ["examine"]
