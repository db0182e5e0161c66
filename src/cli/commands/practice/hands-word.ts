import { badTaskDocument } from '../../../errors/practice.ts';
import { handsTask, handsTasks } from '../../../practice/hands/catalogue.ts';
import { taskDocument } from '../../../practice/hands/task.ts';
import { knownServer } from '../../../practice/loss/lose.ts';
import { readOptions } from '../../options.ts';
import { estateOption, openAt, type PracticeWord } from './word.ts';

const usage = ['recovery-runbooks practice hands TASK SERVER [--estate DIR]'];

/** The parameters of the task document, which names the same task and server as the words. */
function parametersOf(
  text: string,
  task: string,
  server: string,
): Readonly<Record<string, unknown>> {
  if (text.trim() === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw badTaskDocument(error instanceof Error ? error.message : String(error));
  }
  const document = taskDocument.safeParse(value);
  if (!document.success) {
    const [issue] = document.error.issues;
    throw badTaskDocument(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
  }
  const { data } = document;
  if (data.task !== task || data.server.toLowerCase() !== server.toLowerCase()) {
    throw badTaskDocument(`task ${data.task}, server ${data.server}`);
  }
  return data.parameters ?? {};
}

/** `practice hands TASK SERVER`: does it and prints the evidence as a JSON object. */
export const handsWord: PracticeWord = {
  name: 'hands',
  usage: [...usage, `  TASK: ${handsTasks.map(task => task.name).join(', ')}`],
  async run(words, context, { now, random }) {
    const { values, positionals } = readOptions(words, estateOption, { least: 2, most: 2 }, usage);
    const [name = '', asked = ''] = positionals;
    const task = handsTask(name);
    const store = await openAt(values.estate, context);
    const parameters = parametersOf(await context.readStandardInput(), name, asked);
    const server = await knownServer(store, asked);
    const evidence = await task.run({ server, parameters }, { store, now: now(), random });
    context.out(`${JSON.stringify({ evidence })}\n`);
    return 0;
  },
};
