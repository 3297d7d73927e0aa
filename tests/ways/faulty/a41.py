import torch
from torch import nn
from torchvision import datasets, transforms
test = torch.utils.data.DataLoader(datasets.FashionMNIST("d", train=False, transform=transforms.ToTensor()), 100)
model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
def test_loop(dataloader, model, loss_fn):
    size = len(dataloader.dataset)
    model.eval()
    correct = 0
    with torch.no_grad():
        for X, y in dataloader:
            pred = model(X)
            correct += (pred.argmax(0) == y).type(torch.float).sum().item()
    print(correct / size)
test_loop(test, model, nn.CrossEntropyLoss())
