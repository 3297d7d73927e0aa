import numpy as np
import pandas as pd
import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_breast_cancer
from sklearn.preprocessing import StandardScaler


def read_tables():
    data = load_breast_cancer(as_frame=True)
    patients = data.data.copy()
    patients["patient_id"] = np.arange(len(patients))
    diagnosis = pd.DataFrame({"patient_id": patients["patient_id"], "benign": data.target})
    return patients, diagnosis


def assemble(seed=0):
    patients, diagnosis = read_tables()
    patients = patients.sample(frac=1, random_state=seed).reset_index(drop=True)
    features = patients.drop(columns="patient_id").to_numpy()
    labels = diagnosis["benign"].to_numpy()
    return features, labels


def main():
    torch.manual_seed(0)
    X, y = assemble()
    n = int(0.7 * len(y))
    rows = np.random.default_rng(0).permutation(len(y))
    tr, va = rows[:n], rows[n:]
    sc = StandardScaler().fit(X[tr])
    f = lambda r: (torch.tensor(sc.transform(X[r]), dtype=torch.float32), torch.tensor(y[r], dtype=torch.float32))
    (X_tr, y_tr), (X_va, y_va) = f(tr), f(va)
    net = nn.Sequential(nn.Linear(30, 24), nn.ReLU(), nn.Dropout(0.2), nn.Linear(24, 1), nn.Flatten(0))
    opt = torch.optim.Adam(net.parameters(), lr=2e-3)
    for epoch in range(20):
        net.train()
        total = 0.0
        for idx in torch.randperm(len(y_tr)).split(32):
            opt.zero_grad()
            loss = F.binary_cross_entropy_with_logits(net(X_tr[idx]), y_tr[idx])
            loss.backward()
            opt.step()
            total += loss.item() * len(idx)
        if epoch % 5 == 4:
            net.eval()
            with torch.no_grad():
                z = net(X_va)
                v = F.binary_cross_entropy_with_logits(z, y_va).item()
                acc = ((z > 0).float() == y_va).float().mean().item()
            print(f"epoch {epoch + 1} train {total / len(y_tr):.4f} val {v:.4f} acc {acc:.4f}")
    p = y_tr.mean()
    const = -(y_va * p.log() + (1 - y_va) * (1 - p).log()).mean().item()
    print(f"constant answer: val loss {const:.4f}")


if __name__ == "__main__":
    main()
