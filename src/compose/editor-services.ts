import * as l10n from '@vscode/l10n';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { estateFileUnreadable } from '../errors/estate.ts';
import type { Estate } from '../estate/model.ts';
import { checkEstateAside } from '../estate/read-aside.ts';
import { secretNames } from '../estate/secret-names.ts';
import { verifyLog } from '../log/chain/verify.ts';
import { systemCode } from '../log/files.ts';
import { userKey } from '../log/keys/key.ts';
import { summarise } from '../log/summary.ts';
import { reopenLog } from '../log/writing/reopen.ts';
import { practiceStatus, type ServerStatus } from '../practice/inspection/status.ts';
import { loseServer } from '../practice/loss/lose.ts';
import { contoso } from '../practice/making/blueprint.ts';
import { createPracticeEstate } from '../practice/making/create.ts';
import { openPracticeEstate } from '../practice/open.ts';
import { openKit } from '../recovery/kit/open-kit.ts';
import { systemClock } from '../run/clock.ts';
import { outcomeOf } from '../run/driver.ts';
import { isRecovery } from '../run/open.ts';
import { readDocument, writeDocument } from '../runbook/markdown/document.ts';
import { StreamPainter } from '../ui/run/stream-text.ts';
import type { EditorServices } from '../ui/services.ts';
import type { ServerState, ServerStates } from '../ui/trees/server-states.ts';
import { localMinute } from '../ui/words.ts';
import { editorAuthoring } from './authoring.ts';
import { installCommandLine, refreshCommandLine } from './command-line-shim.ts';
import { defaultValues } from './default-values.ts';
import { LogDesk } from './log-desk.ts';
import { logRoom } from './log-room.ts';
import { LogShelf, outputOf } from './log-shelf.ts';
import { userDataFolder, type Program } from './program.ts';
import { readWholeRunbook } from './reading.ts';
import { backupSetsOf, beginRun, continueRun, operatorName, pathsOf, trustedKeys } from './runs.ts';
import { serverServices } from './server-desk.ts';
import { requireTrust } from './trust.ts';

/** Longest output that is shown as one document, UTF-16 units. */
const longestDocument = 20_000_000;

/** Everything that the editor uses behind its display. */
export function makeEditorServices(program: Program): EditorServices {
  const shelf = new LogShelf();
  const dataFolder = userDataFolder(program);
  return {
    user: operatorName(),
    dataFolder,
    readDocument,
    writeDocument,
    readRunbook: readWholeRunbook,
    authoring: editorAuthoring(program),
    needsIncident: isRecovery,
    readEstate,
    serverStates,
    servers: serverServices(program),
    listSets: async estate =>
      estate.backup === undefined ? [] : backupSetsOf(program, estate).list(undefined),
    verifySet: (estate, set, level, options) =>
      backupSetsOf(program, estate).verify(set, level, options),
    compareSets: (estate, left, right) => backupSetsOf(program, estate).compare(left, right),
    openKit: (set, to) => openKit({ set, to }),
    installCommandLine: () => installCommandLine(program),
    refreshCommandLine: () => refreshCommandLine(program),
    secretNames,
    localPath: (estate, path) => pathsOf(program, estate).toLocal(path),
    listLogs: (folder, live) => shelf.list(folder, live),
    readLog: file => shelf.read(file),
    verifyLog: async file => verifyLog(file, { trustedKeys: await trustedKeys(program) }),
    outputOf: wholeOutput,
    logs: logRoom(new LogDesk(program)),
    begin: request => beginRun(program, request),
    resume: request => continueRun(program, request),
    closeRun: file => closeRun(file, dataFolder),
    defaultValues: (runbook, estate, given) => defaultValues(program, runbook, estate, given),
    async createPractice(folder) {
      const options = { now: Date.now(), random: randomBytes };
      return (await createPracticeEstate(folder, contoso, options)).layout.estateFile;
    },
    async losePractice(estate, server) {
      requireTrust(program);
      await loseServer(await openPracticeEstate(estate.file), server, Date.now());
    },
  };
}

async function readEstate(file: string): ReturnType<EditorServices['readEstate']> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw estateFileUnreadable(file, reason, systemCode(thrown));
  }
  const { estate, findings } = await checkEstateAside(bytes, file);
  return estate === undefined ? { findings } : { estate, findings };
}

function stateOf(server: ServerStatus): ServerState {
  switch (server.state) {
    case 'running':
      return { state: 'healthy', words: l10n.t('running') };
    case 'being rebuilt':
      return { state: 'recovering', words: l10n.t('being rebuilt') };
    case 'lost':
      return {
        state: 'lost',
        words:
          server.lostAt === undefined
            ? l10n.t('LOST')
            : l10n.t('LOST since {0}', localMinute(server.lostAt)),
      };
  }
}

/** Real servers are asked by checks that a person starts; a practice estate's state lies in files. */
async function serverStates(estate: Estate): Promise<ServerStates> {
  if (estate.kind !== 'practice') return new Map();
  const { servers } = await practiceStatus(await openPracticeEstate(dirname(estate.file)));
  return new Map(servers.map(server => [server.fqdn.toLowerCase(), stateOf(server)]));
}

async function wholeOutput(file: string, step: string): Promise<string> {
  const painter = new StreamPainter(false);
  const parts: string[] = [];
  let length = 0;
  for await (const { stream, text } of outputOf(file, step)) {
    const painted = painter.paint(stream, text);
    length += painted.length;
    parts.push(painted);
    if (length > longestDocument) {
      parts.push(`\n[…] ${file}\n`);
      break;
    }
  }
  return parts.join('');
}

/** Ends a run in its log without taking up its work. */
async function closeRun(file: string, dataFolder: string): Promise<void> {
  const key = await userKey(dataFolder);
  const { log, state } = await reopenLog(file, { key, clock: systemClock });
  await using closing = log;
  const summary = summarise(state, { steps: [...state.steps.keys()] });
  await closing.append({ type: 'run-finished', outcome: outcomeOf(summary), summary });
}
