# mixup: 두 이미지와 정답을 같은 비율로 섞는다
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
rng = np.random.default_rng(0)
NUM_CLASSES = 10

digits = load_digits()
X = torch.tensor(digits.images, dtype=torch.float32).unsqueeze(1) / 16
y = torch.tensor(digits.target)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=0)
y_train_onehot = F.one_hot(y_train, NUM_CLASSES).float()
loader = DataLoader(TensorDataset(X_train, y_train_onehot), batch_size=64, shuffle=True)


def mixup(images, targets, alpha=0.3):
    lam = float(rng.beta(alpha, alpha))
    partner = torch.randperm(images.size(0))
    images = lam * images + (1 - lam) * images[partner]
    targets = lam * targets + (1 - lam) * targets[partner]
    return images, targets


model = nn.Sequential(
    nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
    nn.Flatten(),
    nn.Linear(16 * 4 * 4, 64), nn.ReLU(),
    nn.Linear(64, NUM_CLASSES),
)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)

for epoch in range(5):
    total = 0.0
    for images, targets in loader:
        images, targets = mixup(images, targets)
        optimizer.zero_grad()
        loss = criterion(model(images), targets)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(images)
    print(f"에폭 {epoch + 1}: 손실 {total / len(X_train):.4f}")

with torch.no_grad():
    logits = model(X_test)
    probs = torch.softmax(logits, dim=1)
    acc = (probs.argmax(dim=1) == y_test).float().mean().item()
print(f"테스트 정확도 {acc:.4f}, 평균 확신도 {probs.max(1).values.mean().item():.4f}")
