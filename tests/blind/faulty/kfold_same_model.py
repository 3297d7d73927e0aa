import numpy as np
import torch
import torch.nn as nn
from sklearn.datasets import make_classification
from sklearn.model_selection import KFold
from torch.utils.data import DataLoader, SubsetRandomSampler, TensorDataset

torch.manual_seed(42)
k_folds, num_epochs = 4, 6

X, y = make_classification(n_samples=400, n_features=20, n_informative=4, flip_y=0.3, random_state=42)
dataset = TensorDataset(torch.tensor(X, dtype=torch.float32), torch.tensor(y))


class SimpleNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(20, 100), nn.ReLU(), nn.Linear(100, 2))

    def forward(self, x):
        return self.layers(x)


network = SimpleNet()
optimizer = torch.optim.Adam(network.parameters(), lr=5e-3)
loss_function = nn.CrossEntropyLoss()
kfold = KFold(n_splits=k_folds, shuffle=True, random_state=42)
results = {}

for fold, (train_ids, test_ids) in enumerate(kfold.split(X)):
    print(f'FOLD {fold}')
    trainloader = DataLoader(dataset, batch_size=25, sampler=SubsetRandomSampler(train_ids.tolist()))
    testloader = DataLoader(dataset, batch_size=25, sampler=SubsetRandomSampler(test_ids.tolist()))
    for epoch in range(num_epochs):
        network.train()
        for inputs, targets in trainloader:
            optimizer.zero_grad()
            loss = loss_function(network(inputs), targets)
            loss.backward()
            optimizer.step()
    network.eval()
    correct, total = 0, 0
    with torch.no_grad():
        for inputs, targets in testloader:
            correct += (network(inputs).argmax(1) == targets).sum().item()
            total += targets.size(0)
    results[fold] = 100.0 * correct / total
    print('Accuracy for fold %d: %.1f %%' % (fold, results[fold]))
print('Average: %.2f %%' % np.mean(list(results.values())))
