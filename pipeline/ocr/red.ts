import type { Engine, EngineLine, Raster } from './engine.ts';
import { onlyRed, shareOfRed } from './prepare.ts';
import { type Seal, sealsOn, unroll } from './seal.ts';

/** What is printed or stamped in red ink: the red head, and seals with the text of their ring ('' where it is not legible). */
export interface RedInk {
  readonly lines: readonly EngineLine[];
  readonly seals: readonly (Seal & { readonly text: string })[];
}

/** Less red than this, as a share of the page, is no ink but the camera's noise. */
const SOME_RED = 0.0004;

/** Reads the red ink of an upright page on its own, so that a seal does not spoil the print under it nor the print the seal. */
export async function readRed(rgb: Raster, engine: Engine): Promise<RedInk> {
  if (shareOfRed(rgb) < SOME_RED) return { lines: [], seals: [] };
  const red = onlyRed(rgb);
  const seals: (Seal & { text: string })[] = [];
  for (const seal of sealsOn(red)) {
    const readings = [
      await engine.recognizeLine(unroll(red, seal, 48)),
      await engine.recognizeLine(unroll(red, seal, 48, 0.95, 0.6)),
    ];
    const best = readings.reduce((a, b) => (b.confidence > a.confidence ? b : a));
    seals.push({ ...seal, text: best.confidence > 0.8 ? best.text : '' });
  }
  const rest = Uint8Array.from(red.data);
  for (const s of seals) {
    const reach = s.radius * 1.1;
    for (let y = Math.max(0, Math.floor(s.y - reach)); y < Math.min(red.height, s.y + reach); y++) {
      rest.fill(
        255,
        y * red.width + Math.max(0, Math.floor(s.x - reach)),
        y * red.width + Math.min(red.width, Math.ceil(s.x + reach)),
      );
    }
  }
  const band = inkBand({ ...red, data: rest });
  if (!band) return { lines: [], seals };
  const strip: Raster = {
    width: red.width,
    height: band.to - band.from,
    channels: 1,
    data: rest.subarray(band.from * red.width, band.to * red.width),
  };
  const page = await engine.recognize(strip, { upright: true });
  const lines = page.lines
    .filter((l) => l.confidence > 0.7 && /[\u3400-\u9fff]{2}|\d/.test(l.text))
    .map((l) => ({ ...l, quad: l.quad.map((p) => ({ x: p.x, y: p.y + band.from })) }));
  return { lines, seals };
}

/** Rows of the picture that hold ink, with some air; null when there is hardly any. */
function inkBand({ width, height, data }: Raster): { from: number; to: number } | null {
  let [from, to] = [height, -1];
  for (let y = 0; y < height; y++) {
    let ink = 0;
    for (let x = 0; x < width; x++) if ((data[y * width + x] ?? 255) < 160) ink++;
    if (ink < width * 0.004) continue;
    from = Math.min(from, y);
    to = Math.max(to, y);
  }
  if (to - from < 8) return null;
  return { from: Math.max(0, from - 24), to: Math.min(height, to + 24) };
}

/** True when the ink inside a quad is red: what the black layer still shows of a red head. */
export function mostlyRed(rgb: Raster, quad: EngineLine['quad']): boolean {
  if (rgb.channels !== 3) return false;
  const xs = quad.map((p) => p.x);
  const ys = quad.map((p) => p.y);
  let [ink, red] = [0, 0];
  for (let y = Math.max(0, Math.floor(Math.min(...ys))); y < Math.min(rgb.height, Math.max(...ys)); y += 2) {
    for (let x = Math.max(0, Math.floor(Math.min(...xs))); x < Math.min(rgb.width, Math.max(...xs)); x += 2) {
      const i = (y * rgb.width + x) * 3;
      const [r = 0, g = 0, b = 0] = rgb.data.subarray(i, i + 3);
      if (g > 140) continue;
      ink++;
      if (r - Math.max(g, b) > 50) red++;
    }
  }
  return red > ink * 0.5;
}
