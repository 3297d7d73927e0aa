import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler


class Trainer:
    def __init__(self, model, lr=1e-2):
        self.model = model
        self.loss_fn = nn.MSELoss()
        self.optimizer = torch.optim.Adam(model.parameters(), lr=lr)

    def fit(self, loader, epochs):
        self.model.train()
        for _ in range(epochs):
            for x, y in loader:
                self.optimizer.zero_grad()
                loss = self.loss_fn(self.model(x), y)
                loss.backward()
                self.optimizer.step()

    def validate(self, loader):
        self.model.eval()
        outputs, targets = [], []
        for x, y in loader:
            outputs.append(self.model(x))
            targets.append(y)
        outputs, targets = torch.cat(outputs), torch.cat(targets)
        # 결정 계수
        ss_res = ((targets - outputs) ** 2).sum()
        ss_tot = ((targets - targets.mean()) ** 2).sum()
        return (1 - ss_res / ss_tot).item()


torch.manual_seed(0)
X, y = load_diabetes(return_X_y=True)
X_tr, X_va, y_tr, y_va = train_test_split(X, y.reshape(-1, 1), test_size=0.25, random_state=0)
sx, sy = StandardScaler().fit(X_tr), StandardScaler().fit(y_tr)
tensors = lambda a, b: TensorDataset(torch.tensor(sx.transform(a)).float(), torch.tensor(sy.transform(b)).float())
trainer = Trainer(nn.Sequential(nn.Linear(10, 16), nn.ReLU(), nn.Linear(16, 1)))
trainer.fit(DataLoader(tensors(X_tr, y_tr), batch_size=32, shuffle=True), epochs=10)
print("검증 R2:", trainer.validate(DataLoader(tensors(X_va, y_va), batch_size=64)))
