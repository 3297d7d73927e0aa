import torch
from sklearn.datasets import load_digits
from torch import nn

X, y = load_digits(return_X_y=True)
X = torch.tensor(X / 16, dtype=torch.float32).reshape(-1, 8, 8)
y = torch.tensor(y)

torch.manual_seed(0)
lstm = nn.LSTM(8, 16, batch_first=True)
head = nn.Linear(16, 10)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam([*lstm.parameters(), *head.parameters()], lr=0.01)
for step in range(30):
    optimizer.zero_grad()
    out, state = lstm(X)
    loss = criterion(head(out[:, -1]), y)
    loss.backward()
    optimizer.step()
print(f"loss {loss.item():.3f}")
