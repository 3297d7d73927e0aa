"""What would the repair buy?  ->  what_if("train.py", report) runs the program again, as it is and repaired.

Nothing of it reaches the person's project: the reruns live in a temporary copy that is thrown away.
"""

from loopwise.diagnosis.what_if.cells import executed_cells
from loopwise.diagnosis.what_if.choosing import Chosen, choose, tryable
from loopwise.diagnosis.what_if.copying import LARGEST, project_of
from loopwise.diagnosis.what_if.rerunning import Plan, plan, what_if

__all__ = [
    "LARGEST",
    "Chosen",
    "Plan",
    "choose",
    "executed_cells",
    "plan",
    "project_of",
    "tryable",
    "what_if",
]
