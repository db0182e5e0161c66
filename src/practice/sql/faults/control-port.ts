import { createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { Fault, Faults } from './fault.ts';

const number = z.number().int().nonnegative();

const actionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('cut') }),
  z.object({ kind: z.literal('cut-in-message'), bytes: number }),
  z.object({ kind: z.literal('silence'), ms: number.optional() }),
  z.object({ kind: z.literal('slow'), ms: number, percentMs: number.optional() }),
  z.object({ kind: z.literal('split'), bytes: z.number().int().positive() }),
  z.object({ kind: z.literal('packets'), bytes: z.number().int().positive() }),
  z.object({ kind: z.literal('encryption-answer'), value: number.max(255) }),
  z.object({ kind: z.literal('disk-full'), path: z.string().optional(), bytes: number.optional() }),
  z.object({ kind: z.literal('damage-page'), page: number }),
  z.object({ kind: z.literal('restart'), ms: number }),
  z.object({ kind: z.literal('session-returns'), ms: number, times: z.number().int().positive() }),
  z.object({ kind: z.literal('attention'), ms: number.optional() }),
  z.object({ kind: z.literal('login-error'), number: number, state: number }),
  z.object({ kind: z.literal('error'), number: number, text: z.string().optional() }),
  z.object({ kind: z.literal('unsaid'), number: number }),
  z.object({ kind: z.literal('browser-silent') }),
]);

const faultSchema = z.object({
  at: z.enum(['connect', 'login', 'batch', 'progress', 'write', 'browser', 'kill']),
  action: actionSchema,
  instance: z.string().optional(),
  contains: z.string().optional(),
  percent: number.max(100).optional(),
  skip: number.optional(),
  times: z.number().int().positive().optional(),
});

const requestSchema = z.discriminatedUnion('op', [
  z.object({ op: z.literal('add'), fault: faultSchema }),
  z.object({ op: z.literal('list') }),
  z.object({ op: z.literal('clear') }),
]);

/** What JSON gives has no properties that are there and undefined; the schema has said the rest. */
function isFault(value: unknown): value is Fault {
  return faultSchema.safeParse(value).success;
}

function answer(faults: Faults, line: string): unknown {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return { ok: false, error: 'Not JSON.' };
  }
  const request = requestSchema.safeParse(json);
  if (!request.success) return { ok: false, error: z.prettifyError(request.error) };
  switch (request.data.op) {
    case 'add': {
      const fault: unknown = JSON.parse(JSON.stringify(request.data.fault));
      if (!isFault(fault)) return { ok: false, error: 'Not a fault.' };
      faults.add(fault);
      return { ok: true };
    }
    case 'list':
      return { ok: true, faults: faults.list() };
    case 'clear':
      faults.clear();
      return { ok: true };
  }
}

/**
 * Faults by TCP on the loopback address: one JSON object a line, one answer a line.
 * `{"op":"add","fault":{…}}`, `{"op":"list"}`, `{"op":"clear"}`.
 */
export class FaultControlPort {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(faults: Faults) {
    this.#server = createServer(socket => {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => this.#sockets.delete(socket));
      createInterface({ input: socket }).on('line', line => {
        socket.write(`${JSON.stringify(answer(faults, line))}\n`);
      });
    });
  }

  static async open(faults: Faults, port = 0): Promise<FaultControlPort> {
    const control = new FaultControlPort(faults);
    await new Promise<void>((resolve, reject) => {
      control.#server.once('error', reject);
      control.#server.listen(port, '127.0.0.1', resolve);
    });
    return control;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>(resolve => {
      this.#server.close(() => {
        resolve();
      });
    });
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}
