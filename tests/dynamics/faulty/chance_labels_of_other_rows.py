import torch
from sklearn.datasets import load_wine
from torch import nn
from torch.utils.data import DataLoader, Dataset

torch.manual_seed(0)
features, labels = load_wine(return_X_y=True)
features = (features - features.mean(0)) / features.std(0)


class Rows(Dataset):
    def __len__(self):
        return 178

    def __getitem__(self, at):
        other = torch.randint(0, 178, ()).item()  # an index that was meant for augmentation
        return torch.tensor(features[at]).float(), int(labels[other])


net = nn.Sequential(nn.Linear(13, 32), nn.ReLU(), nn.Linear(32, 3))
opt = torch.optim.Adam(net.parameters(), lr=1e-3)
for epoch in range(40):
    for a, b in DataLoader(Rows(), 32, shuffle=True):
        loss = nn.functional.cross_entropy(net(a), b)
        opt.zero_grad()
        loss.backward()
        opt.step()
print(loss.item())
