import torch


def standardise(x):
    return (x - x.mean(0)) / x.std(0)


def to_unit(x):
    low, high = x.min(0).values, x.max(0).values
    return (x - low) / (high - low)
