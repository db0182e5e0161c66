/**
 * The room table: which folder of `src/` may import which. A room may always import itself, `errors`
 * and packages; `vscode` is for `ui` and the composition root of the editor alone.
 */
export const rooms = {
  errors: [],
  runbook: ['errors'],
  estate: ['errors'],
  backup: ['errors', 'estate'],
  log: ['errors', 'runbook'],
  run: ['errors', 'runbook', 'estate', 'backup', 'log'],
  executors: ['errors', 'runbook', 'estate', 'backup', 'log'],
  recovery: ['errors', 'runbook', 'estate', 'backup'],
  authoring: ['errors', 'runbook', 'estate', 'backup', 'executors/steps', 'recovery'],
  practice: ['errors', 'estate', 'backup'],
  cli: [
    'errors',
    'runbook',
    'estate',
    'backup',
    'log',
    'run',
    'executors',
    'recovery',
    'authoring',
    'practice',
  ],
  ui: [
    'errors',
    'runbook',
    'estate',
    'backup',
    'log',
    'run',
    'executors',
    'recovery',
    'authoring',
    'practice',
  ],
};

/** Rooms (and root files) that may import `vscode`. */
const editorRooms = new Set(['ui', 'extension.ts']);

function inside(path) {
  const at = path.replaceAll('\\', '/').lastIndexOf('/src/');
  return at < 0 ? undefined : path.replaceAll('\\', '/').slice(at + '/src/'.length);
}

function resolve(fromFile, specifier) {
  const parts = fromFile.replaceAll('\\', '/').split('/').slice(0, -1);
  for (const part of specifier.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}

function verdict(file, specifier) {
  const here = inside(file);
  if (here === undefined) return undefined;
  const room = here.split('/')[0];
  if (specifier === 'vscode') {
    return editorRooms.has(room) ? undefined : `\`${room}\` must not import \`vscode\`.`;
  }
  if (!specifier.startsWith('.')) {
    const forbidden = room === 'errors' && specifier !== '@vscode/l10n';
    return forbidden ? '`errors` imports nothing but `@vscode/l10n`.' : undefined;
  }
  const allowed = rooms[room];
  if (allowed === undefined) return undefined; // root files are composition roots
  const there = inside(resolve(file, specifier));
  if (there === undefined) return `\`${room}\` must not import from outside \`src/\`.`;
  if (there === room || there.startsWith(`${room}/`)) return undefined;
  const ok = allowed.some(name => there === name || there.startsWith(`${name}/`));
  return ok ? undefined : `\`${room}\` must not import \`${there.split('/')[0]}\` (room table).`;
}

/** ESLint rule that holds the room table. */
const importRooms = {
  meta: { type: 'problem', schema: [], messages: { room: '{{ text }}' } },
  create(context) {
    const check = node => {
      const specifier = node.source?.value;
      if (typeof specifier !== 'string') return;
      const text = verdict(context.filename, specifier);
      if (text !== undefined)
        context.report({ node: node.source, messageId: 'room', data: { text } });
    };
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
    };
  },
};

export default { rules: { 'import-rooms': importRooms } };
