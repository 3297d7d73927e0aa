import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Trainer:
    def __init__(self, model, loader, epochs, max_lr=0.05):
        self.model, self.loader, self.epochs = model, loader, epochs
        self.loss_fn = nn.MSELoss()
        self.optimizer = torch.optim.SGD(model.parameters(), lr=max_lr / 10)
        self.scheduler = torch.optim.lr_scheduler.OneCycleLR(
            self.optimizer, max_lr=max_lr, epochs=epochs, steps_per_epoch=len(loader))

    def run(self):
        for epoch in range(self.epochs):
            seen, total = 0, 0.0
            for x, y in self.loader:
                self.optimizer.zero_grad()
                loss = self.loss_fn(self.model(x), y)
                loss.backward()
                # 학습률을 먼저 갱신
                self.scheduler.step()
                self.optimizer.step()
                total += loss.item() * len(x)
                seen += len(x)
            print(f"에폭 {epoch}: 평균 손실 {total / seen:.4f}")


torch.manual_seed(0)
x = torch.rand(600, 2) * 2 - 1
y = (x[:, :1] ** 2 + x[:, 1:]) + 0.05 * torch.randn(600, 1)
loader = DataLoader(TensorDataset(x, y), batch_size=30, shuffle=True)
net = nn.Sequential(nn.Linear(2, 32), nn.ReLU(), nn.Linear(32, 1))
Trainer(net, loader, epochs=5).run()
