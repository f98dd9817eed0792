import { shallowRef } from 'vue';
import { api, ask, type Me, Refused, setCsrf, tell } from './client.ts';

export const me = shallowRef<Me | null>(null);
/** How one gets in: by password, by the house's own login, or without (this machine only). */
export const door = shallowRef<{
  accounts: boolean;
  oidc: string | null;
  queue: string | null;
  version: string;
} | null>(null);

export async function entrance(): Promise<void> {
  door.value ??= await ask(api.GET('/api/session'));
}

/** Null without a login. */
export async function loadMe(): Promise<Me | null> {
  try {
    take(await ask(api.GET('/api/me')));
  } catch (error) {
    if (!(error instanceof Refused) || error.problem.status !== 401) throw error;
    take(null);
  }
  return me.value;
}

export async function login(name: string, password: string): Promise<void> {
  take(await ask(api.POST('/api/session', { body: { name, password } })));
}

export async function logout(): Promise<void> {
  await tell(api.DELETE('/api/session'));
  take(null);
}

const RANK = { view: 0, review: 1, manage: 2 } as const;
export const may = (role: keyof typeof RANK): boolean => me.value !== null && RANK[me.value.role] >= RANK[role];

function take(who: Me | null): void {
  me.value = who;
  setCsrf(who?.csrf ?? '');
}
