import * as l10n from '@vscode/l10n';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isFileSystemError, wordsOf } from '../backup/failures.ts';
import { asProblem } from '../errors/problem.ts';
import { kitNotWritten, secretInKit } from '../errors/recovery-kit.ts';
import type { Estate } from '../estate/model.ts';
import { lastPart } from '../estate/unc.ts';
import type { KitReport, RecoveryKit } from '../executors/steps/recovery-kit.ts';
import { Redactor } from '../log/redaction/redactor.ts';
import { estateTextElsewhere } from '../recovery/kit/estate-text.ts';
import { kitFiles, kitFolder, type KitRunbook } from '../recovery/kit/kit-files.ts';
import { printableRunbook } from '../recovery/kit/printable-runbook.ts';
import type { ArchivedFile } from '../recovery/kit/zip-writer.ts';
import { makeRecoveryRunbook } from '../recovery/make.ts';
import { Secret } from '../runbook/variables.ts';
import { pathsOf } from './backup-places.ts';
import { defaultValues } from './default-values.ts';
import { extensionFile } from './extension-file.ts';
import type { Program } from './program.ts';
import { readWholeRunbook } from './reading.ts';

/** As a YAML text in which no reference stands. */
function quoted(path: string): string {
  return `'${path.replaceAll("'", "''").replaceAll('$', '$$$$')}'`;
}

/** The runbook with this set as the one that it restores from, instead of the newest one. */
function fromThisSet(text: string, set: string): string {
  return text.replaceAll(/(['"]?)\$\{estate\.backup\.newest-set\}\1/g, () => quoted(set));
}

const frontMatter = /^---\n[\s\S]*?\n---\n/;

async function runbookFor(
  program: Program,
  estate: Estate,
  server: string,
  set: string,
): Promise<KitRunbook> {
  const made = makeRecoveryRunbook(estate, [server]);
  const text = fromThisSet(made.runbook, set);
  const runbook = readWholeRunbook(Buffer.from(text, 'utf8'), made.fileName);
  const values = await defaultValues(program, runbook, estate, new Map());
  const words = {
    values: l10n.t('Values'),
    printed: l10n.t('{0}, from the recovery kit of {1}', made.fileName, set),
  };
  const markdown = text.replace(frontMatter, '');
  const html = printableRunbook({ title: runbook.title, markdown, values, words });
  return { fileName: made.fileName, title: runbook.title, of: server, text, html };
}

interface Runbooks {
  readonly made: readonly KitRunbook[];
  readonly without: readonly { readonly server: string; readonly reason: string }[];
}

async function runbooksFor(program: Program, estate: Estate, set: string): Promise<Runbooks> {
  const made: KitRunbook[] = [];
  const without: { server: string; reason: string }[] = [];
  for (const { fqdn } of estate.servers) {
    try {
      made.push(await runbookFor(program, estate, fqdn, set));
    } catch (thrown) {
      const problem = asProblem(thrown);
      if (problem.code === 'INTERNAL') throw thrown;
      without.push({ server: fqdn, reason: problem.data.what });
    }
  }
  return { made, without };
}

async function fileIfThere(file: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(file);
  } catch (error) {
    if (isFileSystemError(error)) return undefined;
    throw error;
  }
}

/** Names of the secrets that the estate names anywhere. */
function secretNames(estate: Estate): string[] {
  const found = new Set<string>();
  const look = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) look(item);
    else if (typeof value === 'object' && value !== null) {
      for (const [key, below] of Object.entries(value)) {
        if (key === 'secret' && typeof below === 'string') found.add(below);
        else look(below);
      }
    }
  };
  look([estate.servers, estate.sqlInstances]);
  return [...found];
}

/** Refuses a kit in which the value of a secret stands, in whatever form a log would catch it. */
async function refuseSecrets(
  program: Program,
  names: readonly string[],
  files: readonly ArchivedFile[],
): Promise<void> {
  for (const name of names) {
    const value = await program.secret(name);
    if (value === undefined || value === '') continue;
    const redactor = new Redactor([new Secret(name, value)]);
    for (const { path, content } of files) {
      if (path.endsWith('.vsix') || path.endsWith('.mjs')) continue;
      const text = new TextDecoder().decode(content);
      if (redactor.redact(text) !== text) throw secretInKit(path, name);
    }
  }
}

class FolderKit implements RecoveryKit {
  readonly #program: Program;
  readonly #estate: Estate;
  /** Further secrets by name: those that a run's runbook declares. */
  readonly #declared: readonly string[];

  constructor(program: Program, estate: Estate, declared: readonly string[]) {
    this.#program = program;
    this.#estate = estate;
    this.#declared = declared;
  }

  async write(set: string, signal: AbortSignal): Promise<KitReport> {
    const estate = this.#estate;
    const folder = pathsOf(this.#program, estate).toLocal(set);
    const { made, without } = await runbooksFor(this.#program, estate, set);
    signal.throwIfAborted();
    const extension = await extensionFile(this.#program);
    const estateText = await readFile(estate.file, 'utf8');
    const files = kitFiles({
      set: { name: lastPart(set), path: set },
      estate,
      estateText: estateTextElsewhere(estateText, estate.paths),
      topology: await fileIfThere(join(folder, 'Topology.xml')),
      runbooks: made,
      without,
      verifier: await fileIfThere(join(this.#program.dist, 'verify.mjs')),
      extension,
      version: this.#program.version,
      made: new Date().toISOString(),
    });
    const names = new Set([...secretNames(estate), ...this.#declared]);
    await refuseSecrets(this.#program, [...names], files);
    signal.throwIfAborted();
    await this.#store(folder, set, files);
    return {
      files: files.map(({ path }) => `${kitFolder}/${path}`),
      without: without.map(({ server }) => server),
      notes:
        extension === undefined
          ? [l10n.t('The kit has no VSIX: this program runs from a checkout without one.')]
          : [],
    };
  }

  async #store(folder: string, set: string, files: readonly ArchivedFile[]): Promise<void> {
    const kit = join(folder, kitFolder);
    try {
      await rm(kit, { recursive: true, force: true });
      for (const { path, content } of files) {
        const file = join(kit, path);
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, content);
      }
    } catch (error) {
      if (!isFileSystemError(error)) throw error;
      const { text, code } = wordsOf(error);
      throw kitNotWritten(set, text, code);
    }
  }
}

/** Makes recovery kits for the sets of an estate. `declared`: secrets that the runbook names. */
export function recoveryKitOf(
  program: Program,
  estate: Estate,
  declared: readonly string[],
): RecoveryKit {
  return new FolderKit(program, estate, declared);
}
