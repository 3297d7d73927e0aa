from torch import nn


def make_net(n_in, n_out, hidden=24):
    # 분류 모델
    return nn.Sequential(
        nn.Linear(n_in, hidden),
        nn.ReLU(),
        nn.Linear(hidden, n_out),
        nn.Sigmoid(),
    )
