"""경사하강법의 세 그림: 비용 곡면, 데이터 위의 직선, 등고선.  python three_panels.py ../../pictures/three_panels.png

데이터 20개에 직선 y = w*x + b를 맞추고, 평균제곱오차(MSE)의 경로를 그립니다.
"""

import sys

import numpy as np
from matplotlib.figure import Figure

rng = np.random.default_rng(8)
x = np.linspace(-1, 2, 20)  # (20,)
y = 1.5 * x + 1.0 + rng.normal(0, 0.3, 20)  # (20,)
A = np.stack([x, np.ones_like(x)], axis=1)  # (20, 2): y = A @ (w, b)
H = 2 * A.T @ A / len(x)  # 비용의 헤세 행렬: 기울기(gradient)가 얼마나 빨리 변하는가
largest = np.linalg.eigvalsh(H)[-1]


def cost(w, b):
    """MSE: 오차 제곱의 평균."""
    return np.mean((w * x[:, None, None] + b - y[:, None, None]) ** 2, axis=0)


def descend(lr, steps, start=(-1.5, 3.5)):
    """(w, b)의 경로: (steps + 1, 2), 출발점이 맨 앞."""
    path = [np.array(start)]
    for _ in range(steps):
        error = A @ path[-1] - y  # (20,)
        path.append(path[-1] - lr * 2 * A.T @ error / len(x))
    return np.array(path)


def draw(path, file):
    best = np.linalg.lstsq(A, y, rcond=None)[0]
    w, b = np.meshgrid(np.linspace(-2.5, 5.0, 80), np.linspace(-1.5, 4.5, 80))
    z = cost(w, b)
    heights = cost(path[:, :1].T, path[:, 1:].T)[0]
    colours = [f"C{step}" for step in range(len(path))]
    figure = Figure(figsize=(13, 4.2), dpi=150, layout="constrained")
    left = figure.add_subplot(131, projection="3d")
    left.plot_surface(w, b, z, cmap="Blues", alpha=0.55, linewidth=0)
    left.plot(path[:, 0], path[:, 1], heights, "o-", color="#d55e00", ms=4, lw=1.5, zorder=5)
    left.set(xlabel="w", ylabel="b", zlabel="cost", title="cost surface and the path")
    left.view_init(32, -52)
    middle = figure.add_subplot(132)
    middle.plot(x, y, "kx", ms=7)
    for step, (wi, bi) in enumerate(path):
        label = f"step {step}: w={wi:.2f}, b={bi:.2f}"
        middle.plot(x, wi * x + bi, color=colours[step], lw=1.4, label=label)
    middle.set(xlabel="x", ylabel="y", title="data, and the line of each step")
    middle.legend(fontsize=7.5)
    right = figure.add_subplot(133)
    right.contour(w, b, z, levels=np.geomspace(0.1, 40, 16), cmap="Blues_r", linewidths=0.8)
    right.plot(path[:, 0], path[:, 1], "o-", color="#d55e00", ms=4, lw=1.2)
    right.plot(*best, "k*", ms=11)
    right.set(xlabel="w", ylabel="b", title="contours and the path of (w, b)")
    figure.savefig(file, metadata={"Software": None})


if __name__ == "__main__":
    print(f"가장 큰 고윳값 {largest:.3f}, 수렴하는 학습률은 {2 / largest:.3f} 미만")
    for lr in (0.05, 0.2, 0.45, 0.6):
        end = descend(lr, 30)[-1]
        print(
            f"lr {lr}: 30스텝 뒤 w={end[0]:.3f}, b={end[1]:.3f}, cost={cost(end[:1, None], end[1:, None])[0, 0]:.4g}"
        )
    draw(descend(0.2, 6), sys.argv[1])
