import type { Store } from '../store.ts';
import { type CalendarQuery, worklist } from './calendar.ts';
import { catalog } from './catalog.ts';
import { rectification } from './rectification.ts';
import { csvOf, type Sheet, xlsxOf } from './sheet.ts';
import { survey } from './survey.ts';
import { whitelist } from './whitelist.ts';

export { type CalendarQuery, calendar } from './calendar.ts';
export type { FormQuery } from './select.ts';
export type { Sheet } from './sheet.ts';

/** The forms that leave the archive as tables; deadlines as a calendar file: `calendar`. */
export const FORMS = ['catalog', 'survey', 'rectification', 'worklist', 'whitelist'] as const;
export type Form = (typeof FORMS)[number];
export const FORM_ZH: Readonly<Record<Form, string>> = {
  catalog: '中小学教师减负工作相关文件目录',
  survey: '专项整治问题摸排清单',
  rectification: '专项整治问题整改清单',
  worklist: '工作清单',
  whitelist: '社会事务进校园白名单',
};

/** Fills a form from the archive. Throws unknown-region. */
export function fillForm(store: Store, form: Form, query: CalendarQuery): Promise<Sheet> {
  switch (form) {
    case 'catalog':
      return catalog(store, query);
    case 'survey':
      return survey(store, query);
    case 'rectification':
      return rectification(store, query);
    case 'worklist':
      return worklist(store, query);
    case 'whitelist':
      return whitelist(store, query);
    default:
      return form satisfies never;
  }
}

export const SHEET_FORMATS = ['xlsx', 'docx', 'csv'] as const;
export type SheetFormat = (typeof SHEET_FORMATS)[number];

export async function renderSheet(sheet: Sheet, format: SheetFormat): Promise<Uint8Array<ArrayBuffer> | string> {
  switch (format) {
    case 'xlsx':
      return xlsxOf(sheet);
    case 'docx':
      return (await import('./docx.ts')).docxOf(sheet);
    case 'csv':
      return csvOf([sheet.heads, ...sheet.rows.map((row) => row.map(String))]);
    default:
      return format satisfies never;
  }
}
