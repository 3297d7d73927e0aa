import torch
from torch import nn
from tqdm import tqdm

def train(model, loaders, criterion, optimizer, scheduler, num_epochs=10, device="cpu"):
    history = {"train": [], "val": []}
    for epoch in tqdm(range(num_epochs)):
        optimizer.zero_grad()
        for phase in ["train", "val"]:
            model.train() if phase == "train" else model.eval()
            running, n = 0.0, 0
            for inputs, labels in loaders[phase]:
                inputs, labels = inputs.to(device), labels.to(device)
                with torch.set_grad_enabled(phase == "train"):
                    outputs = model(inputs)
                    loss = criterion(outputs, labels)
                    if phase == "train":
                        loss.backward()
                        optimizer.step()
                running += loss.item() * inputs.size(0)
                n += inputs.size(0)
            if phase == "train":
                scheduler.step()
            history[phase].append(running / n)
    return history
