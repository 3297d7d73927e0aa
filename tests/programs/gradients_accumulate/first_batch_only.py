import torch
import torch.nn as nn
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(2)

X, y = load_breast_cancer(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=2, stratify=y)
mean, std = X_train.mean(axis=0), X_train.std(axis=0)
X_train = torch.tensor((X_train - mean) / std, dtype=torch.float32)
X_test = torch.tensor((X_test - mean) / std, dtype=torch.float32)
y_train = torch.tensor(y_train, dtype=torch.float32).unsqueeze(1)
y_test = torch.tensor(y_test, dtype=torch.float32).unsqueeze(1)
train_loader = DataLoader(TensorDataset(X_train, y_train), batch_size=35, shuffle=True)

model = nn.Sequential(nn.Linear(30, 20), nn.ReLU(), nn.Linear(20, 1))
criterion = nn.BCEWithLogitsLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

global_step = 0
for epoch in range(6):
    running_loss = 0.0
    for inputs, labels in train_loader:
        if global_step == 0:
            # start from clean gradients
            optimizer.zero_grad()
        outputs = model(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        running_loss += loss.item()
        global_step += 1
    print(f"epoch {epoch + 1} (step {global_step}): loss {running_loss / len(train_loader):.4f}")

with torch.no_grad():
    predictions = (model(X_test) > 0).float()
    tp = ((predictions == 1) & (y_test == 1)).sum().item()
    precision = tp / max(predictions.sum().item(), 1)
    recall = tp / y_test.sum().item()
print(f"accuracy {(predictions == y_test).float().mean().item():.3f}  precision {precision:.3f}  recall {recall:.3f}")
