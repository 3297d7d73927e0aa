"""Where loopwise meets other programs: IPython and the notebooks built on it, trainers, trackers of runs."""
