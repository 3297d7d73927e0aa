import torch
import torch.nn as nn
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import MinMaxScaler

torch.manual_seed(1)

cancer = load_breast_cancer()
x_tr, x_te, y_tr, y_te = train_test_split(cancer.data, cancer.target, test_size=0.3, random_state=1)
mm = MinMaxScaler()
x_tr = torch.FloatTensor(mm.fit_transform(x_tr))
x_te = torch.FloatTensor(mm.transform(x_te))
y_tr = torch.FloatTensor(y_tr).reshape(-1, 1)
y_te = torch.FloatTensor(y_te).reshape(-1, 1)


class BinaryClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear1 = nn.Linear(30, 16)
        self.linear2 = nn.Linear(16, 1)

    def forward(self, x):
        return self.linear2(torch.relu(self.linear1(x)))


class Experiment:
    def __init__(self):
        self.model = BinaryClassifier()
        self.opt = torch.optim.Adam(self.model.parameters(), lr=0.01)
        self.cost = nn.CrossEntropyLoss()

    def epoch(self):
        self.model.train()
        self.opt.zero_grad()
        cost = self.cost(self.model(x_tr), y_tr)
        cost.backward()
        self.opt.step()
        return cost.item()

    def accuracy(self):
        self.model.eval()
        with torch.no_grad():
            prediction = self.model(x_te) >= 0
        return (prediction.float() == y_te).float().mean().item()


exp = Experiment()
for epoch in range(50):
    cost = exp.epoch()
    if epoch % 10 == 0:
        print('Epoch {:4d} Cost: {:.6f} Accuracy {:2.2f}%'.format(epoch, cost, exp.accuracy() * 100))
