import torch
import torch.nn as nn
from sklearn.datasets import load_breast_cancer
from sklearn.preprocessing import StandardScaler

torch.manual_seed(0)
X, y = load_breast_cancer(return_X_y=True)
X = torch.tensor(StandardScaler().fit_transform(X), dtype=torch.float32)
y = torch.tensor(y)

# 특성마다 학습되는 가중치를 곱한다
feature_weight = nn.Parameter(torch.ones(30))
model = nn.Sequential(nn.Linear(30, 16), nn.ReLU(), nn.Linear(16, 2))
optimizer = torch.optim.Adam([feature_weight, *model.parameters()], lr=0.01)
criterion = nn.CrossEntropyLoss()

weighted = X * feature_weight

for epoch in range(30):
    optimizer.zero_grad()
    loss = criterion(model(weighted), y)
    loss.backward(retain_graph=True)
    optimizer.step()
    if epoch % 10 == 0:
        print(f"{epoch} 손실 {loss.item():.4f}")

# 중요한 특성 5개
top = feature_weight.detach().abs().topk(5).indices
print("중요 특성:", [str(load_breast_cancer().feature_names[i]) for i in top])
