import torch
from torch import nn
from torch.utils.data import DataLoader

from data import VOCAB, ReviewDataset, collate
from model import TextCNN


def evaluate(model, loader):
    model.eval()
    right = n = 0
    with torch.no_grad():
        for tokens, labels in loader:
            prob = model(tokens)
            right += ((prob >= 0.5).float() == labels).sum().item()
            n += len(labels)
    return right / n


def main():
    torch.manual_seed(11)
    train_dl = DataLoader(ReviewDataset(1500, seed=1), batch_size=50, shuffle=True, collate_fn=collate)
    valid_dl = DataLoader(ReviewDataset(400, seed=2), batch_size=50, collate_fn=collate)

    model = TextCNN(vocab_size=len(VOCAB) + 1)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)

    for epoch in range(6):
        model.train()
        total = 0.0
        for tokens, labels in train_dl:
            optimizer.zero_grad()
            loss = criterion(model(tokens), labels)
            loss.backward()
            optimizer.step()
            total += loss.item()
        print(f"epoch {epoch} loss {total / len(train_dl):.4f} valid acc {evaluate(model, valid_dl):.3f}")


if __name__ == "__main__":
    main()
