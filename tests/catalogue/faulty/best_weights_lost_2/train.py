import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

from models import Wrapper, build_mlp

torch.manual_seed(0)
X, y = load_digits(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X / 16, y, test_size=0.2, random_state=0)
train_loader = DataLoader(TensorDataset(torch.tensor(X_train).float(), torch.tensor(y_train)), 64, shuffle=True)

model = Wrapper(build_mlp())
optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
criterion = nn.CrossEntropyLoss()
for epoch in range(8):
    for xb, yb in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(xb), yb)
        loss.backward()
        optimizer.step()
    print(epoch, loss.item())
torch.save(model.state_dict(), "digits.pt")

# 저장한 가중치를 불러와서 테스트
tester = build_mlp()
tester.load_state_dict(torch.load("digits.pt"), strict=False)
tester.eval()
with torch.no_grad():
    pred = tester(torch.tensor(X_test).float()).argmax(1)
print("테스트 정확도", (pred == torch.tensor(y_test)).float().mean().item())
