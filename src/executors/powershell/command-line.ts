/** Arguments with which every PowerShell of ours starts. */
const quietArguments = [
  '-NoLogo',
  '-NoProfile',
  '-NonInteractive',
  '-ExecutionPolicy',
  'Bypass',
] as const;

/** Arguments that run the driver from its file. `nonce` marks the driver's lines. */
export function fileArguments(driverFile: string, nonce: string): string[] {
  return [...quietArguments, '-File', driverFile, '-Nonce', nonce];
}

/**
 * The program of one line that fetches the driver from standard input, where it is the first line
 * (`driverLine`), and runs it in the scope of the session, as a file would. Single quotes only: it survives every shell on its way.
 */
export function bootstrapText(nonce: string): string {
  const mode = '$ExecutionContext.SessionState.LanguageMode';
  return [
    // A restricted language forbids all that follows; it still can say that it is one.
    `if(${mode} -ne 'FullLanguage'){'${nonce} !language '+${mode};exit 66}`,
    '$d=[Console]::In.ReadLine()',
    '$t=[Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($d))',
    `. ([ScriptBlock]::Create($t)) -Nonce '${nonce}'`,
  ].join(';');
}

/** Arguments that run a short script: plain words without a blank or a quote. */
export function encodedArguments(script: string): string[] {
  const encoded = Buffer.from(script, 'utf16le').toString('base64');
  return [...quietArguments, '-EncodedCommand', encoded];
}

/** Arguments that run the bootstrap. */
export function bootstrapArguments(nonce: string): string[] {
  return encodedArguments(bootstrapText(nonce));
}

/** The driver as the first line of standard input. */
export function driverLine(driverText: string): string {
  const text = driverText.startsWith('\ufeff') ? driverText.slice(1) : driverText;
  return `${Buffer.from(text, 'utf8').toString('base64')}\n`;
}
