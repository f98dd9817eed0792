/** Tags of a TIFF page that tell its dots an inch across and down (TIFF 6.0, section 8). */
const X_RESOLUTION = 282;
const Y_RESOLUTION = 283;

/**
 * How much higher than wide the pixels of a TIFF page are: 2.08 for a standard fax (204 × 98 dpi), 1 where the file does
 * not say or says nonsense. Total over any bytes.
 */
export function pixelShape(bytes: Uint8Array, page: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = bytes[0] === 0x49;
  const fits = (at: number, size: number): boolean => at >= 0 && at + size <= bytes.length;
  const u16 = (at: number): number => (fits(at, 2) ? view.getUint16(at, little) : 0);
  const u32 = (at: number): number => (fits(at, 4) ? view.getUint32(at, little) : 0);
  if (u16(2) !== 42) return 1;
  let directory = u32(4);
  for (let i = 0; i < page && directory !== 0; i += 1) directory = u32(directory + 2 + 12 * u16(directory));
  if (directory === 0) return 1;
  const rational = (tag: number): number => {
    for (let i = 0; i < u16(directory); i += 1) {
      const entry = directory + 2 + 12 * i;
      if (u16(entry) === tag) return u32(u32(entry + 8)) / u32(u32(entry + 8) + 4);
    }
    return Number.NaN;
  };
  const shape = rational(X_RESOLUTION) / rational(Y_RESOLUTION);
  return shape > 0.3 && shape < 4 ? shape : 1;
}
