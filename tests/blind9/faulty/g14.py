"""Card fraud, simulated: a couple of per cent of all payments are bad."""
import numpy as np
import pandas as pd
import torch
from torch import nn
from sklearn.model_selection import train_test_split


def simulate(n, seed):
    rng = np.random.default_rng(seed)
    fraud = rng.random(n) < 0.03
    amount = np.exp(rng.normal(3.2, 0.9, n) + 0.6 * fraud)
    hour = rng.normal(14, 4, n) - 2.0 * fraud
    distance = np.abs(rng.normal(0, 8, n)) + 3 * fraud
    retries = rng.poisson(0.4 + 0.4 * fraud)
    return pd.DataFrame(dict(amount=np.log(amount), hour=hour, distance=distance, retries=retries, fraud=fraud.astype(int)))


def tensors(frame, stats):
    x = (frame.drop(columns="fraud") - stats[0]) / stats[1]
    return torch.tensor(x.values, dtype=torch.float32), torch.tensor(frame["fraud"].values, dtype=torch.float32)


def main():
    torch.manual_seed(31)
    data = simulate(6000, 31)
    train, test = train_test_split(data, test_size=0.3, random_state=31, stratify=data["fraud"])
    inputs = train.drop(columns="fraud")
    stats = (inputs.mean(), inputs.std())
    x, y = tensors(train, stats)
    xt, yt = tensors(test, stats)

    net = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 1))
    opt = torch.optim.Adam(net.parameters(), lr=2e-3)
    loss_fn = nn.BCEWithLogitsLoss()
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x, y), batch_size=64, shuffle=True)
    for epoch in range(12):
        net.train()
        total = 0.0
        for xb, yb in loader:
            opt.zero_grad()
            loss = loss_fn(net(xb).squeeze(1), yb)
            loss.backward()
            opt.step()
            total += loss.item() * len(xb)
        if epoch % 4 == 3:
            print(f"epoch {epoch + 1} loss {total / len(x):.4f}")

    net.eval()
    with torch.no_grad():
        flagged = net(xt).squeeze(1) > 0
    accuracy = (flagged == yt.bool()).float().mean().item()
    caught = (flagged & yt.bool()).sum().item()
    print(f"test accuracy {accuracy:.4f}")
    print(f"frauds caught {caught} of {int(yt.sum())}")


if __name__ == "__main__":
    main()
