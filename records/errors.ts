/**
 * The closed list of what can go wrong, each with its Chinese message, what to do, and how the doors answer.
 * One row is one cause; docs/errors.md has a section for each row and a test keeps the two equal.
 */
interface Row {
  /** What happened, for a clerk. `{…}` are holes. */
  readonly zh: string;
  /** What to do next. */
  readonly todo: string;
  readonly en: string;
  /** 3 bad input · 4 something missing or busy · 2 usage (design.md, Commands). */
  readonly exit: 2 | 3 | 4;
  readonly http: number;
  /** `never`: bad input stays bad. `later`: wait and go on, no attempt counted. */
  readonly retry: 'never' | 'later';
}

export const ERRORS = {
  'file-missing': {
    zh: '找不到文件：{file}',
    todo: '请检查路径和文件名是否正确。',
    en: 'File not found: {file}',
    exit: 3,
    http: 404,
    retry: 'never',
  },
  'file-empty': {
    zh: '文件是空的：{file}',
    todo: '请重新导出或重新上传原件。',
    en: 'The file is empty: {file}',
    exit: 3,
    http: 422,
    retry: 'never',
  },
  'is-folder': {
    zh: '{file} 是文件夹，这里需要一个文件',
    todo: '评估请指定一个文件；整个文件夹请用 wenheng index。',
    en: '{file} is a folder; a file is needed here',
    exit: 3,
    http: 422,
    retry: 'never',
  },
  'not-text': {
    zh: '{file} 不是文本：内容像二进制数据',
    todo: '请确认文件没有损坏，并上传原始格式（PDF、DOCX、OFD 等）。',
    en: '{file} is not text',
    exit: 3,
    http: 415,
    retry: 'never',
  },
  'not-chinese': {
    zh: '{file} 里几乎没有中文，不像公文',
    todo: '文衡只处理中文公文；请确认上传的是公文正文。',
    en: '{file} holds almost no Chinese',
    exit: 3,
    http: 422,
    retry: 'never',
  },
  'format-unknown': {
    zh: '认不出 {file} 的格式',
    todo: '支持 PDF、DOCX、DOC、WPS、OFD、HTML、TXT、图片、TIFF 和 ZIP。',
    en: 'Unknown format: {file}',
    exit: 3,
    http: 415,
    retry: 'never',
  },
  'format-unsupported': {
    zh: '尚不支持 {format} 格式：{file}',
    todo: '请另存为 DOCX、PDF 或 TXT 后重试。',
    en: '{format} is not supported: {file}',
    exit: 3,
    http: 415,
    retry: 'never',
  },
  'converter-missing': {
    zh: '读取 {format} 需要 LibreOffice，这台机器上没有：{file}',
    todo: '请安装 LibreOffice，或把文件另存为 DOCX。',
    en: '{format} needs LibreOffice: {file}',
    exit: 4,
    http: 415,
    retry: 'never',
  },
  'password-locked': {
    zh: '{file} 设有打开密码，无法读取',
    todo: '请去掉密码后重新上传。',
    en: '{file} is locked by a password',
    exit: 3,
    http: 422,
    retry: 'never',
  },
  'file-damaged': {
    zh: '{file} 已损坏或不完整：{why}',
    todo: '请向来文单位索取完好的原件。',
    en: '{file} is damaged: {why}',
    exit: 3,
    http: 422,
    retry: 'never',
  },
  'file-too-large': {
    zh: '{file} 太大（{size}），上限是 {limit}',
    todo: '请拆分文件，或降低扫描分辨率后重新扫描。',
    en: '{file} is too large ({size}; limit {limit})',
    exit: 3,
    http: 413,
    retry: 'never',
  },
  'image-too-large': {
    zh: '图像过大：{file}（{size}），上限是 {limit}',
    todo: '请以 200–300 dpi 重新扫描。',
    en: 'Image too large: {file} ({size}; limit {limit})',
    exit: 3,
    http: 413,
    retry: 'never',
  },
  'too-many-pages': {
    zh: '{file} 声称有 {pages} 页，上限是 {limit} 页',
    todo: '请拆分后分别上传。',
    en: '{file} claims {pages} pages (limit {limit})',
    exit: 3,
    http: 413,
    retry: 'never',
  },
  'no-pages': {
    zh: '{file} 里没有任何页面',
    todo: '请重新导出原件。',
    en: '{file} has no pages',
    exit: 3,
    http: 422,
    retry: 'never',
  },
  'no-text': {
    zh: '{file} 里没有读到文字',
    todo: '若是扫描件，请确认已启用文字识别；若是网页，请保存完整页面。',
    en: 'No text found in {file}',
    exit: 3,
    http: 422,
    retry: 'never',
  },
  'archive-unsafe': {
    zh: '压缩包里的 {entry} 路径不安全，已拒绝',
    todo: '请重新打包，不要包含上级目录、绝对路径或链接。',
    en: 'Unsafe path in archive: {entry}',
    exit: 3,
    http: 422,
    retry: 'never',
  },
  'archive-bomb': {
    zh: '{file} 解压后异常膨胀，已停止（{why}）',
    todo: '请确认压缩包来源可靠；正常文件请分批打包。',
    en: '{file} swells abnormally ({why})',
    exit: 3,
    http: 422,
    retry: 'never',
  },
  'archive-too-many': {
    zh: '{file} 内文件过多（上限 {limit} 个）',
    todo: '请分成几个压缩包，或在本机用 wenheng index。',
    en: 'Too many entries in {file} (limit {limit})',
    exit: 3,
    http: 413,
    retry: 'never',
  },
  'markup-hostile': {
    zh: '{file} 的标记结构异常（{why}），已拒绝',
    todo: '请用正规软件重新导出。',
    en: 'Hostile markup in {file} ({why})',
    exit: 3,
    http: 422,
    retry: 'never',
  },
  'time-limit': {
    zh: '读取 {file} 超过了 {limit} 秒，已停止',
    todo: '文件可能异常；请重新导出，或拆分后重试。',
    en: 'Reading {file} took over {limit} s',
    exit: 3,
    http: 422,
    retry: 'never',
  },
  'memory-limit': {
    zh: '读取 {file} 占用内存超过上限，已停止',
    todo: '文件可能异常；请重新导出，或拆分后重试。',
    en: 'Reading {file} took too much memory',
    exit: 3,
    http: 422,
    retry: 'never',
  },
  'reader-crashed': {
    zh: '读取 {file} 时解析进程意外退出',
    todo: '请重试一次；若仍失败，请换一种格式导出。',
    en: 'The reader of {file} stopped unexpectedly',
    exit: 3,
    http: 422,
    retry: 'never',
  },
  'ocr-missing': {
    zh: '{file} 是扫描件，但这台机器上没有可用的文字识别引擎',
    todo: '运行 wenheng doctor 查看缺少什么。',
    en: 'No OCR engine for {file}',
    exit: 4,
    http: 503,
    retry: 'later',
  },
  usage: { zh: '{why}', todo: '加 --help 查看用法和例子。', en: '{why}', exit: 2, http: 400, retry: 'never' },
  'unknown-region': {
    zh: '没有这个地区：{region}{near}',
    todo: '请用行政区划代码或完整名称，例如 410305 或 洛阳市涧西区。',
    en: 'Unknown region: {region}{near}',
    exit: 2,
    http: 400,
    retry: 'never',
  },
  'unknown-matter': {
    zh: '没有这个事项：{matter}{near}',
    todo: '可用的事项见 wenheng query limits --help。',
    en: 'Unknown matter: {matter}{near}',
    exit: 2,
    http: 400,
    retry: 'never',
  },
  'not-found': {
    zh: '没有找到 {what}',
    todo: '请用 wenheng search 查找编号。',
    en: 'Not found: {what}',
    exit: 3,
    http: 404,
    retry: 'never',
  },
  'store-newer': {
    zh: '档案库版本（{found}）比本程序（{known}）新',
    todo: '请升级文衡。',
    en: 'The store is of a newer version ({found} > {known})',
    exit: 4,
    http: 503,
    retry: 'never',
  },
  'store-busy': {
    zh: '档案库正被占用',
    todo: '请稍候再试。',
    en: 'The store is busy',
    exit: 4,
    http: 503,
    retry: 'later',
  },
  'disk-full': {
    zh: '磁盘已满，写入停止',
    todo: '请清理磁盘空间后重试；已完成的部分不会丢失。',
    en: 'The disk is full',
    exit: 4,
    http: 507,
    retry: 'later',
  },
  'service-away': {
    zh: '{service} 暂时连不上',
    todo: '系统会自动重试；若持续，请检查服务是否启动。',
    en: '{service} is away',
    exit: 4,
    http: 503,
    retry: 'later',
  },
  'login-needed': {
    zh: '需要登录',
    todo: '请登录后再试；登录过期的请重新登录。',
    en: 'Login needed',
    exit: 4,
    http: 401,
    retry: 'never',
  },
  'login-failed': {
    zh: '用户名或密码不正确',
    todo: '请核对后重试；忘记密码的请联系管理员重设。',
    en: 'Wrong name or password',
    exit: 2,
    http: 401,
    retry: 'never',
  },
  'not-allowed': {
    zh: '没有权限：{what}',
    todo: '请联系本单位的管理员。',
    en: 'Not allowed: {what}',
    exit: 2,
    http: 403,
    retry: 'never',
  },
  'foreign-request': {
    zh: '请求不是从本站页面发出的，已拒绝',
    todo: '请刷新页面后重试；程序调用请不要带其他网站的来源标头。',
    en: 'The request did not come from this site',
    exit: 2,
    http: 403,
    retry: 'never',
  },
  'too-many-requests': {
    zh: '请求过于频繁（{seconds} 秒后恢复）',
    todo: '请稍候再试。',
    en: 'Too many requests; wait {seconds} s',
    exit: 4,
    http: 429,
    retry: 'later',
  },
  exists: {
    zh: '{what} 已存在',
    todo: '请换一个名称，或修改已有的那一个。',
    en: '{what} exists already',
    exit: 2,
    http: 409,
    retry: 'never',
  },
  'accounts-needed': {
    zh: '监听 {host} 会让其他机器访问，必须先建立账户',
    todo: '请先运行 wenheng account add 建立管理账户，或只监听 127.0.0.1。',
    en: 'Listening on {host} needs accounts first',
    exit: 4,
    http: 503,
    retry: 'never',
  },
  'audit-broken': {
    zh: '审计日志从第 {line} 条起与哈希链不符：{why}',
    todo: '日志可能被改动；请保留现场，并与备份核对。',
    en: 'The audit log does not hold from line {line}: {why}',
    exit: 3,
    http: 409,
    retry: 'never',
  },
} as const satisfies Record<string, Row>;

export type ErrorCode = keyof typeof ERRORS;
export const ERROR_CODES = Object.keys(ERRORS) as ErrorCode[];

const fill = (pattern: string, holes: Readonly<Record<string, string | number>>): string =>
  pattern.replace(/\{(\w+)\}/g, (_, name: string) => String(holes[name] ?? ''));

/** Something the user can understand and act on. Anything else that is thrown is a bug. */
export class WenhengError extends Error {
  readonly code: ErrorCode;
  readonly holes: Readonly<Record<string, string | number>>;

  constructor(code: ErrorCode, holes: Readonly<Record<string, string | number>> = {}, options?: { cause?: unknown }) {
    super(`${fill(ERRORS[code].zh, holes)}。${ERRORS[code].todo}`, options);
    this.name = 'WenhengError';
    this.code = code;
    this.holes = holes;
  }

  /** Chinese by default; `en` for `--lang en`. */
  say(lang: 'zh' | 'en' = 'zh'): string {
    return lang === 'zh' ? this.message : `${fill(ERRORS[this.code].en, this.holes)}.`;
  }
}

export const isWenhengError = (e: unknown): e is WenhengError => e instanceof WenhengError;
