import os
import random

import torch
import torch.nn as nn
from PIL import Image
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

ROOT = '../input/dogs-vs-cats/train'


class CatsDogs(Dataset):
    """0 = cat, 1 = dog"""

    def __init__(self, files, transform):
        self.files = files
        self.transform = transform

    def __len__(self):
        return len(self.files)

    def __getitem__(self, idx):
        name = self.files[idx]
        img = Image.open(os.path.join(ROOT, name)).convert('RGB')
        return self.transform(img), int(name.startswith('dog'))


class VGGSmall(nn.Module):
    def __init__(self, num_classes=2):
        super().__init__()
        layers = []
        c = 3
        for out in (32, 64, 128, 128):
            layers += [nn.Conv2d(c, out, 3, padding=1), nn.ReLU(inplace=True), nn.MaxPool2d(2)]
            c = out
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Sequential(
            nn.Linear(128 * 8 * 8, 512),
            nn.ReLU(inplace=True),
            nn.Dropout(0.5),
            nn.Linear(512, num_classes))

    def forward(self, x):
        x = self.features(x)
        x.view(x.size(0), -1)
        x = self.classifier(x)
        return x


def fit(model, loaders, epochs=8, lr=1e-3):
    device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')
    model.to(device)
    opt = torch.optim.Adam(model.parameters(), lr=lr)
    crit = nn.CrossEntropyLoss()
    for ep in range(epochs):
        for phase in ('train', 'val'):
            model.train(phase == 'train')
            loss_sum, hits, n = 0.0, 0, 0
            for x, y in loaders[phase]:
                x, y = x.to(device), y.to(device)
                with torch.set_grad_enabled(phase == 'train'):
                    out = model(x)
                    loss = crit(out, y)
                    if phase == 'train':
                        opt.zero_grad()
                        loss.backward()
                        opt.step()
                loss_sum += loss.item() * y.size(0)
                hits += (out.argmax(1) == y).sum().item()
                n += y.size(0)
            print(ep, phase, round(loss_sum / n, 4), round(hits / n, 4))


if __name__ == '__main__':
    random.seed(0)
    torch.manual_seed(0)
    files = sorted(os.listdir(ROOT))
    random.shuffle(files)
    tfm = transforms.Compose([transforms.Resize((128, 128)), transforms.ToTensor(),
                              transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])])
    cut = int(0.9 * len(files))
    fit(VGGSmall(), {
        'train': DataLoader(CatsDogs(files[:cut], tfm), 64, shuffle=True, num_workers=2),
        'val': DataLoader(CatsDogs(files[cut:], tfm), 128, num_workers=2),
    })
