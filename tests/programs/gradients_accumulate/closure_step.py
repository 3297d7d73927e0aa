import numpy as np
import torch
import torch.nn as nn
import torch.optim as optim
from torch.utils.data import DataLoader, TensorDataset, random_split


def make_train_step(model, loss_fn, optimizer):
    def train_step(x, y):
        model.train()
        yhat = model(x)
        loss = loss_fn(yhat, y)
        loss.backward()
        optimizer.step()
        return loss.item()

    return train_step


def make_eval_step(model, loss_fn):
    def eval_step(x, y):
        model.eval()
        with torch.no_grad():
            return loss_fn(model(x), y).item()

    return eval_step


np.random.seed(42)
x = np.random.rand(500, 1).astype(np.float32)
y = (1 + 2 * x + 0.1 * np.random.randn(500, 1)).astype(np.float32)

torch.manual_seed(42)
dataset = TensorDataset(torch.from_numpy(x), torch.from_numpy(y))
train_dataset, val_dataset = random_split(dataset, [400, 100])
train_loader = DataLoader(train_dataset, batch_size=16, shuffle=True)
val_loader = DataLoader(val_dataset, batch_size=20)

model = nn.Sequential(nn.Linear(1, 1))
loss_fn = nn.MSELoss(reduction="mean")
optimizer = optim.SGD(model.parameters(), lr=1e-2)
train_step = make_train_step(model, loss_fn, optimizer)
eval_step = make_eval_step(model, loss_fn)

training_losses, validation_losses = [], []
for epoch in range(10):
    batch_losses = [train_step(xb, yb) for xb, yb in train_loader]
    training_losses.append(np.mean(batch_losses))
    validation_losses.append(np.mean([eval_step(xb, yb) for xb, yb in val_loader]))
    print(f"[{epoch + 1}] Training loss: {training_losses[-1]:.4f}\t Validation loss: {validation_losses[-1]:.4f}")

print(model.state_dict())
