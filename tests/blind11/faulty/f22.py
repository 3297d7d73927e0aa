import json
import sys
from pathlib import Path

import torch
import torch.nn.functional as F
from sklearn.datasets import fetch_olivetti_faces
from sklearn.model_selection import train_test_split
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

OUT = Path("runs/olivetti")


class ResBlock(nn.Module):
    def __init__(self, c_in, c_out, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(c_in, c_out, 3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(c_out)
        self.conv2 = nn.Conv2d(c_out, c_out, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(c_out)
        self.skip = nn.Sequential()
        if stride != 1 or c_in != c_out:
            self.skip = nn.Sequential(nn.Conv2d(c_in, c_out, 1, stride=stride, bias=False), nn.BatchNorm2d(c_out))

    def forward(self, x):
        h = F.relu(self.bn1(self.conv1(x)))
        h = self.bn2(self.conv2(h))
        return F.relu(h + self.skip(x))


class FaceNet(nn.Module):
    def __init__(self, n_people=40):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(1, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16), nn.ReLU())
        self.stage = nn.Sequential(ResBlock(16, 16, 2), ResBlock(16, 32, 2), ResBlock(32, 64, 2))
        self.drop = nn.Dropout(0.5)
        self.fc = nn.Linear(64, n_people)

    def forward(self, x):
        x = self.stage(self.stem(x))
        x = x.mean(dim=(2, 3))
        return self.fc(self.drop(x))


def evaluate(model, loader):
    model.eval()
    hit, n, loss = 0, 0, 0.0
    with torch.no_grad():
        for x, y in loader:
            out = model(x)
            loss += F.cross_entropy(out, y, reduction="sum").item()
            hit += (out.argmax(1) == y).sum().item()
            n += y.shape[0]
    return {"loss": loss / n, "acc": hit / n}


def main(epochs=30):
    torch.manual_seed(0)
    faces = fetch_olivetti_faces()
    x = torch.tensor(faces.images, dtype=torch.float32).unsqueeze(1)
    x = (x - 0.5) / 0.25
    y = torch.tensor(faces.target, dtype=torch.long)
    idx_tr, idx_va = train_test_split(range(len(y)), test_size=0.25, stratify=y, random_state=0)
    train_loader = DataLoader(TensorDataset(x[idx_tr], y[idx_tr]), batch_size=20, shuffle=True)
    valid_loader = DataLoader(TensorDataset(x[idx_va], y[idx_va]), batch_size=50)

    model = FaceNet()
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3, weight_decay=1e-2)
    OUT.mkdir(parents=True, exist_ok=True)
    log = []

    model.train()
    for epoch in range(1, epochs + 1):
        running, seen = 0.0, 0
        for xb, yb in train_loader:
            optimizer.zero_grad()
            loss = F.cross_entropy(model(xb), yb)
            loss.backward()
            optimizer.step()
            running += loss.item() * len(yb)
            seen += len(yb)
        metrics = evaluate(model, valid_loader)
        metrics.update(epoch=epoch, train_loss=running / seen)
        log.append(metrics)
        print(json.dumps(metrics), file=sys.stderr)

    (OUT / "log.json").write_text(json.dumps(log, indent=2))
    torch.save(model.state_dict(), OUT / "last.pt")


if __name__ == "__main__":
    main()
