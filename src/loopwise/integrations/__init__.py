"""Where loopwise meets other programs: IPython and the notebooks built on it."""
