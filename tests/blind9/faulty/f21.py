"""Kaggle style tabular baseline with cross-validation-free hold-out."""
import numpy as np
import pandas as pd
import torch
import torch.nn as nn
from sklearn.datasets import load_iris
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import LabelEncoder, StandardScaler
from torch.utils.data import DataLoader, Dataset

CFG = {"seed": 42, "bs": 16, "epochs": 20, "lr": 1e-2, "hidden": [32, 16]}


def seed_everything(seed):
    np.random.seed(seed)
    torch.manual_seed(seed)


class FrameDataset(Dataset):
    def __init__(self, frame, target):
        self.X = torch.tensor(np.asarray(frame), dtype=torch.float32)
        self.y = torch.tensor(np.asarray(target), dtype=torch.float32)

    def __len__(self):
        return self.X.shape[0]

    def __getitem__(self, i):
        return {"x": self.X[i], "y": self.y[i]}


def mlp(d_in, d_out, hidden):
    layers = []
    for h in hidden:
        layers += [nn.Linear(d_in, h), nn.BatchNorm1d(h), nn.ReLU()]
        d_in = h
    return nn.Sequential(*layers, nn.Linear(d_in, d_out))


def main():
    seed_everything(CFG["seed"])
    raw = load_iris(as_frame=True)
    df = raw.frame.copy()
    df["species"] = df.pop("target").map(dict(enumerate(raw.target_names)))
    enc = LabelEncoder()
    labels = enc.fit_transform(df.pop("species"))
    X_tr, X_va, y_tr, y_va = train_test_split(df, labels, test_size=0.2, stratify=labels, random_state=CFG["seed"])
    sc = StandardScaler().fit(X_tr)
    train_dl = DataLoader(FrameDataset(sc.transform(X_tr), y_tr), batch_size=CFG["bs"], shuffle=True, drop_last=True)
    valid_dl = DataLoader(FrameDataset(sc.transform(X_va), y_va), batch_size=CFG["bs"])

    model = mlp(4, len(enc.classes_), CFG["hidden"])
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=CFG["lr"])
    for epoch in range(CFG["epochs"]):
        model.train()
        for batch in train_dl:
            optimizer.zero_grad()
            loss = criterion(model(batch["x"]), batch["y"])
            loss.backward()
            optimizer.step()
        model.eval()
        hits = 0
        with torch.no_grad():
            for batch in valid_dl:
                hits += (model(batch["x"]).argmax(1) == batch["y"]).sum().item()
        print(epoch, hits / len(valid_dl.dataset))


if __name__ == "__main__":
    main()
