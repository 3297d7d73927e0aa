import os
import tempfile

import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

from pretrain import Encoder, pretrain


def load_encoder(path):
    enc = Encoder()
    enc.load_state_dict(torch.load(path, weights_only=True))
    return enc


def main():
    torch.manual_seed(0)
    X, y = load_digits(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X / 16, y, test_size=0.3, random_state=0, stratify=y)
    X_tr, X_te = torch.tensor(X_tr).float(), torch.tensor(X_te).float()
    y_tr, y_te = torch.tensor(y_tr), torch.tensor(y_te)
    with tempfile.TemporaryDirectory() as d:
        path = os.path.join(d, "encoder.pt")
        pretrain(X_tr, path)
        encoder = load_encoder(path)
    model = nn.Sequential(encoder, nn.Linear(24, 10))
    opt = torch.optim.Adam(model.parameters(), lr=2e-3)
    for epoch in range(8):
        model.train()
        for idx in torch.randperm(len(y_tr)).split(64):
            opt.zero_grad()
            loss = F.cross_entropy(model(X_tr[idx]), y_tr[idx])
            loss.backward()
            opt.step()
    model.eval()
    with torch.no_grad():
        print("test accuracy", (model(X_te).argmax(1) == y_te).float().mean().item())


if __name__ == "__main__":
    main()
