import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim
from torch.utils.data import DataLoader
from torchvision import datasets, models, transforms


class DistillationLoss(nn.Module):
    def __init__(self, temperature=4.0, alpha=0.7):
        super().__init__()
        self.T = temperature
        self.alpha = alpha
        self.kl = nn.KLDivLoss(reduction='batchmean')
        self.ce = nn.CrossEntropyLoss()

    def forward(self, student_logits, teacher_logits, labels):
        soft = self.kl(F.log_softmax(student_logits / self.T, dim=1),
                       F.softmax(teacher_logits / self.T, dim=1)) * self.T ** 2
        hard = self.ce(student_logits, labels)
        return self.alpha * soft + (1 - self.alpha) * hard


class Distiller:
    def __init__(self, teacher, student, device):
        self.teacher = teacher.to(device).eval()
        for p in self.teacher.parameters():
            p.requires_grad = False
        self.student = student.to(device)
        self.device = device
        self.loss_fn = DistillationLoss()
        self.optimizer = optim.SGD(self.student.parameters(), lr=0.05, momentum=0.9, weight_decay=5e-4)
        self.scheduler = optim.lr_scheduler.MultiStepLR(self.optimizer, milestones=[30, 45], gamma=0.1)

    def train_one_epoch(self, loader):
        self.student.train()
        total = 0.0
        for images, labels in loader:
            images, labels = images.to(self.device), labels.to(self.device)
            with torch.no_grad():
                t = self.teacher(images)
            s = self.student(images)
            loss = self.loss_fn(s, t, labels)
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
            total += loss.item()
        self.scheduler.step()
        return total / len(loader)

    @torch.no_grad()
    def accuracy(self, loader):
        self.student.eval()
        good = 0
        for images, labels in loader:
            good += (self.student(images.to(self.device)).argmax(1).cpu() == labels).sum().item()
        return 100.0 * good / len(loader.dataset)


if __name__ == '__main__':
    torch.manual_seed(0)
    device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')
    norm = transforms.Normalize((0.507, 0.487, 0.441), (0.267, 0.256, 0.276))
    tr = datasets.CIFAR100('data', True, transforms.Compose([transforms.RandomCrop(32, 4), transforms.RandomHorizontalFlip(), transforms.ToTensor(), norm]), download=True)
    te = datasets.CIFAR100('data', False, transforms.Compose([transforms.ToTensor(), norm]))
    teacher = models.resnet50(num_classes=100)
    teacher.load_state_dict(torch.load('teacher_r50_c100.pt', map_location='cpu'))
    d = Distiller(teacher, models.resnet18(num_classes=100), device)
    tl, vl = DataLoader(tr, 128, shuffle=True, num_workers=4), DataLoader(te, 256, num_workers=4)
    for epoch in range(60):
        print(epoch, f'{d.train_one_epoch(tl):.4f} {d.accuracy(vl):.2f}%')
