import time

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, random_split
from sklearn.datasets import load_digits


def progress(iterable, desc=""):
    """간단한 진행률 표시 (tqdm 대신)"""
    start = time.time()
    total = len(iterable)
    for i, item in enumerate(iterable, 1):
        yield item
        if i == total:
            print(f"{desc}: {i}/{total} [{time.time() - start:.1f}s]")


class GRUClassifier(nn.Module):
    """숫자 이미지를 한 줄씩 읽는 GRU"""

    def __init__(self, hidden_size=32):
        super().__init__()
        self.gru = nn.GRU(input_size=8, hidden_size=hidden_size, batch_first=True)
        self.fc = nn.Linear(hidden_size, 10)

    def forward(self, x):
        _, h = self.gru(x)
        return self.fc(h[-1])


def train_one_epoch(model, loader, loss_fn, optimizer, epoch):
    model.train()
    running, correct = 0.0, 0
    for rows, target in progress(loader, desc=f"epoch {epoch}"):
        optimizer.zero_grad()
        logits = model(rows)
        probs = torch.softmax(logits, dim=1)
        loss = loss_fn(probs, target)
        loss.backward()
        optimizer.step()
        running += loss.item() * target.size(0)
        correct += (probs.argmax(dim=1) == target).sum().item()
    n = len(loader.dataset)
    return running / n, correct / n


def accuracy(model, loader):
    model.eval()
    with torch.no_grad():
        hits = sum((model(rows).argmax(1) == target).sum().item() for rows, target in loader)
    return hits / len(loader.dataset)


def main():
    torch.manual_seed(0)
    digits = load_digits()
    dataset = TensorDataset(torch.tensor(digits.images / 16, dtype=torch.float32), torch.tensor(digits.target))
    train_set, test_set = random_split(dataset, [0.8, 0.2])
    train_loader = DataLoader(train_set, batch_size=32, shuffle=True)
    test_loader = DataLoader(test_set, batch_size=128)

    model = GRUClassifier()
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    for epoch in range(1, 5):
        loss, acc = train_one_epoch(model, train_loader, nn.CrossEntropyLoss(), optimizer, epoch)
        print(f"   loss {loss:.4f}  train accuracy {acc:.4f}")
    print(f"테스트 정확도 {accuracy(model, test_loader):.4f}")


main()
