"""Anomaly detection with an autoencoder: trained on one digit, every other digit is an anomaly."""
import numpy as np
import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from sklearn.metrics import roc_auc_score


def build(bottleneck=6):
    encoder = nn.Sequential(nn.Linear(64, 32), nn.ELU(), nn.Linear(32, bottleneck))
    decoder = nn.Sequential(nn.Linear(bottleneck, 32), nn.ELU(), nn.Linear(32, 64), nn.Sigmoid())
    return nn.Sequential(encoder, decoder)


def reconstruction_error(model, x):
    model.eval()
    with torch.no_grad():
        return ((model(x) - x) ** 2).mean(dim=1)


def main(normal_digit=0):
    rng = np.random.default_rng(0)
    torch.manual_seed(0)
    X, y = load_digits(return_X_y=True)
    X = torch.tensor(X / 16, dtype=torch.float32)
    normal = rng.permutation(np.flatnonzero(y == normal_digit))
    train_rows, test_normal = normal[:120], normal[120:]
    anomalies = np.flatnonzero(y != normal_digit)

    x_train = X[train_rows]
    model = build()
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    criterion = nn.BCELoss()          # pixels lie between 0 and 1
    for epoch in range(300):
        model.train()
        for rows in torch.randperm(len(x_train)).split(40):
            batch = x_train[rows]
            optimizer.zero_grad()
            loss = criterion(model(batch), batch)
            loss.backward()
            optimizer.step()
        if epoch % 100 == 99:
            print(f"epoch {epoch + 1} bce {loss.item():.4f}")

    errors = torch.cat([reconstruction_error(model, X[test_normal]), reconstruction_error(model, X[anomalies])])
    labels = np.r_[np.zeros(len(test_normal)), np.ones(len(anomalies))]
    print(f"AUC {roc_auc_score(labels, errors.numpy()):.3f}")
    print("95th percentile of the training error:", torch.quantile(reconstruction_error(model, x_train), 0.95).item())


if __name__ == "__main__":
    main()
