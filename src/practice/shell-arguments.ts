/** A PowerShell literal of any text. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Parameters of PowerShell that take the next word as their value, by their shortest form. */
const withValue = ['ex', 'ep', 'o', 'in', 'config', 'w', 'wo', 'wd', 'ps', 'v', 'settings', 'cus'];

type Kind = 'command' | 'encoded' | 'file' | 'server' | 'value' | 'switch' | 'word';

function kindOf(word: string): Kind {
  if (!/^[-/]./u.test(word)) return 'word';
  const name = word.slice(1).replace(/^-/u, '').toLowerCase();
  if (name === 'ec' || (name.startsWith('e') && 'encodedcommand'.startsWith(name)))
    return 'encoded';
  if ('command'.startsWith(name)) return 'command';
  if ('file'.startsWith(name)) return 'file';
  if (name === 's' || 'servermode'.startsWith(name) || name.startsWith('sshs')) return 'server';
  return withValue.some(short => name.startsWith(short)) ? 'value' : 'switch';
}

function decode(base64: string): string {
  return Buffer.from(base64, 'base64').toString('utf16le');
}

/**
 * The arguments of a PowerShell that starts with `module` (absolute path of a manifest) imported, so
 * that the commands of a practice server go before those of the laptop. What was to run, runs after
 * it, from the same place: `-Command`, `-EncodedCommand`, `-File`, or a prompt.
 */
export function withPracticeServer(args: readonly string[], module: string): string[] {
  const first = `Import-Module -Name ${quoted(module)} -Global -DisableNameChecking;`;
  const before: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const word = args[i] ?? '';
    const rest = args.slice(i + 1);
    const kind = kindOf(word);
    if (kind === 'value') {
      before.push(word, ...rest.slice(0, 1));
      i++;
    } else if (kind === 'switch') before.push(word);
    else if (kind === 'server') return [...args];
    else if (kind === 'command') return [...before, '-Command', commandText(first, rest)];
    else if (kind === 'encoded') {
      return [...before, '-Command', `${first} ${decode(rest[0] ?? '')}`];
    } else {
      const [file = '', ...values] = kind === 'file' ? rest : args.slice(i);
      return [...before, '-Command', fileText(first, file, values)];
    }
  }
  return [...before, '-NoExit', '-Command', first];
}

/** `-Command -` reads the commands from standard input; everything else is the text itself. */
function commandText(first: string, words: readonly string[]): string {
  if (words.join(' ') !== '-') return `${first} ${words.join(' ')}`;
  return `${first} Invoke-Expression ([Console]::In.ReadToEnd())`;
}

/** Values stay data: names of parameters go as they are, everything else as a literal. */
function fileText(first: string, file: string, values: readonly string[]): string {
  const bound = values.map(value => (/^-[A-Za-z]\w*:?$/u.test(value) ? value : quoted(value)));
  return [first, '&', quoted(file), ...bound, '; exit $LASTEXITCODE'].join(' ');
}
