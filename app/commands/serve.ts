import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Option } from 'commander';
import { WenhengError } from '../../records/errors.ts';
import { type AddCommand, example, withParts } from './command.ts';

/** wenheng serve · account · audit */
export const addServe: AddCommand = (program, door) => {
  example(
    program
      .command('serve')
      .description('打开网页和接口')
      .option('--host <地址>', '监听的地址（默认 127.0.0.1，只有本机能访问；其他地址要先建立账户）')
      .option('--port <端口>', '端口（默认 8320）')
      .option('--no-samples', '档案库为空时不编入样例')
      .addOption(new Option('--log <级别>', '日志').choices(['error', 'warn', 'info']).default('warn'))
      .action(async (o: { host?: string; port?: string; samples: boolean; log: 'error' | 'warn' | 'info' }) => {
        const env = {
          ...door.env,
          ...(o.host ? { WENHENG_HOST: o.host } : {}),
          ...(o.port ? { WENHENG_PORT: o.port } : {}),
        };
        await withParts(program, { ...door, env }, async (parts) => {
          const { serve } = await import('../serve.ts');
          const server = await serve(parts, { samples: o.samples, log: o.log, say: (line) => door.out.write(line) });
          await server.ended;
        });
      }),
    'wenheng serve\nwenheng serve --port 9000 --no-samples',
  );

  const account = program.command('account').description('管理登录账户');
  example(
    account
      .command('add <登录名>')
      .description('建立账户；密码从标准输入读取')
      .requiredOption('--organisation <单位>', '所属单位：同一单位的人看到同样的评估')
      .addOption(new Option('--role <角色>', '角色').choices(['view', 'review', 'manage']).default('review'))
      .option('--oidc', '没有密码，只通过统一身份认证登录（登录名即那里的用户名）')
      .action(async (name: string, o: { organisation: string; role: 'view' | 'review' | 'manage'; oidc?: boolean }) => {
        const { AccountName, Password } = await import('../api/schemas.ts');
        await withAccounts(async (accounts) => {
          const named = AccountName.safeParse(name);
          if (!named.success) throw new WenhengError('usage', { why: named.error.issues[0]?.message ?? '登录名有误' });
          const password = Password.safeParse(await passwordFrom());
          if (!password.success)
            throw new WenhengError('usage', { why: password.error.issues[0]?.message ?? '密码有误' });
          await accounts.add({ name: named.data, ...o, password: password.data }, Date.now());
          door.out.write(`已建立账户 ${named.data}（${o.organisation}）\n`);
        });
      }),
    'wenheng account add 张三 --organisation 洛阳市教育局 --role manage < 密码.txt',
  );
  example(
    account
      .command('list')
      .description('列出账户')
      .action(() =>
        withAccounts(async (accounts) => {
          for (const a of accounts.list())
            door.out.write(`${a.name}\t${a.organisation}\t${a.role}${a.disabled ? '\t已停用' : ''}\n`);
        }),
      ),
    'wenheng account list',
  );
  example(
    account
      .command('remove <登录名>')
      .description('删除账户')
      .action((name: string) =>
        withAccounts(async (accounts) => {
          if (!accounts.find(name)) throw new WenhengError('not-found', { what: `账户 ${name}` });
          accounts.remove(name);
          door.out.write(`已删除账户 ${name}\n`);
        }),
      ),
    'wenheng account remove 张三',
  );

  const audit = program.command('audit').description('审计日志');
  example(
    audit
      .command('verify')
      .description('核对审计日志的哈希链')
      .action(() =>
        withParts(program, door, async ({ config }) => {
          const { openDesk } = await import('../api/desk.ts');
          const { verifyAudit } = await import('../api/audit.ts');
          const desk = openDesk(config.home);
          try {
            const { entries, last } = await verifyAudit(desk);
            door.out.write(`审计日志完好：${entries} 条，最后一条的散列值 ${last}\n`);
          } finally {
            desk.close();
          }
        }),
      ),
    'wenheng audit verify',
  );

  async function withAccounts(work: (accounts: import('../api/accounts.ts').Accounts) => Promise<void>): Promise<void> {
    await withParts(program, door, async ({ config }) => {
      const { openDesk } = await import('../api/desk.ts');
      const { Accounts } = await import('../api/accounts.ts');
      const desk = openDesk(config.home);
      try {
        await work(new Accounts(desk));
      } finally {
        desk.close();
      }
    });
  }
};

/** The first line of standard input; asked for where a person sits there. */
async function passwordFrom(): Promise<string> {
  if (!process.stdin.isTTY) return (await readFile('/dev/stdin', 'utf8')).split(/\r?\n/)[0] ?? '';
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  return new Promise((resolve) => {
    lines.question('密码（输入时可见）：', (answer) => {
      lines.close();
      resolve(answer);
    });
  });
}
