import torch
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split
from torch import nn

torch.manual_seed(0)
X, y = load_diabetes(return_X_y=True)
X = (X - X.mean(axis=0)) / X.std(axis=0)
x_train, x_test, y_train, y_test = train_test_split(
    torch.tensor(X, dtype=torch.float32), torch.tensor(y, dtype=torch.float32), test_size=0.25, random_state=0
)
model = nn.Sequential(nn.Linear(10, 32), nn.ReLU(), nn.Linear(32, 1))
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for epoch in range(30):
    for rows in torch.randperm(len(x_train)).split(32):
        loss = nn.functional.mse_loss(model(x_train[rows]), y_train[rows].unsqueeze(1))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        answers = model(x_test).squeeze(1)
    r2 = 1 - ((answers - y_test) ** 2).mean() / y_test.var(correction=0)
    print(f"epoch {epoch} loss {loss.item():.4f} test r2 {r2.item():.4f}")
