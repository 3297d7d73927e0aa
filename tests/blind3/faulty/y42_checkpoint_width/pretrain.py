import torch
import torch.nn as nn
import torch.nn.functional as F


class Encoder(nn.Module):
    def __init__(self, width=48):
        super().__init__()
        self.fc1 = nn.Linear(64, width)
        self.fc2 = nn.Linear(width, 24)

    def forward(self, x):
        return F.relu(self.fc2(F.relu(self.fc1(x))))


def pretrain(X, path, width=64, epochs=5):
    """auto-encoding as the pretext task"""
    enc, dec = Encoder(width), nn.Linear(24, 64)
    opt = torch.optim.Adam([*enc.parameters(), *dec.parameters()], lr=2e-3)
    for epoch in range(epochs):
        enc.train(), dec.train()
        total = 0.0
        for idx in torch.randperm(len(X)).split(64):
            opt.zero_grad()
            loss = F.mse_loss(dec(enc(X[idx])), X[idx])
            loss.backward()
            opt.step()
            total += loss.item() * len(idx)
        print(f"pretrain {epoch} mse {total / len(X):.4f}")
    torch.save(enc.state_dict(), path)
