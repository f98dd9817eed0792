declare module 'word-extractor' {
  /** The parts used here; the package ships no types. */
  export default class WordExtractor {
    extract(source: string | Buffer): Promise<{ getBody(): string; getFootnotes(): string }>;
  }
}
