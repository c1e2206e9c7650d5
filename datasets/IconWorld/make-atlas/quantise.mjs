// node quantise.mjs <in.png> <out.png>: gives every 48-pixel cell of an RGBA sheet at most 64 colours (median cut on premultiplied
// colours), so that a sheet compresses to about a third; writes 8-bit RGBA with the Up filter where it is smaller.
import fs from 'node:fs';
import zlib from 'node:zlib';

const CELL = 48, COLOURS = 64;
const [from, to] = process.argv.slice(2);

function decode(bytes) {
  let at = 8, head = null;
  const parts = [];
  while (at < bytes.length) {
    const length = bytes.readUInt32BE(at), type = bytes.toString('latin1', at + 4, at + 8), body = bytes.subarray(at + 8, at + 8 + length);
    if (type === 'IHDR') head = { width: body.readUInt32BE(0), height: body.readUInt32BE(4), depth: body[8], colour: body[9] };
    if (type === 'IDAT') parts.push(body);
    at += 12 + length;
  }
  if (head.depth !== 8 || head.colour !== 6) throw new Error(`${from} is no 8-bit RGBA picture`);
  const raw = zlib.inflateSync(Buffer.concat(parts)), stride = head.width * 4, out = Buffer.alloc(stride * head.height);
  for (let y = 0; y < head.height; y++) {
    const filter = raw[y * (stride + 1)];
    for (let x = 0; x < stride; x++) {
      const a = x >= 4 ? out[y * stride + x - 4] : 0, b = y ? out[(y - 1) * stride + x] : 0, c = x >= 4 && y ? out[(y - 1) * stride + x - 4] : 0;
      const p = a + b - c, pa = Math.abs(p - a), pb = Math.abs(p - b), pc = Math.abs(p - c);
      const guess = [0, a, b, (a + b) >> 1, pa <= pb && pa <= pc ? a : pb <= pc ? b : c][filter];
      out[y * stride + x] = raw[y * (stride + 1) + 1 + x] + guess;
    }
  }
  return { ...head, pixels: out };
}

function medianCut(pixels) { // pixels: premultiplied [r, g, b, a, count] → boxes
  let boxes = [pixels];
  while (boxes.length < COLOURS) {
    let best = -1, score = 0, axis = 0;
    boxes.forEach((box, i) => {
      if (box.length < 2) return;
      const weight = box.reduce((sum, p) => sum + p[4], 0);
      for (let k = 0; k < 4; k++) {
        let low = 255, high = 0;
        for (const p of box) { low = Math.min(low, p[k]); high = Math.max(high, p[k]); }
        const s = (high - low) ** 2 * Math.sqrt(weight);
        if (s > score) { score = s; best = i; axis = k; }
      }
    });
    if (best < 0) break;
    const box = boxes[best].sort((p, q) => p[axis] - q[axis] || p[0] - q[0] || p[1] - q[1] || p[2] - q[2] || p[3] - q[3]);
    const half = box.reduce((sum, p) => sum + p[4], 0) / 2;
    let cut = 1;
    for (let sum = box[0][4]; cut < box.length - 1 && sum + box[cut][4] <= half; cut++) sum += box[cut][4];
    boxes.splice(best, 1, box.slice(0, cut), box.slice(cut));
  }
  return boxes;
}

const image = decode(fs.readFileSync(from));
for (let top = 0; top < image.height; top += CELL)
  for (let left = 0; left < image.width; left += CELL) {
    const counts = new Map();
    const each = visit => { for (let y = 0; y < CELL; y++) for (let x = 0; x < CELL; x++) visit(((top + y) * image.width + left + x) * 4); };
    const key = at => image.pixels.readUInt32BE(at);
    each(at => { if (image.pixels[at + 3] < 4) image.pixels.fill(0, at, at + 4); counts.set(key(at), (counts.get(key(at)) ?? 0) + 1); });
    const pixels = [...counts].map(([k, n]) => { const a = k & 255, f = a / 255; return [(k >>> 24) * f, ((k >>> 16) & 255) * f, ((k >>> 8) & 255) * f, a, n, k]; });
    const map = new Map();
    for (const box of medianCut(pixels)) {
      const weight = box.reduce((sum, p) => sum + p[4], 0), mean = [0, 1, 2, 3].map(i => box.reduce((sum, p) => sum + p[i] * p[4], 0) / weight);
      const a = Math.round(mean[3]), back = i => (a ? Math.min(255, Math.round(mean[i] * 255 / mean[3])) : 0);
      for (const p of box) map.set(p[5], [back(0), back(1), back(2), a]);
    }
    each(at => image.pixels.set(map.get(key(at)), at));
  }

const crcTable = Array.from({ length: 256 }, (_, n) => { for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1; return n >>> 0; });
const crc = bytes => { let c = 0xffffffff; for (const b of bytes) c = crcTable[(c ^ b) & 255] ^ (c >>> 8); return (c ^ 0xffffffff) >>> 0; };
function chunk(type, body) {
  const out = Buffer.alloc(12 + body.length);
  out.writeUInt32BE(body.length, 0); out.write(type, 4, 'latin1'); body.copy(out, 8); out.writeUInt32BE(crc(out.subarray(4, 8 + body.length)), 8 + body.length);
  return out;
}
const stride = image.width * 4;
const rows = filter => {
  const out = Buffer.alloc((stride + 1) * image.height);
  for (let y = 0; y < image.height; y++) {
    out[y * (stride + 1)] = filter;
    for (let x = 0; x < stride; x++) out[y * (stride + 1) + 1 + x] = image.pixels[y * stride + x] - (filter === 2 && y ? image.pixels[(y - 1) * stride + x] : 0);
  }
  return zlib.deflateSync(out, { level: 9, memLevel: 9 });
};
const data = [rows(0), rows(2)].sort((a, b) => a.length - b.length)[0];
const header = Buffer.alloc(13);
header.writeUInt32BE(image.width, 0); header.writeUInt32BE(image.height, 4); header[8] = 8; header[9] = 6;
fs.writeFileSync(to, Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]));
