import torch, numpy as np
from torch import nn
from PIL import Image
class Pics(torch.utils.data.Dataset):
    def __init__(self, files, labels): self.files, self.labels = files, labels
    def __len__(self): return len(self.files)
    def __getitem__(self, i):
        img = np.array(Image.open(self.files[i]).convert("RGB").resize((64, 64)), dtype=np.float32) / 255
        return torch.from_numpy(img), self.labels[i]
dl = torch.utils.data.DataLoader(Pics(["a.jpg"] * 50, [0, 1] * 25), 8, shuffle=True)
net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 2))
opt = torch.optim.Adam(net.parameters())
for x, y in dl:
    opt.zero_grad(); nn.functional.cross_entropy(net(x), y).backward(); opt.step()
