/**
 * Bytes of unknown encoding to text, by measurement: byte order mark, then strict UTF-8 (a cut tail allowed), then the
 * candidate whose characters are most like those of a notice. No label is believed: pages that say gb2312 hold
 * four-byte GB18030 characters or plain UTF-8.
 */

/** Characters that fill notices, simplified and traditional; what they share with a decoding tells whether it is right. */
const COMMON = new Set(
  '的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运笔校园务局厅委府县省级育培训考核评检查督通知办印减轻负担课师职责严禁应须报送附件编号序项申请审批备案单位组织领导加强落实健全完善贯彻按照根据规定要求措施意见方案专项整治监管服务社会活动进校白名单家长作业机构学科' +
    '這個們來為國說時會對經過發後裡種動現當沒進樣開從實無與長機業將兩間問應戰頭體見產應話給員處義幾條系氣題爾別變總電數報結計資統區隊決馬聽達難權設記類據該規萬領確傳師觀讓識導爭運學縣級訓評檢減輕負擔課職責嚴須報編號項審備單組織領強實貫徹規專項監務動機構' +
    '，。、；：？！“”‘’（）《》〈〉〔〕【】—…·　０１２３４５６７８９①②③④⑤⑥',
);

/** Control characters that no text holds; tab, line and page breaks, and the DOS end mark are let through. */
const isControl = (c: number): boolean =>
  c < 0x20 && c !== 9 && c !== 10 && c !== 11 && c !== 12 && c !== 13 && c !== 0x1a;
const isBad = (c: number): boolean =>
  c === 0xfffd || isControl(c) || (c >= 0x7f && c < 0xa0) || (c >= 0xe000 && c <= 0xf8ff);

/** Shares of all characters (`bad`, `control`) and of the characters outside ASCII (`common`), over the first 20,000. */
function weigh(text: string): { common: number; bad: number; control: number } {
  const sample = text.slice(0, 20_000);
  let common = 0;
  let bad = 0;
  let control = 0;
  let foreign = 0;
  for (let i = 0; i < sample.length; i++) {
    const c = sample.charCodeAt(i);
    if (isControl(c)) control++;
    if (isBad(c)) bad++;
    if (c < 0x80) continue;
    foreign++;
    if (COMMON.has(sample.charAt(i))) common++;
  }
  const all = Math.max(1, sample.length);
  return { common: common / Math.max(1, foreign), bad: bad / all, control: control / all };
}

export interface Decoded {
  readonly text: string;
  readonly encoding: 'utf-8' | 'gb18030' | 'big5' | 'utf-16le' | 'utf-16be';
  /** Characters that could not be decoded and stand as U+FFFD. */
  readonly lost: number;
}

const decodeAs = (bytes: Uint8Array, encoding: Decoded['encoding']): Decoded => {
  // `stream` leaves out a character cut in two at the end instead of reporting it.
  const text = new TextDecoder(encoding).decode(bytes, { stream: true });
  let lost = 0;
  for (let i = text.indexOf('\ufffd'); i >= 0; i = text.indexOf('\ufffd', i + 1)) lost++;
  return { text, encoding, lost };
};

/**
 * Strict UTF-8 with a cut tail allowed; null where a byte contradicts it, and where nothing but two-byte characters
 * stand outside ASCII: Chinese takes three, while 通知 or 联通 in GBK happen to be valid UTF-8 of that kind.
 */
export function strictUtf8(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return /[\u0080-\u07ff]/.test(text) && !/[\u0800-\uffff]/.test(text) ? null : text;
  } catch (e) {
    if (e instanceof TypeError) return null;
    throw e;
  }
}

/** The text, without its byte order mark; null when no encoding makes text of the bytes. */
export function decodeText(bytes: Uint8Array): Decoded | null {
  const [a, b, c] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return accept(decodeAs(bytes, 'utf-8'));
  if (a === 0xff && b === 0xfe) return accept(decodeAs(bytes, 'utf-16le'));
  if (a === 0xfe && b === 0xff) return accept(decodeAs(bytes, 'utf-16be'));

  const utf8 = strictUtf8(bytes);
  if (utf8 !== null && weigh(utf8).control === 0) return { text: utf8, encoding: 'utf-8', lost: 0 };

  const head = bytes.subarray(0, 60_000);
  const ranked = (['gb18030', 'utf-8', 'big5', 'utf-16le', 'utf-16be'] as const)
    .map((encoding) => {
      const { common, bad } = weigh(decodeAs(head, encoding).text);
      return { encoding, common, score: common - 4 * bad };
    })
    // Any bytes are Han characters in UTF-16; without a mark only common ones prove it.
    .filter(({ encoding, common }) => !encoding.startsWith('utf-16') || common > 0.2)
    .sort((x, y) => y.score - x.score);
  const best = ranked[0];
  return best ? accept(decodeAs(bytes, best.encoding)) : null;
}

/** Text has next to no control characters and few holes; what exceeds that is something else. */
function accept(decoded: Decoded): Decoded | null {
  const { bad, control } = weigh(decoded.text);
  return control > 0.002 || bad > 0.05 ? null : decoded;
}
