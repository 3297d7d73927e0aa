import torch
import torch.nn as nn
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

torch.manual_seed(0)

X, y = load_wine(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=0, stratify=y)
scaler = StandardScaler().fit(X_train)
X_train = torch.tensor(scaler.transform(X_train), dtype=torch.float32)
X_test = torch.tensor(scaler.transform(X_test), dtype=torch.float32)
y_train = torch.tensor(y_train)
y_test = torch.tensor(y_test)


class Member(nn.Module):
    def __init__(self, hidden):
        super().__init__()
        self.fc1 = nn.Linear(13, hidden)
        self.fc2 = nn.Linear(hidden, 3)
        self.act = nn.ReLU()

    def forward(self, x):
        h = self.act(self.fc1(x))
        return self.fc2(h)


def train_member(member, epochs=40):
    opt = torch.optim.Adam(member.parameters(), lr=0.02)
    ce = nn.CrossEntropyLoss()
    member.train()
    for epoch in range(epochs):
        opt.zero_grad()
        out = member.forward(X_train)
        loss = ce(out, y_train)
        loss.backward()
        opt.step()
    return loss.item()


members = []
for k, hidden in enumerate([8, 16, 32]):
    m = Member(hidden)
    final = train_member(m)
    print(f"member {k}: final train loss {final:.4f}")
    members.append(m)

with torch.no_grad():
    probs = 0
    for m in members:
        m.eval()
        probs = probs + torch.softmax(m(X_test), dim=1)
    pred = (probs / len(members)).argmax(dim=1)
    print("ensemble accuracy", (pred == y_test).float().mean().item())
