import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

from model import Classifier

torch.manual_seed(0)
X, y = load_wine(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=0, stratify=y)
scaler = StandardScaler().fit(X_train)
X_train, X_test = torch.tensor(scaler.transform(X_train)).float(), torch.tensor(scaler.transform(X_test)).float()
loader = DataLoader(TensorDataset(X_train, torch.tensor(y_train)), batch_size=16, shuffle=True)

model = Classifier()
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.005)
for epoch in range(15):
    model.train()
    for xb, yb in loader:
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        optimizer.step()

proba = model.predict_proba(X_test)
confidence, predicted = proba.max(dim=1)
print("정확도", (predicted == torch.tensor(y_test)).float().mean().item(), "평균 확신", confidence.mean().item())
