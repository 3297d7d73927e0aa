"""For authors of faults: the contract every fault keeps, and mechanical variants of a program.

from loopwise.testing import check_fault
check_fault(MyFault())
"""

from loopwise.testing.contract import check_fault, names_found
from loopwise.testing.variants import VARIANTS, Variant, variants_of, write

__all__ = ["VARIANTS", "Variant", "check_fault", "names_found", "variants_of", "write"]
