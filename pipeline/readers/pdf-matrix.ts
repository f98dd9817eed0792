/** Corners in points; which end of the page y counts from, the user says. */
export interface Rectangle {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** PDF's six numbers: x' = a·x + c·y + e, y' = b·x + d·y + f. */
export type Matrix = readonly [number, number, number, number, number, number];
export const UNIT: Matrix = [1, 0, 0, 1, 0, 0];

/** The rectangle with these two corners. */
export const between = ([a, b]: readonly [number, number], [c, d]: readonly [number, number]): Rectangle => ({
  x0: Math.min(a, c),
  y0: Math.min(b, d),
  x1: Math.max(a, c),
  y1: Math.max(b, d),
});

export const apply = ([a, b, c, d, e, f]: Matrix, x: number, y: number): [number, number] => [
  a * x + c * y + e,
  b * x + d * y + f,
];

/** First `inner`, then `outer`. */
export const product = ([a, b, c, d, e, f]: Matrix, [g, h, i, j, k, l]: Matrix): Matrix => [
  a * g + c * h,
  b * g + d * h,
  a * i + c * j,
  b * i + d * j,
  a * k + c * l + e,
  b * k + d * l + f,
];

/** The upright rectangle round a transformed one. */
export function transformed(box: Rectangle | null, matrix: Matrix): Rectangle | null {
  if (!box) return null;
  if (matrix === UNIT) return box;
  const corners = [
    apply(matrix, box.x0, box.y0),
    apply(matrix, box.x1, box.y1),
    apply(matrix, box.x0, box.y1),
    apply(matrix, box.x1, box.y0),
  ];
  const xs = corners.map(([x]) => x);
  const ys = corners.map(([, y]) => y);
  return { x0: Math.min(...xs), y0: Math.min(...ys), x1: Math.max(...xs), y1: Math.max(...ys) };
}

/** pdf.js types its matrices as plain lists. */
export function toMatrix([a = 1, b = 0, c = 0, d = 1, e = 0, f = 0]: readonly number[]): Matrix {
  return [a, b, c, d, e, f];
}
