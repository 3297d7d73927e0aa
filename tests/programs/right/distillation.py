import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

T = 3.0        # 온도
ALPHA = 0.7    # soft loss의 비중

torch.manual_seed(0)
X, y = load_digits(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(
    torch.tensor(X / 16, dtype=torch.float32), torch.tensor(y), test_size=0.25, random_state=0)
loader = DataLoader(TensorDataset(X_train, y_train), batch_size=64, shuffle=True)

teacher = nn.Sequential(nn.Linear(64, 200), nn.ReLU(), nn.Dropout(0.2), nn.Linear(200, 10))
student = nn.Sequential(nn.Linear(64, 12), nn.ReLU(), nn.Linear(12, 10))


def accuracy(model):
    model.eval()
    with torch.no_grad():
        return (model(X_test).argmax(dim=1) == y_test).float().mean().item()


# 1. 선생님 모델 학습
optimizer = torch.optim.Adam(teacher.parameters(), lr=3e-3)
for epoch in range(6):
    teacher.train()
    for xb, yb in loader:
        optimizer.zero_grad()
        F.cross_entropy(teacher(xb), yb).backward()
        optimizer.step()
print(f"선생님 정확도 {accuracy(teacher):.4f}")

# 2. 학생 모델 학습 (지식 증류)
teacher.eval()
ce = nn.CrossEntropyLoss()
kl = nn.KLDivLoss(reduction="batchmean")
optimizer = torch.optim.Adam(student.parameters(), lr=3e-3)
for epoch in range(8):
    student.train()
    for xb, yb in loader:
        with torch.no_grad():
            soft_targets = F.softmax(teacher(xb) / T, dim=1)
        logits = student(xb)
        soft_loss = kl(F.log_softmax(logits / T, dim=1), soft_targets) * T * T
        hard_loss = ce(logits, yb)
        loss = ALPHA * soft_loss + (1 - ALPHA) * hard_loss

        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"epoch {epoch + 1}: soft {soft_loss.item():.4f}  hard {hard_loss.item():.4f}")
print(f"학생 정확도 {accuracy(student):.4f}")
