import { createHash, randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { WenhengError } from '../../records/errors.ts';
import { type Desk, number, type Row, text, textOrNull } from './desk.ts';
import { type Account, AccountRole, ROLES } from './schemas.ts';

/** Who a request comes from. */
export interface Who {
  readonly name: string;
  readonly organisation: string;
  readonly role: AccountRole;
}

/** Without accounts there is one person: whoever sits at this machine. */
export const LOCAL: Who = { name: '本机', organisation: '本机', role: 'manage' };

export const mayAct = (role: AccountRole, needed: AccountRole): boolean => ROLES.indexOf(role) >= ROLES.indexOf(needed);

// OWASP Password Storage Cheat Sheet: scrypt with N = 2^17, r = 8, p = 1 (128 MiB a hash).
const COST = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 } as const satisfies ScryptOptions;
const LENGTH = 32;

const derive = (password: string, salt: Buffer, options: ScryptOptions): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    // The same password typed on two keyboards is one password.
    scrypt(password.normalize('NFKC'), salt, LENGTH, options, (error, key) => (error ? reject(error) : resolve(key)));
  });

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, COST);
  return `scrypt$${COST.N}$${COST.r}$${COST.p}$${salt.toString('base64')}$${key.toString('base64')}`;
}

async function matches(password: string, hash: string): Promise<boolean> {
  const [kind, n, r, p, salt, key] = hash.split('$');
  if (kind !== 'scrypt' || !salt || !key) return false;
  const expected = Buffer.from(key, 'base64');
  const options = { N: Number(n), r: Number(r), p: Number(p), maxmem: COST.maxmem };
  return timingSafeEqual(await derive(password, Buffer.from(salt, 'base64'), options), expected);
}

/** Milliseconds: a session ends after so long without a request, and after so long in all. */
const IDLE = 2 * 3_600_000;
const LONGEST = 12 * 3_600_000;

const digest = (token: string): string => createHash('sha256').update(token).digest('hex');

export interface Session {
  readonly who: Who;
  readonly csrf: string;
}

/** Accounts and sessions. Times are milliseconds since 1970, handed in. */
export class Accounts {
  readonly #desk: Desk;
  /** What a wrong name is checked against, so that it takes as long as a wrong password. */
  #decoy: Promise<string> | null = null;
  /** Hashes under way: 128 MiB each, so one after the other. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  any(): boolean {
    return this.#desk.all('select 1 from account limit 1').length > 0;
  }

  list(organisation?: string): Account[] {
    const rows =
      organisation === undefined
        ? this.#desk.all('select * from account order by organisation, name')
        : this.#desk.all('select * from account where organisation = ? order by name', [organisation]);
    return rows.map(toAccount);
  }

  find(name: string): Account | null {
    const [row] = this.#desk.all('select * from account where name = ?', [name]);
    return row ? toAccount(row) : null;
  }

  /** Throws exists. Without a password only a login elsewhere (OIDC) opens it. */
  async add(
    account: { name: string; organisation: string; role: AccountRole; password: string | null; subject?: string },
    now: number,
  ): Promise<Account> {
    if (this.find(account.name)) throw new WenhengError('exists', { what: `账户“${account.name}”` });
    const hash = account.password === null ? null : await this.#inTurn(hashPassword, account.password);
    const added = this.#desk.run(
      `insert into account (name, organisation, role, hash, subject, created_at) values (?, ?, ?, ?, ?, ?)
       on conflict do nothing`,
      [account.name, account.organisation, account.role, hash, account.subject ?? null, new Date(now).toISOString()],
    );
    if (added === 0) throw new WenhengError('exists', { what: `账户“${account.name}”` });
    const made = this.find(account.name);
    if (!made) throw new RangeError('an account that was added is there');
    return made;
  }

  /** A new password, a new role or a closed account ends all its sessions. */
  async change(name: string, change: { role?: AccountRole; password?: string; disabled?: boolean }): Promise<void> {
    const hash = change.password === undefined ? null : await this.#inTurn(hashPassword, change.password);
    this.#desk.together(() => {
      if (change.role !== undefined) this.#desk.run('update account set role = ? where name = ?', [change.role, name]);
      if (hash !== null) this.#desk.run('update account set hash = ? where name = ?', [hash, name]);
      if (change.disabled !== undefined)
        this.#desk.run('update account set disabled = ? where name = ?', [Number(change.disabled), name]);
      this.#desk.run('delete from session where account = ?', [name]);
    });
  }

  remove(name: string): void {
    this.#desk.together(() => {
      this.#desk.run('delete from session where account = ?', [name]);
      this.#desk.run('delete from account where name = ?', [name]);
    });
  }

  /** Throws login-failed, the same for a wrong name, a wrong password and a closed account. */
  async check(name: string, password: string): Promise<Who> {
    const [row] = this.#desk.all('select * from account where name = ?', [name]);
    const hash = (row ? textOrNull(row, 'hash') : null) ?? (await this.#decoyHash());
    const right = await this.#inTurn((p) => matches(p, hash), password);
    if (!row || !right || textOrNull(row, 'hash') === null || number(row, 'disabled') === 1)
      throw new WenhengError('login-failed');
    return toAccount(row);
  }

  /** The account that a login elsewhere stands for; null if there is none or it is closed. */
  bySubject(subject: string): Who | null {
    const [row] = this.#desk.all('select * from account where subject = ? and disabled = 0', [subject]);
    return row ? toAccount(row) : null;
  }

  /** Ties a provider's id to an account that was made without a password and is tied to none; false if there is none. */
  bind(name: string, subject: string): boolean {
    return (
      this.#desk.run(
        'update account set subject = ? where name = ? and subject is null and hash is null and disabled = 0',
        [subject, name],
      ) > 0
    );
  }

  /** A new session; its token goes into the cookie and is kept as a digest only. */
  open(who: Who, now: number): { token: string; csrf: string } {
    const token = randomBytes(32).toString('base64url');
    const csrf = randomBytes(24).toString('base64url');
    this.#desk.run('delete from session where seen_at < ? or created_at < ?', [now - IDLE, now - LONGEST]);
    this.#desk.run('insert into session (token, account, csrf, created_at, seen_at) values (?, ?, ?, ?, ?)', [
      digest(token),
      who.name,
      csrf,
      now,
      now,
    ]);
    return { token, csrf };
  }

  session(token: string, now: number): Session | null {
    const key = digest(token);
    const [row] = this.#desk.all(
      `select a.name, a.organisation, a.role, s.csrf, s.seen_at from session s join account a on a.name = s.account
       where s.token = ? and a.disabled = 0 and s.seen_at >= ? and s.created_at >= ?`,
      [key, now - IDLE, now - LONGEST],
    );
    if (!row) return null;
    // Once a minute is often enough for an end after hours, and spares a write a request.
    if (now - number(row, 'seen_at') > 60_000)
      this.#desk.run('update session set seen_at = ? where token = ?', [now, key]);
    return { who: whoOf(row), csrf: text(row, 'csrf') };
  }

  end(token: string): void {
    this.#desk.run('delete from session where token = ?', [digest(token)]);
  }

  #decoyHash(): Promise<string> {
    this.#decoy ??= hashPassword(randomBytes(16).toString('hex'));
    return this.#decoy;
  }

  #inTurn<T>(work: (password: string) => Promise<T>, password: string): Promise<T> {
    const run = this.#turn.then(() => work(password));
    this.#turn = run.catch(() => undefined);
    return run;
  }
}

const whoOf = (row: Row): Who => ({
  name: text(row, 'name'),
  organisation: text(row, 'organisation'),
  role: AccountRole.parse(row['role']),
});

const toAccount = (row: Row): Account => ({
  ...whoOf(row),
  disabled: number(row, 'disabled') === 1,
  createdAt: text(row, 'created_at'),
});
