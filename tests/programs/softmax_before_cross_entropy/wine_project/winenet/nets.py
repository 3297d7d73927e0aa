from torch import nn


class Block(nn.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.linear = nn.Linear(n_in, n_out)
        self.act = nn.GELU()

    def forward(self, x):
        return self.act(self.linear(x))


class Classifier(nn.Module):
    def __init__(self, n_in, n_classes, width=32, depth=2):
        super().__init__()
        self.stem = Block(n_in, width)
        self.blocks = nn.ModuleList(Block(width, width) for _ in range(depth))
        self.head = nn.Sequential(
            nn.LayerNorm(width),
            nn.Linear(width, n_classes),
            nn.Softmax(dim=1),
        )

    def forward(self, x):
        x = self.stem(x)
        for block in self.blocks:
            x = x + block(x)
        return self.head(x)
