import { describe, expect, it } from 'vitest';
import { numberKey, stemKey, titleKey, titleKeys } from './keys.ts';
import { alike, signatureOf } from './signature.ts';

describe('keys of titles and numbers', () => {
  it.each([
    ['洛教办〔2020〕103号', '洛教办|2020|103'],
    ['洛教办[2020]103号', '洛教办|2020|103'],
    ['洛教办（２０２０）０１０３号', '洛教办|2020|103'],
    ['洛教办 〔 2020 〕 103 号', '洛教办|2020|103'],
    ['2019年第6号', '|2019|6'],
    ['无', null],
  ])('%s', (number, key) => expect(numberKey(number)).toBe(key));

  it('leaves out the issuer, and finds the plan inside a notice that issues it', () => {
    expect(titleKey('中共甲省委办公厅 甲省人民政府办公厅关于减负的若干意见')).toBe('关于减负的若干意见');
    expect(titleKey('甲市教育局关于〈减负〉的通知')).toBe(titleKey('关于《减负》的通知'));
    expect(titleKeys('甲省教育厅关于印发《涉校事务实施方案》的通知')).toContain(titleKey('涉校事务实施方案'));
    expect(titleKey('意见')).toBe('意见');
  });

  it('gives editions of one document one stem', () => {
    const stem = stemKey('甲市2024年社会事务进校园清单');
    expect(stemKey('甲市2025年度社会事务进校园清单')).toBe(stem);
    expect(stemKey('学校食堂管理办法（试行）')).toBe(stemKey('学校食堂管理办法'));
    expect(stemKey('学校宿舍管理办法')).not.toBe(stemKey('学校食堂管理办法'));
  });
});

describe('signatures', () => {
  const words = Array.from({ length: 300 }, (_, i) => String.fromCharCode(0x4e00 + ((i * 7919) % 5000)));
  it('are alike as far as the texts are', () => {
    const whole = words.join('');
    const half = `${words.slice(0, 150).join('')}${words.slice(0, 150).toReversed().join('')}`;
    expect(alike(signatureOf(whole), signatureOf(`${whole}。\n`))).toBe(1);
    expect(alike(signatureOf(whole), signatureOf(words.toReversed().join('')))).toBeLessThan(0.1);
    const share = alike(signatureOf(whole), signatureOf(half));
    expect(share).toBeGreaterThan(0.15);
    expect(share).toBeLessThan(0.55);
    expect(alike(signatureOf(''), signatureOf(''))).toBe(0);
  });
});
