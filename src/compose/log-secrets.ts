import { readFile } from 'node:fs/promises';
import { checkEstate } from '../estate/read.ts';
import { secretNames } from '../estate/secret-names.ts';
import { secretsNamedIn } from '../log/redaction/secret-names.ts';
import { Secret } from '../runbook/variables.ts';
import type { Program } from './program.ts';

/**
 * The secrets of a run whose values are known here: those that its log names, and those of its estate
 * file where that is still there. Nobody is asked for one.
 */
export async function secretsOfLog(
  program: Pick<Program, 'secret'>,
  file: string,
): Promise<readonly Secret[]> {
  const { names, estateFile } = await secretsNamedIn(file);
  const all = new Set([...names, ...(await namesInEstate(estateFile))]);
  const secrets: Secret[] = [];
  for (const name of all) {
    const value = await program.secret(name);
    if (value !== undefined && value !== '') secrets.push(new Secret(name, value));
  }
  return secrets;
}

async function namesInEstate(file: string): Promise<readonly string[]> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch {
    return []; // the run may have been made elsewhere: its log names what its runbook declares
  }
  const { estate } = checkEstate(bytes, file);
  return estate === undefined ? [] : secretNames(estate);
}
