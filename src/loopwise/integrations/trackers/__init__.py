"""Other programs' folders that a watched run is written into while it goes on, one tracker a file.

tracker = TensorBoard(Path("runs"), "train.py")     # refuses here what it could not write later
tracker.add(report)                                 # how the run stands: what is new since is written
tracker.finish(report)

A further one (W&B, MLflow) is one more file: a `Tracker` that says how a number and a text are written.
"""

from loopwise.integrations.trackers._tracker import Tracker
from loopwise.integrations.trackers.tensorboard import TensorBoard

__all__ = ["TensorBoard", "Tracker"]
