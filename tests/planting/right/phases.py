"""Transfer learning as in the tutorial: one loop over the phases, gradients switched by the phase."""

import torch
import torch.nn as nn
import torch.optim as optim
from torchvision import datasets, models, transforms

device = torch.device("cuda:0" if torch.cuda.is_available() else "cpu")

preprocess = transforms.Compose([transforms.Resize((224, 224)), transforms.ToTensor()])
image_sets = {phase: datasets.ImageFolder(f"data/{phase}", preprocess) for phase in ["train", "val"]}
dataloaders = {
    phase: torch.utils.data.DataLoader(image_sets[phase], batch_size=8, shuffle=phase == "train")
    for phase in ["train", "val"]
}

model = models.resnet18(weights="DEFAULT")
model.fc = nn.Linear(model.fc.in_features, len(image_sets["train"].classes))
model = model.to(device)

criterion = nn.CrossEntropyLoss()
optimizer = optim.SGD(model.parameters(), lr=0.001, momentum=0.9)
scheduler = optim.lr_scheduler.StepLR(optimizer, step_size=7, gamma=0.1)

for _epoch in range(10):
    for phase in ["train", "val"]:
        if phase == "train":
            model.train()
        else:
            model.eval()
        running_loss, running_corrects = 0.0, 0
        for inputs, labels in dataloaders[phase]:
            inputs = inputs.to(device)
            labels = labels.to(device)
            optimizer.zero_grad()
            with torch.set_grad_enabled(phase == "train"):
                outputs = model(inputs)
                _, preds = torch.max(outputs, 1)
                loss = criterion(outputs, labels)
                if phase == "train":
                    loss.backward()
                    optimizer.step()
            running_loss += loss.item() * inputs.size(0)
            running_corrects += torch.sum(preds == labels).item()
        if phase == "train":
            scheduler.step()
        print(phase, running_loss / len(image_sets[phase]), running_corrects / len(image_sets[phase]))
