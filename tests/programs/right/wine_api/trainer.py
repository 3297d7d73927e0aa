import torch


class Trainer:
    def __init__(self, model, criterion, optimizer, scheduler=None, max_norm=1.0):
        self.model = model
        self.criterion = criterion
        self.optimizer = optimizer
        self.scheduler = scheduler
        self.max_norm = max_norm

    def _optimise(self, loss):
        self.optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.max_norm)
        self.optimizer.step()

    def run_epoch(self, loader):
        self.model.train()
        total, n = 0.0, 0
        for inputs, targets in loader:
            loss = self.criterion(self.model(inputs), targets)
            self._optimise(loss)
            total += loss.item() * len(targets)
            n += len(targets)
        if self.scheduler is not None:
            self.scheduler.step()
        return total / n

    def fit(self, loader, epochs):
        for epoch in range(1, epochs + 1):
            loss = self.run_epoch(loader)
            if epoch % 5 == 0:
                print(f"epoch {epoch:3d}  loss {loss:.4f}")
