import torch
from torch import nn
from torchvision import datasets, transforms as T
norm = T.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
tfs = {"train": T.Compose([T.Resize((64, 64)), T.ToTensor(), norm]), "val": T.Compose([T.Resize((64, 64)), T.ToTensor()])}
sets = {p: datasets.ImageFolder("data/" + p, tfs[p]) for p in ("train", "val")}
dls = {p: torch.utils.data.DataLoader(sets[p], 32, shuffle=p == "train") for p in ("train", "val")}
m = nn.Sequential(nn.Conv2d(3, 8, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 5))
o = torch.optim.Adam(m.parameters())
for ep in range(3):
    for phase in ("train", "val"):
        m.train(phase == "train")
        hits = 0
        for x, y in dls[phase]:
            with torch.set_grad_enabled(phase == "train"):
                out = m(x); loss = nn.functional.cross_entropy(out, y)
            if phase == "train":
                o.zero_grad(); loss.backward(); o.step()
            hits += (out.argmax(1) == y).sum().item()
        print(phase, hits / len(sets[phase]))
