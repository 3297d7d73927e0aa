import torch
from sklearn.datasets import load_breast_cancer
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
features, benign = load_breast_cancer(return_X_y=True)
x = torch.tensor(features, dtype=torch.float32)  # (569, 30)
y = torch.tensor(benign, dtype=torch.float32)  # (569,)
x = (x - x.mean(0)) / x.std(0)
loader = DataLoader(TensorDataset(x, y), batch_size=8, shuffle=True)  # 569 = 71 * 8 + 1
model = nn.Sequential(nn.Linear(30, 16), nn.ReLU(), nn.Linear(16, 1))
loss_function = nn.BCEWithLogitsLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
for inputs, targets in loader:
    logits = model(inputs).squeeze(-1)
    loss = loss_function(logits, targets)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
