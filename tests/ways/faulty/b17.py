import torch
from torch import nn
te = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.randn(100, 10), torch.randint(0, 3, (100,))), 16)
m = nn.Linear(10, 3); m.eval()
total_acc = 0
with torch.no_grad():
    for x, y in te:
        total_acc += (m(x).argmax(1) == y).sum().item()
print("accuracy", total_acc / len(te))
