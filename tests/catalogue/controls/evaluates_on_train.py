import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


def accuracy(model, loader):
    model.eval()
    hits = 0
    with torch.no_grad():
        for x, y in loader:
            hits += (model(x).argmax(1) == y).sum().item()
    return hits / len(loader.dataset)


def train_epoch(model, loader, criterion, optimizer):
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        criterion(model(x), y).backward()
        optimizer.step()


torch.manual_seed(0)
X, y = load_digits(return_X_y=True)
a, b, ya, yb = train_test_split(X / 16, y, test_size=0.2, random_state=0)
train_set = TensorDataset(torch.tensor(a).float(), torch.tensor(ya))
test_set = TensorDataset(torch.tensor(b).float(), torch.tensor(yb))
train_loader = DataLoader(train_set, batch_size=64, shuffle=True)
train_eval_loader = DataLoader(train_set, batch_size=256, shuffle=False)
test_loader = DataLoader(test_set, batch_size=256, shuffle=False)

model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Dropout(0.2), nn.Linear(64, 10))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
for epoch in range(5):
    train_epoch(model, train_loader, criterion, optimizer)
    # 과적합 정도를 보기 위해 학습 데이터에서도 잰다
    print(f"{epoch + 1} 학습 {accuracy(model, train_eval_loader):.3f}  테스트 {accuracy(model, test_loader):.3f}")
