# 작물 추천 데이터: 토양/기후 -> 작물 (22 클래스)
import pandas as pd
import torch
import torch.nn as nn
from sklearn.preprocessing import LabelEncoder, StandardScaler
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

df = pd.read_csv('Crop_recommendation.csv')
le = LabelEncoder()
df['label'] = le.fit_transform(df['label'])
n_classes = len(le.classes_)
cols = ['N', 'P', 'K', 'temperature', 'humidity', 'ph', 'rainfall']

train_df, test_df = train_test_split(df, test_size=0.2, random_state=0, stratify=df['label'])
sc = StandardScaler().fit(train_df[cols])


def make_loader(frame, shuffle):
    x = torch.tensor(sc.transform(frame[cols]), dtype=torch.float32)
    y = torch.tensor(frame[['label']].values, dtype=torch.long)
    return DataLoader(TensorDataset(x, y), batch_size=32, shuffle=shuffle)


class CropNet(nn.Module):
    def __init__(self, n_in, n_out, hidden=(64, 32)):
        super().__init__()
        dims = [n_in, *hidden]
        layers = []
        for a, b in zip(dims[:-1], dims[1:]):
            layers.append(nn.Linear(a, b))
            layers.append(nn.ReLU())
        layers.append(nn.Linear(dims[-1], n_out))
        self.net = nn.Sequential(*layers)

    def forward(self, x):
        return self.net(x)


torch.manual_seed(0)
train_loader = make_loader(train_df, True)
test_loader = make_loader(test_df, False)
model = CropNet(len(cols), n_classes)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.005)

for epoch in range(30):
    model.train()
    for x, y in train_loader:
        optimizer.zero_grad()
        output = model(x)
        loss = criterion(output, y)
        loss.backward()
        optimizer.step()
    if (epoch + 1) % 10 == 0:
        print(f'epoch {epoch + 1} loss {loss.item():.4f}')

model.eval()
correct = 0
with torch.no_grad():
    for x, y in test_loader:
        pred = model(x).argmax(dim=1, keepdim=True)
        correct += (pred == y).sum().item()
print('accuracy', correct / len(test_df))
