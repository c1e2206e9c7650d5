"""The training step of StepProblem.cs in plain PyTorch 1.13: reads weights and batch from a folder, then takes a step for each line on stdin."""

import json
import math
import struct
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

DTYPES = {"F32": torch.float32, "F64": torch.float64, "I64": torch.int64}


def read_safetensors(path):
    with open(path, "rb") as file:
        data = file.read()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        begin, end = (8 + length + offset for offset in entry["data_offsets"])
        tensors[name] = torch.frombuffer(bytearray(data[begin:end]), dtype=DTYPES[entry["dtype"]]).reshape(entry["shape"])
    return tensors


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.q_proj = nn.Linear(width, width)
        self.k_proj = nn.Linear(width, width)
        self.v_proj = nn.Linear(width, width)
        self.dense = nn.Linear(width, width)

    def forward(self, x, cosine, sine, mask):
        batch, length, width = x.shape
        split = (batch, length, self.heads, width // self.heads)
        q = rotate(self.q_proj(x).view(split).transpose(1, 2), cosine, sine)
        k = rotate(self.k_proj(x).view(split).transpose(1, 2), cosine, sine)
        v = self.v_proj(x).view(split).transpose(1, 2)
        scores = torch.matmul(q, k.transpose(2, 3)) / math.sqrt(split[3]) + mask
        mixed = torch.matmul(F.softmax(scores, dim=-1), v)
        return self.dense(mixed.transpose(1, 2).reshape(batch, length, width))


def rotate(x, cosine, sine):
    rotated = cosine.shape[-1]
    turned, rest = x[..., :rotated], x[..., rotated:]
    first, second = turned.chunk(2, dim=-1)
    turned = turned * cosine + torch.cat((-second, first), dim=-1) * sine
    return torch.cat((turned, rest), dim=-1)


class FeedForward(nn.Module):
    def __init__(self, width, inner):
        super().__init__()
        self.fc1 = nn.Linear(width, inner)
        self.fc2 = nn.Linear(inner, width)

    def forward(self, x):
        return self.fc2(F.gelu(self.fc1(x), approximate="tanh"))


class Block(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.self_attn = Attention(config["hidden_size"], config["num_attention_heads"])
        self.mlp = FeedForward(config["hidden_size"], config["intermediate_size"])
        self.input_layernorm = nn.LayerNorm(config["hidden_size"], eps=config["layer_norm_eps"])

    def forward(self, h, cosine, sine, mask):
        x = self.input_layernorm(h)
        return self.self_attn(x, cosine, sine, mask) + self.mlp(x) + h


class Stack(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.embed_tokens = nn.Embedding(config["vocab_size"], config["hidden_size"])
        self.layers = nn.ModuleList(Block(config) for _ in range(config["num_hidden_layers"]))
        self.final_layernorm = nn.LayerNorm(config["hidden_size"], eps=config["layer_norm_eps"])


class Phi(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.model = Stack(config)
        self.lm_head = nn.Linear(config["hidden_size"], config["vocab_size"])
        rotated = int(config["hidden_size"] // config["num_attention_heads"] * config["partial_rotary_factor"])
        frequency = 1.0 / config["rope_theta"] ** (torch.arange(0, rotated, 2).float() / rotated)
        angle = torch.outer(torch.arange(config["max_position_embeddings"]).float(), frequency)
        angle = torch.cat((angle, angle), dim=-1)
        self.cosine, self.sine = angle.cos(), angle.sin()

    def forward(self, ids):
        length = ids.shape[1]
        h = self.model.embed_tokens(ids)
        mask = torch.full((length, length), -1e30).triu(1)
        for block in self.model.layers:
            h = block(h, self.cosine[:length], self.sine[:length], mask)
        return self.lm_head(self.model.final_layernorm(h))


def main():
    folder, threads = sys.argv[1], int(sys.argv[2])
    torch.set_num_threads(threads)
    with open(f"{folder}/config.json", encoding="utf-8") as file:
        config = json.load(file)
    model = Phi(config)
    model.load_state_dict(read_safetensors(f"{folder}/model.safetensors"))
    batch = read_safetensors(f"{folder}/batch.safetensors")
    parameters, clip = list(model.parameters()), batch["clip"].item()
    optimiser = torch.optim.AdamW(
        parameters, lr=batch["rate"].item(), weight_decay=batch["weight_decay"].item(), foreach=True
    )
    print(f"PyTorch {torch.__version__}", flush=True)
    for _ in sys.stdin:
        wall, processor = time.perf_counter(), time.process_time()
        optimiser.zero_grad(set_to_none=True)
        logits = model(batch["ids"])
        loss = F.cross_entropy(logits.view(-1, logits.shape[-1]), batch["labels"])
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, clip)
        optimiser.step()
        loss = loss.item()
        print(loss, time.perf_counter() - wall, time.process_time() - processor, flush=True)


main()
