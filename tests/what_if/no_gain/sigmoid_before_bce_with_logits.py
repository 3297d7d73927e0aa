import torch
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from torch import nn

torch.manual_seed(0)
X, y = load_breast_cancer(return_X_y=True)
X = (X - X.mean(axis=0)) / X.std(axis=0)
x_train, x_test, y_train, y_test = train_test_split(
    torch.tensor(X, dtype=torch.float32), torch.tensor(y), test_size=0.25, random_state=0
)
y_train, y_test = y_train.float(), y_test.float()
model = nn.Sequential(nn.Linear(30, 1), nn.Sigmoid(), nn.Flatten(0))
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
for epoch in range(15):
    for rows in torch.randperm(len(x_train)).split(32):
        loss = nn.functional.binary_cross_entropy_with_logits(model(x_train[rows]), y_train[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        accuracy = ((model(x_test) > 0.5) == y_test).float().mean().item()
    print(f"epoch {epoch} loss {loss.item():.4f} test accuracy {accuracy:.4f}")
