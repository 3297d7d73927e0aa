import argparse

import torch
import torch.nn as nn
import torch.nn.functional as F
from PIL import Image
from torchvision import models, transforms

CONTENT = ['21']
STYLE = ['0', '5', '10', '19', '28']


def load_image(path, size, device):
    tf = transforms.Compose([transforms.Resize((size, size)), transforms.ToTensor()])
    return tf(Image.open(path).convert('RGB')).unsqueeze(0).to(device)


class Features(nn.Module):
    def __init__(self):
        super().__init__()
        self.vgg = models.vgg19(weights=models.VGG19_Weights.DEFAULT).features.eval()
        for p in self.vgg.parameters():
            p.requires_grad_(False)
        self.register_buffer('mean', torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1))
        self.register_buffer('std', torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1))

    def forward(self, x):
        x = (x - self.mean) / self.std
        out = {}
        for name, layer in self.vgg._modules.items():
            x = layer(x)
            if name in CONTENT or name in STYLE:
                out[name] = x
        return out


def gram(f):
    b, c, h, w = f.shape
    f = f.view(b, c, h * w)
    return f @ f.transpose(1, 2) / (c * h * w)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument('content')
    ap.add_argument('style')
    ap.add_argument('--size', type=int, default=384)
    ap.add_argument('--steps', type=int, default=300)
    ap.add_argument('--style-weight', type=float, default=1e6)
    args = ap.parse_args()
    device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')
    content = load_image(args.content, args.size, device)
    style = load_image(args.style, args.size, device)
    net = Features().to(device)
    with torch.no_grad():
        target_c = {k: v for k, v in net(content).items() if k in CONTENT}
        target_s = {k: gram(v) for k, v in net(style).items() if k in STYLE}

    img = content.clone().requires_grad_(True)
    optimizer = torch.optim.LBFGS([img])
    run = [0]
    while run[0] <= args.steps:
        def closure():
            with torch.no_grad():
                img.clamp_(0, 1)
            optimizer.zero_grad()
            feats = net(img)
            c = sum(F.mse_loss(feats[k], target_c[k]) for k in CONTENT)
            s = sum(F.mse_loss(gram(feats[k]), target_s[k]) for k in STYLE)
            loss = c + args.style_weight * s
            loss.backward()
            run[0] += 1
            if run[0] % 50 == 0:
                print(f'step {run[0]} content {c.item():.4f} style {s.item():.6f}')
            return loss

        optimizer.step(closure)

    with torch.no_grad():
        img.clamp_(0, 1)
    transforms.ToPILImage()(img.detach().squeeze(0).cpu()).save('stylised.png')


if __name__ == '__main__':
    main()
