"""Linear probe on pre-computed sentence embeddings."""
import argparse
import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import Dataset, DataLoader


class EmbeddingSet(Dataset):
    def __init__(self, path):
        blob = np.load(path)
        self.emb = torch.from_numpy(blob['emb']).float()
        self.lab = torch.from_numpy(blob['label']).long()

    def __len__(self):
        return self.lab.shape[0]

    def __getitem__(self, i):
        return self.emb[i], self.lab[i]


def train_one_epoch(model, loader, optimizer, criterion, device):
    model.train()
    total_loss = 0.0
    total = 0
    for emb, lab in loader:
        emb, lab = emb.to(device), lab.to(device)
        logits = model(emb)
        loss = criterion(logits, lab)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total_loss += loss.item() * lab.size(0)
        total += lab.size(0)
        return total_loss / total


def evaluate(model, loader, device):
    model.eval()
    right = total = 0
    with torch.no_grad():
        for emb, lab in loader:
            emb, lab = emb.to(device), lab.to(device)
            right += (model(emb).argmax(-1) == lab).sum().item()
            total += lab.size(0)
    return right / total


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--train', default='emb_train.npz')
    parser.add_argument('--dev', default='emb_dev.npz')
    parser.add_argument('--classes', type=int, default=6)
    parser.add_argument('--epochs', type=int, default=30)
    parser.add_argument('--lr', type=float, default=1e-3)
    args = parser.parse_args()

    device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')
    torch.manual_seed(0)
    train_loader = DataLoader(EmbeddingSet(args.train), batch_size=64, shuffle=True)
    dev_loader = DataLoader(EmbeddingSet(args.dev), batch_size=256)
    model = nn.Sequential(nn.LayerNorm(768), nn.Dropout(0.1), nn.Linear(768, args.classes)).to(device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=args.lr)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(args.epochs):
        loss = train_one_epoch(model, train_loader, optimizer, criterion, device)
        print(f'epoch {epoch} loss {loss:.4f} dev acc {evaluate(model, dev_loader, device):.4f}')


if __name__ == '__main__':
    main()
