import type { ToPage } from '../../log-page.ts';
import { element } from '../dom.ts';
import { Head } from './head.ts';
import { Host } from './host.ts';
import { RowList } from './list.ts';
import { Tools } from './tools.ts';

/** The page of the log viewer: head, tools and list, joined. */
class Page {
  readonly #host: Host;
  readonly #head: Head;
  readonly #tools: Tools;
  readonly #list: RowList;
  /** Stands in place of rows where no part of the log fits the filter. */
  readonly #nothing = element('p', { className: 'nothing', attributes: { role: 'status' } });
  readonly #failure = element('div', { className: 'failure', attributes: { role: 'alert' } });
  #query = '';
  #matches: readonly number[] = [];
  #match = -1;
  #searched = false;

  constructor(host: Host, root: HTMLElement) {
    this.#host = host;
    this.#list = new RowList(host, {
      active: row => {
        this.#tools.active(row);
        this.#tools.showFollow(this.#list.following);
      },
      open: ({ step }) => {
        if (step !== undefined) host.send({ message: 'do', action: 'open-runbook', step });
      },
    });
    this.#head = new Head(host, {
      revealRecord: seq => void this.#reveal({ seq }),
      revealLine: line => void this.#reveal({ line: line - 1 }),
      revealSection: section => void this.#reveal({ section }),
    });
    this.#tools = new Tools(host, {
      filter: filter => void this.#changed({ ask: 'filter', filter }),
      find: query => {
        this.#find(query);
      },
      step: by => void this.#step(by),
      foldAll: open => void this.#changed({ ask: 'fold-all', open }),
      follow: follow => {
        this.#list.following = follow;
      },
    });
    this.#failure.hidden = true;
    this.#nothing.hidden = true;
    this.#nothing.textContent = host.word('nothing');
    root.replaceChildren(
      this.#head.element,
      this.#tools.element,
      this.#failure,
      this.#nothing,
      this.#list.element,
    );
    this.#listen();
  }

  take(message: ToPage): void {
    switch (message.say) {
      case 'head':
        this.#head.show(message.head);
        this.#tools.show(message.head);
        this.#renew(message.total);
        break;
      case 'badge':
        this.#head.showBadge(message.badge);
        this.#list.doubt(message.badge.doubtedFrom);
        break;
      case 'notes':
        this.#head.showNotes(message.notes, message.remark);
        break;
      case 'found':
        this.#found(message.query, message.lines, message.done);
        break;
      case 'show':
        void this.#reveal({ seq: message.seq });
        break;
      case 'failed':
        this.#failure.replaceChildren(...message.lines.map(text => element('p', { text })));
        this.#failure.hidden = false;
        break;
      default:
        break;
    }
  }

  #listen(): void {
    window.addEventListener('keydown', event => {
      const isFind = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'f';
      if (isFind) this.#tools.focusFind();
      else if (event.key === 'F3') void this.#step(event.shiftKey ? -1 : 1);
      else return;
      event.preventDefault();
    });
    document.addEventListener('paste', event => {
      this.#attach(event.clipboardData?.files);
    });
    document.addEventListener('dragover', event => {
      event.preventDefault();
    });
    document.addEventListener('drop', event => {
      event.preventDefault();
      this.#attach(event.dataTransfer?.files);
    });
  }

  #attach(files: FileList | undefined): void {
    for (const file of files ?? []) {
      void file.arrayBuffer().then(bytes => {
        this.#host.send({ message: 'attach', name: file.name, bytes: new Uint8Array(bytes) });
      });
    }
  }

  async #changed(request: Parameters<Host['ask']>[0]): Promise<void> {
    const answer = await this.#host.ask(request);
    if ('total' in answer) this.#renew(answer.total);
  }

  #renew(total: number): void {
    this.#list.renew(total);
    this.#nothing.hidden = total > 0 || !this.#tools.isFiltering;
  }

  async #reveal(
    at: { readonly seq: number } | { readonly line: number } | { readonly section: number },
    query = '',
  ): Promise<void> {
    let answer = await this.#host.ask({ ask: 'reveal', ...at, query });
    if (answer.say === 'place' && answer.row < 0 && this.#tools.clearFilter()) {
      await this.#changed({ ask: 'filter', filter: {} });
      answer = await this.#host.ask({ ask: 'reveal', ...at, query });
    }
    if (answer.say !== 'place') return;
    if (answer.total !== this.#list.total) this.#renew(answer.total);
    if (answer.row >= 0) this.#list.goTo(answer.row);
  }

  #find(query: string): void {
    this.#query = query;
    this.#matches = [];
    this.#match = -1;
    this.#searched = query === '';
    this.#list.mark(query);
    this.#count();
    void this.#host.ask({ ask: 'search', query });
  }

  #found(query: string, lines: readonly number[], done: boolean): void {
    if (query !== this.#query || query === '') return;
    const first = this.#matches.length === 0;
    this.#matches = lines;
    this.#searched = done;
    if (first && lines.length > 0) void this.#step(1);
    this.#count();
  }

  async #step(by: 1 | -1): Promise<void> {
    const { length } = this.#matches;
    if (length === 0) return;
    this.#match = this.#match < 0 && by < 0 ? length - 1 : (this.#match + by + length) % length;
    this.#count();
    await this.#reveal({ line: this.#matches[this.#match] ?? 0 }, this.#query);
  }

  #count(): void {
    const { length } = this.#matches;
    const text =
      this.#query === ''
        ? ''
        : length === 0
          ? this.#host.word(this.#searched ? 'noMatch' : 'searching', 0)
          : this.#host.word('matches', this.#match + 1, length);
    this.#tools.showCount(text);
  }
}

const root = document.getElementById('page');
if (root !== null) {
  let page: Page | undefined;
  const early: ToPage[] = [];
  const host: Host = new Host(
    () => {
      page = new Page(host, root);
      for (const message of early) page.take(message);
      early.length = 0;
    },
    message => {
      if (page === undefined) early.push(message);
      else page.take(message);
    },
  );
}
