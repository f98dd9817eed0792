import { WenhengError } from '../../records/errors.ts';
import type { LedgerList, ListKind } from '../../records/ledger.ts';
import { LOCAL, type Who } from './accounts.ts';
import { type Desk, text } from './desk.ts';

/**
 * Lists that their own rules make public or that every house must keep to: read by all, changed by the house that handed
 * them in. The others name people, telephone numbers and problems under correction, and are that house's alone.
 */
const PUBLIC: ReadonlySet<ListKind> = new Set<ListKind>([
  'whitelist',
  'inspection',
  'meeting',
  'document-plan',
  'app',
  'exam',
  'form',
]);

/** Whose each list of the ledger is. What came in by the command line is this machine's own. */
export class ListOwners {
  readonly #desk: Desk;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  of(listId: string): string {
    const [row] = this.#desk.all('select organisation from ledger_owned where list = ?', [listId]);
    return row ? text(row, 'organisation') : LOCAL.organisation;
  }

  mayRead(list: Pick<LedgerList, 'id' | 'kind'>, organisation: string): boolean {
    return PUBLIC.has(list.kind) || this.of(list.id) === organisation;
  }

  /**
   * The list is this house's from now on. `stands`: it was in the ledger before.
   * Throws not-allowed where it is another's.
   */
  claim(listId: string, who: Pick<Who, 'name' | 'organisation'>, stands: boolean, at: string): void {
    this.#desk.together(() => {
      const [row] = this.#desk.all('select organisation from ledger_owned where list = ?', [listId]);
      const owner = row ? text(row, 'organisation') : stands ? LOCAL.organisation : null;
      if (owner !== null && owner !== who.organisation)
        throw new WenhengError('not-allowed', { what: '同一单位、同一年度的这份清单已由其他单位登记' });
      if (!row)
        this.#desk.run('insert into ledger_owned (list, organisation, by_whom, at) values (?, ?, ?, ?)', [
          listId,
          who.organisation,
          who.name,
          at,
        ]);
    });
  }

  release(listId: string): void {
    this.#desk.run('delete from ledger_owned where list = ?', [listId]);
  }
}
