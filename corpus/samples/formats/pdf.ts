/** The least PDF that holds page images: catalogue, pages, and for each page its JPEG drawn over the whole sheet. */

/** A4 in points. */
const SHEET = { width: 595.28, height: 841.89 };

export function toPdf(jpegs: readonly Buffer[], pixels: { width: number; height: number }): Buffer {
  const objects: Buffer[] = [];
  const add = (head: string, stream?: Buffer): number => {
    const body = stream
      ? Buffer.concat([Buffer.from(`${head}\nstream\n`), stream, Buffer.from('\nendstream')])
      : Buffer.from(head);
    objects.push(body);
    return objects.length;
  };
  // Objects 1 and 2 are the catalogue and the page tree; page n is object 3 + 3n.
  const kids = jpegs.map((_, n) => `${3 + 3 * n} 0 R`).join(' ');
  add('<< /Type /Catalog /Pages 2 0 R >>');
  add(`<< /Type /Pages /Kids [${kids}] /Count ${jpegs.length} >>`);
  const { width, height } = SHEET;
  jpegs.forEach((jpeg, n) => {
    const first = 3 + 3 * n;
    add(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${width} ${height}] ` +
        `/Resources << /XObject << /Im0 ${first + 2} 0 R >> >> /Contents ${first + 1} 0 R >>`,
    );
    const draw = Buffer.from(`q ${width} 0 0 ${height} 0 0 cm /Im0 Do Q`);
    add(`<< /Length ${draw.length} >>`, draw);
    add(
      `<< /Type /XObject /Subtype /Image /Width ${pixels.width} /Height ${pixels.height} /ColorSpace /DeviceRGB ` +
        `/BitsPerComponent 8 /Filter /DCTDecode /Length ${jpeg.length} >>`,
      jpeg,
    );
  });
  const parts = [Buffer.from('%PDF-1.4\n%\xe2\xe3\xcf\xd3\n', 'latin1')];
  let at = parts[0]?.length ?? 0;
  const starts = objects.map((object, n) => {
    const whole = Buffer.concat([Buffer.from(`${n + 1} 0 obj\n`), object, Buffer.from('\nendobj\n')]);
    const start = at;
    parts.push(whole);
    at += whole.length;
    return start;
  });
  const rows = starts.map((start) => `${String(start).padStart(10, '0')} 00000 n \n`).join('');
  const count = objects.length + 1;
  parts.push(
    Buffer.from(
      `xref\n0 ${count}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${count} /Root 1 0 R >>\nstartxref\n${at}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(parts);
}
