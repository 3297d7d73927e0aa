import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler


class Logistic(nn.Module):
    def __init__(self, n_in):
        super().__init__()
        self.linear = nn.Linear(n_in, 1)

    def forward(self, x):
        return self.linear(x).squeeze()


class Trainer:
    def __init__(self, model, loader):
        self.model, self.loader = model, loader
        self.criterion = nn.BCEWithLogitsLoss()
        self.optimizer = torch.optim.Adam(model.parameters(), lr=0.01)

    def run(self, epochs):
        for epoch in range(epochs):
            for x, y in self.loader:
                self.optimizer.zero_grad()
                loss = self.criterion(self.model(x), y)
                loss.backward()
                self.optimizer.step()
            print(f"에폭 {epoch + 1} 완료")


torch.manual_seed(0)
X, y = load_breast_cancer(return_X_y=True)
# 학습 401개, 테스트 168개
X_tr, X_te, y_tr, y_te = train_test_split(X, y, train_size=401, random_state=0, stratify=y)
scaler = StandardScaler().fit(X_tr)
ds = TensorDataset(torch.tensor(scaler.transform(X_tr)).float(), torch.tensor(y_tr).float())
Trainer(Logistic(30), DataLoader(ds, batch_size=50, shuffle=True)).run(5)
