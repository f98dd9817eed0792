const TIME = new Intl.DateTimeFormat('zh-CN', { month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit' });
const FULL = new Intl.DateTimeFormat('zh-CN', { dateStyle: 'long', timeStyle: 'short' });

/** 11月22日 19:09, in the reader's own time zone. */
export const sayTime = (iso: string): string => TIME.format(new Date(iso));
export const sayFullTime = (iso: string): string => FULL.format(new Date(iso));
