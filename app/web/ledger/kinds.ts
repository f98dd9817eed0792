import { shallowRef } from 'vue';
import { api, ask, type LedgerEntry, type ListForm } from '../api/client.ts';

export type Kind = LedgerEntry['kind'];
export type State = LedgerEntry['state'];

const forms = shallowRef<readonly ListForm[]>([]);

/** The columns of every kind of list, once a visit. */
export async function loadForms(): Promise<void> {
  if (forms.value.length === 0) forms.value = (await ask(api.GET('/api/ledger/forms'))).items;
}
export const allForms = (): readonly ListForm[] => forms.value;
export const formOf = (kind: Kind): ListForm | null => forms.value.find((f) => f.kind === kind) ?? null;

/** Colour of a state, by the names that Chip knows. */
export const TONE: Readonly<Record<State, string>> = {
  active: 'notice',
  doing: 'warning',
  closed: 'done',
  faulty: 'failed',
  doubled: 'doubt',
  replaced: '',
  withdrawn: '',
};

/** States that a clerk may give a row of a kind; the others come from the file. */
export const GIVEN: Readonly<Partial<Record<Kind, readonly State[]>>> = {
  rectification: ['active', 'doing', 'closed', 'withdrawn'],
  secondment: ['active', 'closed', 'withdrawn'],
  'entry-request': ['doing', 'active', 'withdrawn'],
};
export const givenTo = (kind: Kind): readonly State[] => GIVEN[kind] ?? ['active', 'withdrawn'];

export const FORMATS = ['xlsx', 'docx', 'csv'] as const;
