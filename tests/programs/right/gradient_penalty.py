import torch
import torch.nn as nn

torch.manual_seed(0)
LATENT, BATCH, N_CRITIC, LAMBDA = 2, 64, 3, 1.0


def two_clusters(n):
    centre = torch.randint(0, 2, (n, 1)).float() * 2 - 1
    return torch.cat([centre, centre], dim=1) + 0.1 * torch.randn(n, 2)


generator = nn.Sequential(nn.Linear(LATENT, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 2))
critic = nn.Sequential(nn.Linear(2, 32), nn.LeakyReLU(0.2), nn.Linear(32, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))
g_opt = torch.optim.Adam(generator.parameters(), lr=1e-3, betas=(0.0, 0.9))
c_opt = torch.optim.Adam(critic.parameters(), lr=2e-3, betas=(0.0, 0.9))


def gradient_penalty(real, fake):
    mix = torch.rand(real.size(0), 1)
    point = (mix * real + (1 - mix) * fake).requires_grad_(True)
    score = critic(point)
    gradient, = torch.autograd.grad(
        outputs=score, inputs=point, grad_outputs=torch.ones_like(score), create_graph=True)
    return ((gradient.norm(2, dim=1) - 1) ** 2).mean()


for step in range(1, 241):
    for _ in range(N_CRITIC):
        real = two_clusters(BATCH)
        with torch.no_grad():
            fake = generator(torch.randn(BATCH, LATENT))
        wasserstein = critic(real).mean() - critic(fake).mean()
        c_loss = -wasserstein + LAMBDA * gradient_penalty(real, fake)
        c_opt.zero_grad()
        c_loss.backward()
        c_opt.step()

    g_loss = -critic(generator(torch.randn(BATCH, LATENT))).mean()
    g_opt.zero_grad()
    g_loss.backward()
    g_opt.step()

    if step % 40 == 0:
        print(f"step {step}: critic {c_loss.item():.4f}  generator {g_loss.item():.4f}  "
              f"distance {wasserstein.item():.4f}")

with torch.no_grad():
    sample = generator(torch.randn(400, LATENT))
print("share near the first cluster:", ((sample + 1).norm(dim=1) < 0.5).float().mean().item())
print("share near the second cluster:", ((sample - 1).norm(dim=1) < 0.5).float().mean().item())
