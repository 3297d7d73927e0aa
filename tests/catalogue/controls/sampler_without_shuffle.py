import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset, WeightedRandomSampler
from sklearn.datasets import make_classification
from sklearn.metrics import balanced_accuracy_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

torch.manual_seed(0)
X, y = make_classification(n_samples=1500, n_features=8, n_informative=4, weights=[0.9], random_state=0)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=0, stratify=y)
scaler = StandardScaler().fit(X_train)
X_train, X_test = torch.tensor(scaler.transform(X_train)).float(), torch.tensor(scaler.transform(X_test)).float()
y_train = torch.tensor(y_train)

# 클래스 비율의 역수로 뽑는다
weights = (1.0 / torch.bincount(y_train).float())[y_train]
sampler = WeightedRandomSampler(weights, num_samples=len(y_train), replacement=True)
loader = DataLoader(TensorDataset(X_train, y_train), batch_size=50, sampler=sampler, shuffle=False)

model = nn.Sequential(nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 2))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.005)
for epoch in range(8):
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = criterion(model(xb), yb)
        loss.backward()
        optimizer.step()
    print(epoch, loss.item())

with torch.no_grad():
    print("균형 정확도", balanced_accuracy_score(y_test, model(X_test).argmax(1).numpy()))
