import type { Raster } from './engine.ts';
import { cutLine, shrinkTo } from './raster.ts';

/** A round seal: centre and radius in pixels of the page. */
export interface Seal {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

const INK = 200;
const LOOK = 600;

/** Finds round seals in the red ink of a page (prepare.ts `onlyRed`): a patch of ink, as wide as high, whose rim is closed. */
export function sealsOn(red: Raster): Seal[] {
  const scale = Math.max(1, red.width / LOOK);
  const small = shrinkTo(red, Math.round(red.width / scale), Math.round(red.height / scale));
  const { width, height, data } = small;
  const seen = new Uint8Array(width * height);
  const seals: Seal[] = [];
  const inked = (x: number, y: number): boolean =>
    x >= 0 && y >= 0 && x < width && y < height && (data[y * width + x] ?? 255) < INK;
  for (let start = 0; start < data.length; start++) {
    if (seen[start] === 1 || (data[start] ?? 255) >= INK) continue;
    const stack = [start];
    seen[start] = 1;
    let [x0, y0, x1, y1] = [width, height, 0, 0];
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      const x = at % width;
      const y = (at - x) / width;
      x0 = Math.min(x0, x);
      x1 = Math.max(x1, x);
      y0 = Math.min(y0, y);
      y1 = Math.max(y1, y);
      // A worn rim has gaps: two pixels are bridged.
      for (let dy = -2; dy <= 2; dy++) {
        for (let dx = -2; dx <= 2; dx++) {
          const next = (y + dy) * width + x + dx;
          if (!inked(x + dx, y + dy) || seen[next] === 1) continue;
          seen[next] = 1;
          stack.push(next);
        }
      }
    }
    const across = x1 - x0 + 1;
    const down = y1 - y0 + 1;
    if (across < width * 0.06 || across > width * 0.4 || Math.abs(across / down - 1) > 0.2) continue;
    const centre = { x: (x0 + x1) / 2, y: (y0 + y1) / 2, radius: (across + down) / 4 };
    let closed = 0;
    for (let k = 0; k < 72; k++) {
      const angle = (k * Math.PI) / 36;
      for (let r = centre.radius * 0.9; r <= centre.radius * 1.04; r += 0.5) {
        if (!inked(Math.round(centre.x + r * Math.cos(angle)), Math.round(centre.y + r * Math.sin(angle)))) continue;
        closed++;
        break;
      }
    }
    if (closed >= 54) seals.push({ x: centre.x * scale, y: centre.y * scale, radius: centre.radius * scale });
  }
  return seals.filter(
    (s) => !seals.some((t) => t !== s && t.radius > s.radius && Math.hypot(t.x - s.x, t.y - s.y) < t.radius),
  );
}

/** The ring of text inside the rim, unrolled clockwise from the foot of the seal, `height` pixels high. */
export function unroll(red: Raster, seal: Seal, height: number, outer = 0.91, inner = 0.58): Raster {
  const band = seal.radius * (outer - inner);
  const width = Math.round((2 * Math.PI * seal.radius * ((outer + inner) / 2) * height) / band);
  const data = new Uint8Array(width * height).fill(255);
  for (let u = 0; u < width; u++) {
    const angle = Math.PI / 2 + (2 * Math.PI * (u + 0.5)) / width;
    for (let v = 0; v < height; v++) {
      const r = seal.radius * (outer - ((v + 0.5) / height) * (outer - inner));
      const x = Math.round(seal.x + r * Math.cos(angle));
      const y = Math.round(seal.y + r * Math.sin(angle));
      if (x >= 0 && y >= 0 && x < red.width && y < red.height) data[v * width + u] = red.data[y * red.width + x] ?? 255;
    }
  }
  // Cut to the ink: the foot of the ring is empty and long.
  let [first, last] = [width, -1];
  for (let u = 0; u < width; u++) {
    let ink = 0;
    for (let v = Math.round(height * 0.15); v < height * 0.85; v++) if ((data[v * width + u] ?? 255) < INK) ink++;
    if (ink >= height * 0.06) {
      first = Math.min(first, u);
      last = Math.max(last, u);
    }
  }
  const strip: Raster = { width, height, channels: 1, data };
  if (last < first) return strip;
  const [from, to] = [Math.max(0, first - height / 3), Math.min(width, last + height / 3)];
  return cutLine(
    strip,
    [
      { x: from, y: 0 },
      { x: to, y: 0 },
      { x: to, y: height },
      { x: from, y: height },
    ],
    height,
  );
}
