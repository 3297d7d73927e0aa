"""What would the repair buy?  ->  what_if("train.py", report) runs the program again, as it is and repaired.

Nothing of it reaches the person's project: the reruns live in a temporary copy that is thrown away.
"""

from loopwise.diagnosis.what_if.choosing import Chosen, choose
from loopwise.diagnosis.what_if.copying import LARGEST, project_of
from loopwise.diagnosis.what_if.rerunning import Plan, plan, what_if

__all__ = ["LARGEST", "Chosen", "Plan", "choose", "plan", "project_of", "what_if"]
