import { getDefaults, Lexer, Tokenizer, type Token, type Tokens, type TokensList } from 'marked';
import { endOfFence, readOpening, stepLanguage } from './fence.ts';

/** Offsets in the LF text: `start` at the beginning of a line, `end` after the last line end. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface HeadingBlock {
  readonly offset: number;
  /** As written, with its inline markup. */
  readonly text: string;
}

/** What the block structure of a Markdown text says about its fences. */
export interface Blocks {
  /** Top-level fences of any language, in order. */
  readonly fences: readonly Span[];
  /** Top-level headings, in order. */
  readonly headings: readonly HeadingBlock[];
  /** Offsets of the first lines of executable fences inside lists and quotations. */
  readonly nested: readonly number[];
}

const openingLine = /^ {0,3}(?:`{3,}[^`\n]*|~{3,}[^\n]*)(?:\n|$)/;
const executableInside = /(?:`{3}|~{3})[ \t]*(?:powershell|ps1|pwsh|sql|tsql|step)\b/i;

/**
 * Notes where top-level fences and headings are. The remaining text at top level is always the end
 * of the whole, so its length gives the offset, whatever the tokens' `raw` may say.
 */
class BlockTokenizer extends Tokenizer {
  readonly fenceSpans: Span[] = [];
  readonly headingBlocks: HeadingBlock[] = [];
  readonly nestings: Span[] = [];
  readonly #length: number;
  #depth = 0;

  constructor(length: number) {
    super();
    this.#length = length;
  }

  /** In CommonMark, closing fences may be followed by tabs too; and nobody needs the text here. */
  override fences(src: string): Tokens.Code | undefined {
    const first = src.charCodeAt(0);
    if (first !== 0x20 && first !== 0x60 && first !== 0x7e) return undefined;
    const opening = openingLine.exec(src)?.[0];
    if (opening === undefined) return undefined;
    const fence = readOpening(opening.trimEnd())?.fence ?? '```';
    const length = endOfFence(fence, src, opening.length - 1);
    this.#note(this.fenceSpans, src, length);
    return { type: 'code', raw: src.slice(0, length), text: '' };
  }

  override heading(src: string): Tokens.Heading | undefined {
    return this.#noteHeading(src, super.heading(src));
  }

  override lheading(src: string): Tokens.Heading | undefined {
    return this.#noteHeading(src, super.lheading(src));
  }

  override blockquote(src: string): Tokens.Blockquote | undefined {
    return this.#inside(src, () => super.blockquote(src));
  }

  override list(src: string): Tokens.List | undefined {
    return this.#inside(src, () => super.list(src));
  }

  /** A definition is part of a paragraph, which a fence ends; a title must not swallow the fence. */
  override def(): undefined {
    return undefined;
  }

  /** A table ends where a paragraph does. */
  override table(): undefined {
    return undefined;
  }

  #note(spans: Span[], src: string, length: number): void {
    const start = this.#length - src.length;
    if (this.#depth === 0) spans.push({ start, end: start + length });
  }

  #noteHeading(src: string, token: Tokens.Heading | undefined): Tokens.Heading | undefined {
    if (token !== undefined && this.#depth === 0) {
      this.headingBlocks.push({ offset: this.#length - src.length, text: token.text });
    }
    return token;
  }

  #inside<T extends Tokens.Blockquote | Tokens.List>(
    src: string,
    read: () => T | undefined,
  ): T | undefined {
    this.#depth++;
    const token = read();
    this.#depth--;
    if (token !== undefined && executableInside.test(token.raw)) {
      this.#note(this.nestings, src, token.raw.length);
    }
    return token;
  }
}

/** Leaves out what is inside list items: nothing in there can be a step. */
class TopLevelLexer extends Lexer {
  override blockTokens(src: string, tokens?: Token[], clipped?: boolean): Token[];
  override blockTokens(src: string, tokens?: TokensList, clipped?: boolean): TokensList;
  override blockTokens(src: string, tokens: Token[] = [], clipped = false): Token[] {
    if (this.state.top) return super.blockTokens(src, tokens, clipped);
    this.state.top = true;
    return tokens;
  }
}

function codeInfos(tokens: readonly Token[], found: string[]): void {
  for (const token of tokens) {
    if (token.type === 'code') found.push(/[^\n]*/.exec(token.raw)?.[0] ?? '');
    if ('items' in token && Array.isArray(token.items)) codeInfos(token.items, found);
    if ('tokens' in token && Array.isArray(token.tokens)) codeInfos(token.tokens, found);
  }
}

/** Offsets, in a list or quotation, of the lines that begin its executable fences. */
function nestedSteps(text: string): number[] {
  const infos: string[] = [];
  codeInfos(new Lexer(getDefaults()).blockTokens(text, []), infos);
  const openings = infos
    .map(line => line.trimStart())
    .filter(line => stepLanguage(readOpening(line)?.info ?? '') !== undefined);
  const found: number[] = [];
  let from = 0;
  for (const opening of openings) {
    const at = text.indexOf(opening.trimEnd(), from);
    if (at < 0) continue;
    found.push(at);
    from = at + opening.length;
  }
  return found;
}

/**
 * The top-level fences and headings of a Markdown text with LF line ends, by marked's block lexer;
 * no inline text is read, which is what lexing costs.
 */
export function markedBlocks(lf: string): Blocks {
  const tokenizer = new BlockTokenizer(lf.length);
  new TopLevelLexer({ ...getDefaults(), tokenizer }).blockTokens(lf, []);
  const nested = tokenizer.nestings.flatMap(({ start, end }) =>
    nestedSteps(lf.slice(start, end)).map(at => start + at),
  );
  return { fences: tokenizer.fenceSpans, headings: tokenizer.headingBlocks, nested };
}
