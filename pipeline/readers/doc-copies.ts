/**
 * Form fields that repeat the text beside them. LibreOffice writes a content control of a DOCX into a DOC as its text
 * and, before and after it, as form fields that hold whole copies of its paragraphs; Word shows none of them twice.
 *
 *   ␓ FORMTEXT ␔内容。␍␕内容。␓ FORMTEXT ␔内容。␍␕␍
 *
 * Returns where each such copy begins and ends (exclusive). One copy stays where the text stands nowhere else.
 */
export function formCopies(text: string): Map<number, number> {
  const copies = new Map<number, number>();
  const fields = [...text.matchAll(/\x13 FORMTEXT \x01?\x14([^\x13-\x15]*\r)\x15/g)];
  for (let i = 0; i < fields.length; ) {
    const said = fields[i]?.[1]?.replace(/\r$/, '') ?? '';
    const group: { start: number; end: number }[] = [];
    const first = fields[i]?.index ?? 0;
    let bare = text
      .slice(Math.max(0, first - said.length - 4), first)
      .replace(/[\x00-\x1f]+$/, '')
      .endsWith(said);
    for (; i < fields.length; i++) {
      const field = fields[i];
      if (!field || field[1] !== `${said}\r`) break;
      const last = group.at(-1);
      const between = last ? text.slice(last.end, field.index).replace(/[\x00-\x1f]/g, '') : '';
      if (between !== '' && between !== said) break;
      bare ||= between !== '';
      group.push({ start: field.index, end: field.index + field[0].length });
    }
    const end = group.at(-1)?.end ?? 0;
    bare ||= text
      .slice(end, end + said.length + 4)
      .replace(/^[\x00-\x1f]+/, '')
      .startsWith(said);
    if (said.trim() === '') continue;
    for (const { start, end: to } of bare ? group : group.slice(1)) copies.set(start, to);
  }
  return copies;
}
