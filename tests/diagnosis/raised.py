"""Programs that fail for real: the fault -> its source. Each raises (or warns) on a CPU, and is told by `why`.

HEAD comes before every one. A program may hold Korean, and more than one function on the way to its error.
"""

HEAD = """\
import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)
X, y = torch.randn(8, 4), torch.randint(3, (8,))
net = nn.Linear(4, 3)
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
criterion = nn.CrossEntropyLoss()
"""

PROGRAMS = {
    "backward-on-vector": "loss = F.cross_entropy(net(X), y, reduction='none')\nloss.backward()\n",
    "graph-cut": "out = net(X).detach()\nloss = criterion(out, y)\nloss.backward()\n",
    "gradient-not-required": "del net, optimizer\nw = torch.zeros(4)\nloss = ((X @ w) ** 2).mean()\nloss.backward()\n",
    "logits-into-bce": "out = nn.Linear(4, 1)(X) * 20\nloss = nn.BCELoss()(out, torch.ones(8, 1))\n",
    "one-hot-argmax-mixed": "loss = criterion(net(X), F.one_hot(y, 3))\n",
    "target-dtype": "loss = criterion(net(X), y.float())\n",
    "target-shape": "loss = criterion(net(X), y.reshape(-1, 1))\n",
    "labels-outside-classes": "labels = y + 3\nloss = criterion(net(X), labels)\n",
    "cross-entropy-on-one-output": "head = nn.Linear(4, 1)\nloss = criterion(head(X), torch.ones(8).long())\n",
    "target-broadcast": (
        "head = nn.Linear(4, 1)\nloss = F.binary_cross_entropy_with_logits(head(X), torch.ones(8))\n"
    ),
    "linear-width-mismatch": """\
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 6, 3, padding=1)
        self.fc = nn.Linear(144, 4)

    def forward(self, x):
        x = torch.relu(self.conv(x)).flatten(1)
        return self.fc(x)  # 여기서 에러

model = Net()
out = model(torch.randn(64, 3, 32, 32))
""",
    "view-size-mismatch": """\
images = torch.randn(64, 1, 28, 28)
features = F.max_pool2d(nn.Conv2d(1, 16, 5)(images), 2)
rows = features.view(-1, 16 * 5 * 5)
""",
    "elementwise-size-mismatch": """\
class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(64, 128, 3, stride=2, padding=1)

    def forward(self, x):
        return x + self.conv(x)

out = Block()(torch.randn(2, 64, 8, 8))
""",
    "cat-size-mismatch": """\
skip = torch.randn(2, 16, 57, 57)
deep = F.interpolate(F.max_pool2d(skip, 2), scale_factor=2)
both = torch.cat([skip, deep], dim=1)
""",
    "image-too-small": """\
model = nn.Sequential(*[nn.Sequential(nn.Conv2d(1, 1, 3, padding=1), nn.MaxPool2d(2)) for _ in range(5)])
out = model(torch.randn(2, 1, 28, 28))
""",
    "required-method-missing": """\
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 3)

    def foward(self, x):
        return self.fc(x)

out = Net()(X)
""",
    "tuple-taken-for-tensor": """\
model = nn.Sequential(nn.LSTM(4, 8), nn.Linear(8, 3))
out = model(X)
""",
    "flatten-missing": """\
model = nn.Sequential(nn.Conv2d(3, 6, 3, padding=1), nn.ReLU(), nn.Linear(6 * 32 * 32, 4))
out = model(torch.randn(64, 3, 32, 32))
""",
    "batch-axis-missing": """\
model = nn.Sequential(nn.Conv2d(1, 8, 3), nn.ReLU(), nn.Flatten(), nn.Linear(8 * 26 * 26, 10))
image = torch.randn(1, 28, 28)
out = model(image)
""",
    "flatten-eats-the-batch": """\
model = nn.Linear(784, 10)
images = torch.randn(64, 1, 28, 28)
out = model(images.view(-1))
""",
    "flatten-before-convolution": """\
model = nn.Sequential(nn.Flatten(), nn.Conv2d(3, 8, 3))
out = model(torch.randn(8, 3, 32, 32))
""",
    "channels-last-image": "conv = nn.Conv2d(3, 8, 3)\nout = conv(torch.randn(8, 32, 32, 3))\n",
    "channels-mismatch": "conv = nn.Conv2d(3, 8, 3)\nout = conv(torch.randn(8, 1, 28, 28))\n",
    "optimiser-given-the-model": "optimizer = torch.optim.Adam(net, lr=0.001)\n",
    "super-init-missing": """\
class Net(nn.Module):
    def __init__(self):
        self.fc = nn.Linear(4, 3)

model = Net()
""",
    "layers-in-a-list": """\
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(4, 4), nn.Linear(4, 3)]

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

model = Net()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
""",
    "step-before-backward": """\
model = nn.Sequential(nn.Linear(4, 4), nn.ReLU(), nn.Linear(4, 3))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for epoch in range(3):
    loss = criterion(model(X), y)
    optimizer.step()
    loss.backward()
""",
    "changed-in-place": """\
model = nn.Linear(4, 3)
hidden = torch.sigmoid(model(X))
hidden += 1
hidden.sum().backward()
""",
    "backward-twice": """\
loss = criterion(net(X), y)
for epoch in range(3):
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
""",
    "leaf-rebound": """\
w = torch.zeros(4, requires_grad=True)
for epoch in range(3):
    loss = ((X @ w - 1) ** 2).mean()
    loss.backward()
    w = w - 0.1 * w.grad
""",
    "mixed-float-widths": "data = X.double()\nout = net(data)\n",
    "loss-arguments-swapped": "loss = criterion(y, net(X))\n",
    "loss-class-called": "loss = nn.CrossEntropyLoss(net(X), y)\n",
    "sequence-axis-in-cross-entropy": (
        "logits = nn.Linear(4, 3)(torch.randn(2, 5, 4))\nloss = criterion(logits, torch.zeros(2, 5).long())\n"
    ),
    "argmax-over-the-batch": "correct = (net(X).argmax(0) == y).sum()\n",
    "cell-order": "loss = criterion(net(X), labels)\nlabels = y\n",
    "batch-norm-on-one-sample": "model = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8))\nout = model(X[:1])\n",
    "squeeze-drops-the-batch": """\
head = nn.Linear(4, 1)
for rows in (8, 1):
    loss = F.binary_cross_entropy_with_logits(head(X[:rows]).squeeze(), torch.ones(rows))
""",
    "normalise-channels-mismatch": """\
image = torch.rand(1, 28, 28)
image.sub_(torch.tensor([0.485, 0.456, 0.406]).view(3, 1, 1))
""",
    "weights-do-not-load": "net.load_state_dict(nn.Linear(4, 2).state_dict())\n",
    "view-after-permute": "images = torch.randn(8, 32, 32, 3).permute(0, 3, 1, 2)\nflat = images.view(8, -1)\n",
    "images-of-different-size": """\
from torch.utils.data import DataLoader
for batch in DataLoader([torch.ones(3, 32, 32), torch.ones(3, 28, 28)], batch_size=2):
    pass
""",
    "axis-out-of-range": "one = net(X[0])\nprobabilities = F.softmax(one, dim=1)\n",
    "sample-not-a-tensor": """\
import numpy as np
from PIL import Image
from torch.utils.data import DataLoader, Dataset

class Pictures(Dataset):
    def __len__(self):
        return 4

    def __getitem__(self, index):
        return Image.fromarray(np.zeros((8, 8), np.uint8)), index

for images, labels in DataLoader(Pictures(), batch_size=2):
    pass
""",
    "data-set-empty": """\
from torch.utils.data import DataLoader, Dataset

class Pictures(Dataset):
    def __init__(self, folder):
        self.folder, self.files = folder, []

    def __len__(self):
        return len(self.files)

pictures = Pictures("data/trains")
loader = DataLoader(pictures, batch_size=2, shuffle=True)
""",
    "arguments-do-not-fit": """\
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 3)

    def forward(self, x):
        return self.fc(x)

out = Net()(X, y)
""",
    "ids-outside-embedding": "words = nn.Embedding(10, 4)\nout = words(torch.tensor([[1, 2, 10]]))\n",
    "hidden-state-size": """\
rnn = nn.LSTM(4, 8, batch_first=True)
state = torch.zeros(1, 8, 8), torch.zeros(1, 8, 8)
for rows in (8, 5):
    out, _ = rnn(torch.randn(rows, 3, 4), state)
""",
    "return-missing": """\
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 3)

    def forward(self, x):
        out = self.fc(x)

loss = criterion(Net()(X), y)
""",
    "attribute-not-there": """\
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(4, 3)

    def forward(self, x):
        return self.fc2(x)

out = Net()(X)
""",
    "gpu-not-there": "net = net.to('cuda:99')\n",
    "values-not-numbers": "labels = torch.tensor(['cat', 'dog'])\n",
    "more-than-one-number": "outputs = [net(X) for _ in range(3)]\noutputs = torch.tensor(outputs)\n",
    "rows-by-label": """\
import pandas as pd
frame = pd.DataFrame({"x": [1.0, 2.0, 3.0], "y": [0, 1, 0]})
kept = frame[frame["x"] > 1]
labels = [kept["y"][row] for row in range(len(kept))]
""",
}

# One text, several faults: which of them it is shows in the numbers, the line, or the values there. No check.
PAIRS = {
    "mat1 and mat2 shapes": (
        "flatten-missing", "linear-width-mismatch", "batch-axis-missing", "flatten-eats-the-batch",
    ),
    "element 0 of tensors": ("graph-cut", "gradient-not-required"),
    "Given groups": ("channels-last-image", "channels-mismatch"),
    "is out of bounds": ("labels-outside-classes", "cross-entropy-on-one-output"),
    "inplace operation": ("step-before-backward", "changed-in-place"),
}  # fmt: skip

WARNINGS = {
    "target-broadcast": "loss = nn.MSELoss()(nn.Linear(4, 1)(X), torch.ones(8))\n",
    "softmax-without-dim": "out = F.softmax(net(X))\n",
    "scheduler-before-step": (
        "scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 1)\nscheduler.step()\noptimizer.step()\n"
    ),
}
