import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from torch.utils.data import DataLoader, TensorDataset, random_split


class Trainer:
    def __init__(self, model, optimizer, scheduler, device="cpu"):
        self.model = model.to(device)
        self.optimizer = optimizer
        self.scheduler = scheduler
        self.device = device
        self.criterion = nn.CrossEntropyLoss()
        self.history = []

    def training_step(self, batch):
        x, y = [t.to(self.device) for t in batch]
        self.optimizer.zero_grad()
        loss = self.criterion(self.model(x), y)
        loss.backward()
        self.optimizer.step()
        self.scheduler.step()
        return loss.item()

    def evaluate(self, loader):
        self.model.eval()
        correct = 0
        with torch.no_grad():
            for x, y in loader:
                correct += (self.model(x).argmax(1) == y).sum().item()
        return correct / len(loader.dataset)

    def fit(self, train_loader, val_loader, epochs):
        for epoch in range(epochs):
            self.model.train()
            losses = []
            for batch in train_loader:
                losses.append(self.training_step(batch))
            acc = self.evaluate(val_loader)
            self.history.append((sum(losses) / len(losses), acc))
            print(epoch, self.history[-1], "lr", self.scheduler.get_last_lr()[0])


torch.manual_seed(0)
X, y = load_digits(return_X_y=True)
ds = TensorDataset(torch.tensor(X, dtype=torch.float32) / 16, torch.tensor(y))
train_ds, val_ds = random_split(ds, [1472, 325])
model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
opt = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
# halve the learning rate every two epochs
sched = torch.optim.lr_scheduler.StepLR(opt, step_size=2, gamma=0.5)
trainer = Trainer(model, opt, sched)
trainer.fit(DataLoader(train_ds, 64, shuffle=True), DataLoader(val_ds, 325), epochs=4)
