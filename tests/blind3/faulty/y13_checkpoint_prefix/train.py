import copy

import torch

from nets import Wrapped


def train(X, y, X_va, y_va, epochs=12):
    torch.manual_seed(0)
    wrapped = Wrapped()
    opt = torch.optim.Adam(wrapped.parameters(), lr=2e-3)
    best, state = float("inf"), None
    for epoch in range(epochs):
        wrapped.train()
        for idx in torch.randperm(len(y)).split(64):
            opt.zero_grad()
            wrapped(X[idx], y[idx]).backward()
            opt.step()
        wrapped.eval()
        with torch.no_grad():
            val = wrapped(X_va, y_va).item()
        if val < best:
            best, state = val, copy.deepcopy(wrapped.state_dict())
        if epoch % 4 == 3:
            print(f"epoch {epoch + 1} val loss {val:.4f}")
    return {"model": state, "val_loss": best}
