import torch
from sklearn.datasets import load_digits
from torch import nn

X, y = load_digits(return_X_y=True)
X, y = torch.tensor(X / 16, dtype=torch.float32), torch.tensor(y)
torch.manual_seed(0)
teacher = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
optimizer = torch.optim.Adam(teacher.parameters(), lr=0.01)
for step in range(30):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(teacher(X), y)
    loss.backward()
    optimizer.step()

model = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
model.load_state_dict(teacher.state_dict())
model.eval()
with torch.no_grad():
    print(model(X[:5]).argmax(1))
