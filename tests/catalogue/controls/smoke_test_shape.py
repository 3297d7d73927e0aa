import torch
import torch.nn as nn


class VGGBlock(nn.Module):
    def __init__(self, c_in, c_out, n):
        super().__init__()
        layers = []
        for i in range(n):
            layers += [nn.Conv2d(c_in if i == 0 else c_out, c_out, 3, padding=1), nn.ReLU()]
        layers.append(nn.MaxPool2d(2))
        self.block = nn.Sequential(*layers)

    def forward(self, x):
        return self.block(x)


class MiniVGG(nn.Module):
    """VGG를 작게 줄인 모델"""

    def __init__(self, classes=10):
        super().__init__()
        self.features = nn.Sequential(VGGBlock(3, 8, 1), VGGBlock(8, 16, 1), VGGBlock(16, 32, 2))
        self.classifier = nn.Sequential(
            nn.Flatten(), nn.Linear(32 * 4 * 4, 64), nn.ReLU(), nn.Dropout(0.5), nn.Linear(64, classes))

    def forward(self, x):
        return self.classifier(self.features(x))


if __name__ == "__main__":
    model = MiniVGG()
    x = torch.randn(2, 3, 32, 32)
    out = model(x)
    print(out.shape)  # torch.Size([2, 10])
    print("파라미터 수:", sum(p.numel() for p in model.parameters()))
