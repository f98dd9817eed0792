import type { Role } from './annexes.ts';
import { type TextLine, titleLike } from './lines.ts';
import { BODY_NAME, DATE_LINE, IMPRINT, PERSON_LINE, PUBLISHED_LINE } from './marks.ts';

/** 署名 and 成文日期 between two lines: the last date there, and the names of bodies above it. */
export function markSignature(lines: readonly TextLine[], roles: Role[], from: number, to: number): void {
  for (let i = to - 1; i >= Math.max(from, to - 200); i--) {
    const line = lines[i];
    if (!line || line.words.length > 80 || (roles[i] !== 'body' && roles[i] !== 'cover')) continue;
    if (PERSON_LINE.test(line.words)) roles[i] = 'signature';
    if (DATE_LINE.test(line.words)) {
      const above = lines[i - 1];
      const plain = /^\d+$/.test(line.words);
      if (plain && !(above && BODY_NAME.test(above.words))) continue;
      roles[i] = 'date';
      for (let j = i - 1; j >= Math.max(from, i - 8); j--) {
        const name = lines[j];
        if (name && PERSON_LINE.test(name.words)) {
          roles[j] = 'signature';
          continue;
        }
        if (!name || !titleLike(name) || name.words.length > 60 || !BODY_NAME.test(name.words)) break;
        if (roles[j] !== 'body' && roles[j] !== 'cover') break;
        roles[j] = 'signature';
      }
      return;
    }
    // 洛阳市教育局 2024年6月4日 on one line
    if (/^\S.{1,60}\s?[12]\d{3}年\d{1,2}月\d{1,2}日$/.test(line.words) && !/[，。；：]/.test(line.words)) {
      const name = line.words.replace(/\s?[12]\d{3}年\d{1,2}月\d{1,2}日$/, '');
      if (BODY_NAME.test(name) && name.length <= 40) {
        roles[i] = 'signature';
        return;
      }
    }
  }
  // No date: a body's name alone at the end.
  for (let i = to - 1; i >= Math.max(from, to - 3); i--) {
    const line = lines[i];
    if (!line || roles[i] === 'imprint' || roles[i] === 'attachment-list') continue;
    if (
      roles[i] === 'body' &&
      titleLike(line) &&
      line.words.length <= 40 &&
      line.words.length >= 4 &&
      BODY_NAME.test(line.words)
    )
      roles[i] = 'signature';
    return;
  }
}

export function markImprint(lines: readonly TextLine[], roles: Role[], from: number): void {
  for (let i = from; i < lines.length; i++) {
    const line = lines[i];
    if (!line || line.row || line.label) continue;
    if (IMPRINT.test(line.words)) roles[i] = 'imprint';
    else if (
      i === lines.length - 1 &&
      PUBLISHED_LINE.test(line.words) &&
      BODY_NAME.test(line.words.replace(/发布$|宣$/, ''))
    )
      roles[i] = 'imprint';
  }
}
