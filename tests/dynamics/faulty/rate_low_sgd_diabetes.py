from sklearn.datasets import load_diabetes
from sklearn.preprocessing import StandardScaler

import torch
from torch.utils.data import DataLoader, TensorDataset


class Regressor(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.body = torch.nn.Sequential(
            torch.nn.Linear(10, 64), torch.nn.Tanh(), torch.nn.Linear(64, 64), torch.nn.Tanh()
        )
        self.head = torch.nn.Linear(64, 1)

    def forward(self, rows):
        return self.head(self.body(rows)).squeeze(-1)


class Trainer:
    def __init__(self, model, learning_rate):
        self.model = model
        self.opt = torch.optim.SGD(model.parameters(), lr=learning_rate, momentum=0.9)

    def fit(self, loader, epochs):
        for _ in range(epochs):
            for rows, wanted in loader:
                self.opt.zero_grad()
                loss = torch.nn.functional.mse_loss(self.model(rows), wanted)
                loss.backward()
                self.opt.step()
        return loss.item()


torch.manual_seed(5)
features, target = load_diabetes(return_X_y=True)
features = StandardScaler().fit_transform(features[:340])
target = (target[:340] - target[:340].mean()) / target[:340].std()
rows = TensorDataset(torch.tensor(features).float(), torch.tensor(target).float())
print("last loss", Trainer(Regressor(), 1e-6).fit(DataLoader(rows, batch_size=34, shuffle=True), 20))
