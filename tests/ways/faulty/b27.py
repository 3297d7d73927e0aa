import torch
from torch import nn
import torch.nn.functional as F
m = nn.Linear(10, 4); o = torch.optim.Adam(m.parameters())
def collate(batch):
    xs, ys = zip(*batch)
    return torch.stack(xs), F.one_hot(torch.stack(ys), num_classes=4)
ds = torch.utils.data.TensorDataset(torch.randn(100, 10), torch.randint(0, 4, (100,)))
for x, y in torch.utils.data.DataLoader(ds, 10, shuffle=True, collate_fn=collate):
    loss = F.cross_entropy(m(x), y)
    o.zero_grad(); loss.backward(); o.step()
