import type { RpcCall, RpcParameter } from '../../wire/rpc.ts';
import { errorsOf } from '../messages/sql-error.ts';
import { BatchEnd, type Execution } from '../sessions/execution.ts';
import type { ProcedureArgument } from './argument.ts';
import { callProcedure } from './call-procedure.ts';

function asArgument(parameter: RpcParameter): ProcedureArgument {
  const { name, output, type, value } = parameter;
  return { type, value, output, ...(name !== '' && { name }) };
}

/** A procedure that a client calls by RPC: its results, return status, output values, DONEPROC. */
export async function runRpc(execution: Execution, call: RpcCall): Promise<void> {
  const inner = execution.inner();
  let status = -6;
  let refused = false;
  try {
    const result = await callProcedure(inner, [call.procedure], call.parameters.map(asArgument));
    ({ status } = result);
    execution.sink.returnStatus(status);
    for (const [ordinal, parameter] of call.parameters.entries()) {
      if (!parameter.output) continue;
      const found = result.outputs.get(ordinal);
      const name = parameter.name === '' ? (found?.name ?? '') : parameter.name;
      const type = found?.type ?? parameter.type;
      execution.sink.returnValue(ordinal, name, type, found?.value ?? null);
    }
  } catch (error) {
    if (!(error instanceof BatchEnd)) {
      const errors = errorsOf(error);
      if (errors === undefined) throw error;
      // No statement of it ran: the end of the procedure is the only end that there is.
      execution.session.tell(errors, execution.sink, 1);
      execution.session.lastError = errors.at(-1)?.number ?? 0;
      refused = true;
    }
    execution.sink.returnStatus(status);
  }
  // Statements that failed have said so in their own ends.
  execution.sink.procedureEnd(refused);
}
