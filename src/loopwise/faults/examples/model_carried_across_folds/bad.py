import torch
from sklearn.datasets import load_wine
from sklearn.model_selection import KFold
from torch import nn

X, y = load_wine(return_X_y=True)
X, y = torch.tensor(X / X.max(axis=0), dtype=torch.float32), torch.tensor(y)

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(13, 16), nn.ReLU(), nn.Linear(16, 3))
criterion = nn.CrossEntropyLoss()

for train, test in KFold(5, shuffle=True, random_state=0).split(X):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for step in range(30):
        optimizer.zero_grad()
        loss = criterion(model(X[train]), y[train])
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        accuracy = (model(X[test]).argmax(dim=1) == y[test]).float().mean()
    print(f"accuracy on this fold {accuracy:.2f}")
