import type { StepPeople } from '../runbook/execution.ts';

/** People who are asked one thing at a time, whoever asks and however many do at once. */
export function oneAtATime(people: StepPeople): StepPeople {
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(ask: () => Promise<T>): Promise<T> => {
    const answer = turn.then(ask);
    turn = answer.catch(() => undefined);
    return answer;
  };
  return {
    manual: form => inTurn(() => people.manual(form)),
    approveCommand: (command, purpose) => inTurn(() => people.approveCommand(command, purpose)),
  };
}
