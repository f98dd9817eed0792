import ical, { ICalCalendarMethod } from 'ical-generator';
import { type Deadline, MATTER_ZH } from '../../records/clause.ts';
import type { Reading } from '../../records/reading.ts';
import type { Store, StoredRecord } from '../store.ts';
import { brief, type FormQuery, placeOf, recordsOf } from './select.ts';
import type { Sheet } from './sheet.ts';
import { type Timing, timingOf } from './times.ts';

export interface CalendarQuery extends FormQuery {
  /** ISO date: what was due before is left out; all is kept by default. Days that come again stay. */
  readonly dueFrom?: string;
  /** ISO time at which the file is made. */
  readonly now: string;
}

interface Due {
  readonly record: Deadline;
  readonly document: StoredRecord['document'];
  readonly timing: Timing;
  readonly bearer: string;
}

async function dues(store: Store, query: CalendarQuery): Promise<Due[]> {
  const year = Number(query.now.slice(0, 4));
  const all: Due[] = [];
  const tables = new Map<string, Reading | null>();
  for (const { record, document } of await recordsOf(store, query, ['deadline'])) {
    if (record.type !== 'deadline') continue;
    let bearer = record.actor ?? document.issuers.join('、');
    // A row of a plan names in its own column who is to do it.
    if (/^附件|\t/.test(`${record.path}${record.quote}`)) {
      const reading = tables.get(document.id) ?? (await store.reading(document.id));
      tables.set(document.id, reading);
      bearer = bearerInRow(reading, record) ?? bearer;
    }
    all.push({ record, document, timing: timingOf(record, year), bearer });
  }
  return all
    .filter(
      ({ timing }) =>
        !query.dueFrom || timing.rule !== null || timing.days === null || timing.days.last >= query.dueFrom,
    )
    .toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
}

/** Dated ones by their day, then those that come again, then those that hang on an event. */
const orderOf = ({ timing, record }: Due): string =>
  `${timing.rule !== null ? '8' : timing.days === null ? '9' : '1'} ${timing.days?.last ?? ''} ${record.id}`;

const nameOf = ({ record }: Due): string => brief(record.action === '' ? record.quote : record.action, 60);

function bearerInRow(reading: Reading | null, { span }: Deadline): string | null {
  const unit = reading?.units.find((u) => u.span.start <= span.start && span.start < u.span.end);
  if (!reading || unit?.role !== 'row' || !unit.columns) return null;
  const at = unit.columns.findIndex((column) => /责任|负责|牵头/.test(column));
  const cell = reading.document.text.slice(unit.span.start, unit.span.end).split('\t')[at]?.trim();
  return cell ? cell : null;
}
const sourceOf = ({ record, document }: Due): string =>
  `${document.docNumber ?? `《${document.title}》`}${record.path === '' ? '' : ` ${record.path}`}`;

/** Deadlines as an iCalendar file (RFC 5545): whole days, those that come again as a rule. What hangs on an event is left out. */
export async function calendar(store: Store, query: CalendarQuery): Promise<string> {
  const file = ical({
    name: query.region ? '公文期限' : '公文期限（全部地区）',
    prodId: { company: 'wenheng', product: 'archive', language: 'ZH' },
    method: ICalCalendarMethod.PUBLISH,
  });
  for (const due of await dues(store, query)) {
    const { record, document, timing } = due;
    if (timing.days === null) continue;
    file.createEvent({
      id: record.id,
      stamp: new Date(query.now),
      start: dayOf(timing.days.first),
      // The end of a whole day is the day after it.
      end: dayOf(timing.days.last, 1),
      allDay: true,
      floating: true,
      summary: `${timing.said}：${nameOf(due)}`,
      description: [record.quote, `责任：${due.bearer}`, `依据：${sourceOf(due)}`].join('\n'),
      location: placeOf(document.region),
      categories: [{ name: MATTER_ZH[record.matter] }],
      ...(timing.rule === null ? {} : { repeating: `RRULE:${timing.rule}` }),
    });
  }
  return file.toString();
}

/** The writer takes a day's own parts, so they must not be moved by the machine's time zone. */
function dayOf(date: string, later = 0): Date {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  return new Date(year, month - 1, day + later);
}

/** 工作清单 in the columns of 泉丰教〔2024〕59号 附件1: 时间, 工作事项, 责任人. */
export async function worklist(store: Store, query: CalendarQuery): Promise<Sheet> {
  const rows = (await dues(store, query)).map((due) => [
    due.timing.said,
    `${nameOf(due)}（${sourceOf(due)}）`,
    due.bearer,
  ]);
  return {
    name: '工作清单',
    title: '专项整治工作清单',
    ...(query.region ? { note: `地区：${query.region}` } : {}),
    heads: ['时间', '工作事项', '责任人（股室）'],
    widths: [26, 90, 34],
    rows,
  };
}
