"""The same training step in PyTorch (Debian's python3-torch): prints the median milliseconds of so many steps."""
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

BATCH, TOKENS, VOCABULARY, WIDTH, HEADS, LAYERS, ROTARY = 16, 160, 800, 128, 4, 4, 16


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.LayerNorm(WIDTH)
        self.q, self.k, self.v, self.dense = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.fc1, self.fc2 = nn.Linear(WIDTH, 512), nn.Linear(512, WIDTH)

    def forward(self, x, cos, sin):
        n = self.norm(x)

        def heads(t):
            return t.view(BATCH, TOKENS, HEADS, -1).transpose(1, 2)

        def turn(t):
            a, b = t[..., : ROTARY // 2], t[..., ROTARY // 2 : ROTARY]
            return torch.cat([a * cos - b * sin, b * cos + a * sin, t[..., ROTARY:]], -1)

        attend = torch._C._nn._scaled_dot_product_attention if hasattr(torch._C._nn, "_scaled_dot_product_attention") else None
        q, k, v = turn(heads(self.q(n))), turn(heads(self.k(n))), heads(self.v(n))
        y = attend(q, k, v, None, 0.0, False, True)[0] if attend else F.scaled_dot_product_attention(q, k, v, is_causal=True)
        y = self.dense(y.transpose(1, 2).reshape(BATCH, TOKENS, WIDTH))
        h = self.fc1(n)
        return x + y + self.fc2(0.5 * h * (1 + torch.tanh(0.7978845608028654 * (h + 0.044715 * h * h * h))))


def main(steps):
    torch.set_num_threads(1)
    torch.manual_seed(0)
    table, blocks, norm, head = nn.Embedding(VOCABULARY, WIDTH), nn.ModuleList(Block() for _ in range(LAYERS)), nn.LayerNorm(WIDTH), nn.Linear(WIDTH, VOCABULARY)
    parameters = [p for m in (table, blocks, norm, head) for p in m.parameters()]
    optimiser = torch.optim.AdamW(parameters, 1e-3, weight_decay=0)
    angles = torch.outer(torch.arange(TOKENS).float(), 1e4 ** (-torch.arange(0, ROTARY, 2).float() / ROTARY))
    cos, sin = angles.cos(), angles.sin()
    ids = torch.randint(VOCABULARY, (BATCH, TOKENS))
    times = []
    for _ in range(steps + 1):
        start = time.perf_counter()
        x = table(ids)
        for block in blocks:
            x = block(x, cos, sin)
        loss = F.cross_entropy(head(norm(x)).flatten(0, 1), ids.flatten())
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimiser.step()
        times.append((time.perf_counter() - start) * 1e3)
    print(sorted(times[1:])[len(times[1:]) // 2])


main(int(sys.argv[1]))
