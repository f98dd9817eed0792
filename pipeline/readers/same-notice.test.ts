import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Pages } from '../../records/page.ts';
import { docx } from './docx.ts';
import { ofd } from './ofd.ts';
import { makeOfd } from './ofd-fixture.ts';
import { optionsFor, squeeze } from './testing.ts';
import { txt } from './txt.ts';

/** Our own sample notices as TXT, as DOCX with automatic numbers, and set as OFD: all must say the same. */
const sample = (slug: string, ext: string): URL =>
  new URL(`../../corpus/samples/${slug}/${slug}.${ext}`, import.meta.url);
const SLUGS = ['nation-school-affairs', 'dingcheng-plan'].filter((slug) => existsSync(sample(slug, 'docx')));
const said = (pages: Pages): string[] => pages.blocks.map((b) => squeeze(b.text));

describe.skipIf(SLUGS.length === 0)('one notice in three formats', () => {
  test.each(SLUGS)('%s', async (slug) => {
    const plain = (await txt.read(readFileSync(sample(slug, 'txt')), optionsFor(slug))).pages;
    const word = (await docx.read(readFileSync(sample(slug, 'docx')), optionsFor(slug))).pages;
    expect(said(word)).toEqual(said(plain));
    // Numbers that the file holds only as numbering are there, and stand at the head of their text.
    const labelled = word.blocks.filter((b) => b.label !== undefined);
    expect(labelled.length).toBeGreaterThan(5);
    expect(labelled.filter((b) => !b.text.startsWith(b.label ?? ''))).toEqual([]);

    const set = makeOfd(plain.blocks.map((b) => ({ text: b.text.replaceAll('\t', ' '), indent: 2 })));
    const printed = (await ofd.read(set, optionsFor(slug))).pages;
    expect(said(printed).join('')).toBe(said(plain).join(''));
    expect(new Set(printed.aside.map((a) => a.kind))).toEqual(new Set(['running-head', 'page-number']));
  });
});
