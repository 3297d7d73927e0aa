import argparse
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader
from torchvision import datasets, models, transforms


def parse():
    p = argparse.ArgumentParser()
    p.add_argument('--teacher', default='resnet18_cifar.pt')
    p.add_argument('--T', type=float, default=4.0)
    p.add_argument('--alpha', type=float, default=0.9)
    p.add_argument('--epochs', type=int, default=30)
    p.add_argument('--lr', type=float, default=0.05)
    return p.parse_args()


class Student(nn.Module):
    def __init__(self):
        super().__init__()
        self.c1 = nn.Conv2d(3, 16, 3, padding=1)
        self.c2 = nn.Conv2d(16, 32, 3, padding=1)
        self.b1, self.b2 = nn.BatchNorm2d(16), nn.BatchNorm2d(32)
        self.fc = nn.Linear(32 * 8 * 8, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.b1(self.c1(x))), 2)
        x = F.max_pool2d(F.relu(self.b2(self.c2(x))), 2)
        return self.fc(x.view(x.size(0), -1))


def kd_loss(student_logits, teacher_logits, y, T, alpha):
    soft = F.kl_div(F.log_softmax(student_logits / T, dim=1),
                    F.softmax(teacher_logits / T, dim=1), reduction='batchmean') * (T * T)
    return alpha * soft + (1 - alpha) * F.cross_entropy(student_logits, y)


def main():
    args = parse()
    torch.manual_seed(0)
    dev = torch.device('cuda' if torch.cuda.is_available() else 'cpu')
    norm = transforms.Normalize((0.4914, 0.4822, 0.4465), (0.2470, 0.2435, 0.2616))
    aug = transforms.Compose([transforms.RandomCrop(32, 4), transforms.RandomHorizontalFlip(), transforms.ToTensor(), norm])
    plain = transforms.Compose([transforms.ToTensor(), norm])
    train = DataLoader(datasets.CIFAR10('data', True, aug, download=True), 128, shuffle=True, num_workers=2)
    test = DataLoader(datasets.CIFAR10('data', False, plain, download=True), 256)

    teacher = models.resnet18(num_classes=10)
    teacher.load_state_dict(torch.load(args.teacher, map_location='cpu', weights_only=True))
    teacher = teacher.to(dev).eval().requires_grad_(False)
    student = Student().to(dev)
    opt = torch.optim.SGD(student.parameters(), lr=args.lr, momentum=0.9, nesterov=True)
    sched = torch.optim.lr_scheduler.CosineAnnealingLR(opt, args.epochs)
    for epoch in range(args.epochs):
        student.train()
        for x, y in train:
            x, y = x.to(dev), y.to(dev)
            with torch.no_grad():
                t = teacher(x)
            loss = kd_loss(student(x), t, y, args.T, args.alpha)
            opt.zero_grad(set_to_none=True)
            loss.backward()
            opt.step()
        sched.step()
        student.eval()
        with torch.no_grad():
            acc = sum((student(x.to(dev)).argmax(1).cpu() == y).sum().item() for x, y in test) / len(test.dataset)
        print(epoch, f'{acc:.4f}')


if __name__ == '__main__':
    main()
