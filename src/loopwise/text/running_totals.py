"""Words by which a program says that a total is meant to run on over all its rounds: in names, in what it prints."""

from __future__ import annotations

# "cum" of cumulative; regret and mistakes are counted over all rounds of a bandit or a perceptron
RUNS_ON = r"cum|so far|overall|all.time|since|lifetime|regret|mistake|누적|지금까지"
