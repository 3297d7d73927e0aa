# Pima-style binary classification, sigmoid + BCELoss
import torch
import torch.nn as nn
from sklearn.datasets import make_classification
from sklearn.metrics import accuracy_score, roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, Dataset


class PimaLike(Dataset):
    def __init__(self, X, y):
        self.X = torch.tensor(X, dtype=torch.float32)
        self.y = torch.tensor(y, dtype=torch.float32)

    def __len__(self):
        return len(self.X)

    def __getitem__(self, i):
        return self.X[i], self.y[i]


class PimaClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden1 = nn.Linear(8, 12)
        self.act1 = nn.ReLU()
        self.hidden2 = nn.Linear(12, 8)
        self.act2 = nn.ReLU()
        self.output = nn.Linear(8, 1)
        self.act_output = nn.Sigmoid()

    def forward(self, x):
        x = self.act1(self.hidden1(x))
        x = self.act2(self.hidden2(x))
        x = self.act_output(self.output(x))
        return x.squeeze(1)


torch.manual_seed(7)
X, y = make_classification(n_samples=1500, n_features=8, n_informative=5, flip_y=0.05, random_state=7)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=7, stratify=y)
scaler = StandardScaler().fit(X_train)
train_loader = DataLoader(PimaLike(scaler.transform(X_train), y_train), batch_size=25, shuffle=True)
test_loader = DataLoader(PimaLike(scaler.transform(X_test), y_test), batch_size=125)

model = PimaClassifier()
loss_fn = nn.BCELoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.003)

for epoch in range(25):
    model.train()
    losses = []
    for Xbatch, ybatch in train_loader:
        y_pred = model(Xbatch)
        loss = loss_fn(y_pred, ybatch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    if (epoch + 1) % 5 == 0:
        print(f"Finished epoch {epoch + 1}, loss {sum(losses) / len(losses):.4f}")

model.eval()
probs, truth = [], []
with torch.no_grad():
    for Xbatch, ybatch in test_loader:
        probs.extend(model(Xbatch).tolist())
        truth.extend(ybatch.tolist())
labels = [float(p > 0.5) for p in probs]
print("Accuracy", accuracy_score(truth, labels), "AUC", roc_auc_score(truth, probs))
