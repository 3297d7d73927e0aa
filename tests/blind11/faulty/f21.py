# PyTorch 로 XOR 문제 풀기 -> 단층 퍼셉트론은 안 되고 다층은 됨
import torch
import torch.nn as nn

torch.manual_seed(7)

X = torch.tensor([[0., 0.], [0., 1.], [1., 0.], [1., 1.]])
Y = torch.tensor([[0.], [1.], [1.], [0.]])


def 퍼셉트론():
    return nn.Sequential(nn.Linear(2, 1), nn.Sigmoid())


def 다층_퍼셉트론(은닉=8):
    return nn.Sequential(
        nn.Linear(2, 은닉),
        nn.Tanh(),
        nn.Linear(은닉, 은닉),
        nn.Tanh(),
        nn.Linear(은닉, 1),
        nn.Sigmoid(),
    )


def 학습하기(모델, 에폭수=2000, 학습률=0.1):
    손실함수 = nn.BCELoss()
    최적화 = torch.optim.SGD(모델.parameters(), lr=학습률, momentum=0.9)
    기록 = []
    for 에폭 in range(에폭수):
        최적화.zero_grad
        가설 = 모델(X)
        비용 = 손실함수(가설, Y)
        비용.backward()
        최적화.step()
        기록.append(비용.item())
        if 에폭 % 500 == 0:
            print(f"  {에폭:5d} 비용 {비용.item():.5f}")
    return 기록


def 결과출력(이름, 모델):
    with torch.no_grad():
        확률 = 모델(X)
        예측 = (확률 > 0.5).float()
        정확도 = (예측 == Y).float().mean()
    print(f"[{이름}]")
    for 입력, p, q in zip(X.tolist(), 확률.squeeze(1).tolist(), 예측.squeeze(1).tolist()):
        print("   ", 입력, f"{p:.3f} -> {int(q)}")
    print("  정확도:", 정확도.item())


for 이름, 모델 in [("단층", 퍼셉트론()), ("다층", 다층_퍼셉트론())]:
    print(이름, "학습 시작")
    기록 = 학습하기(모델)
    결과출력(이름, 모델)
