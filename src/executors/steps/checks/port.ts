import * as l10n from '@vscode/l10n';
import { z } from 'zod';
import { nameLookupFailed, portUnknown } from '../../../errors/checks.ts';
import { addressOf, type Endpoint } from '../../../estate/addresses.ts';
import type { ActionServices } from '../action.ts';
import { nonEmpty, schemaOf } from '../fields.ts';
import type { PortAnswer } from '../network.ts';
import type { Check, Finding } from './check.ts';

/** How long a connection may take to be accepted, ms. */
const connectMs = 5_000;

const schema = schemaOf(() =>
  z.strictObject({
    host: nonEmpty(
      l10n.t('Name or address; host\\instance for an SQL Server whose port the estate file gives.'),
    ),
    port: z
      .number()
      .int()
      .min(1)
      .max(65_535)
      .optional()
      .describe(l10n.t('TCP port; without it the estate file must give one under "addresses:".')),
    open: z
      .boolean()
      .default(true)
      .describe(l10n.t('Whether the port must take connections (true) or must not (false).')),
  }),
);

type Parameters = z.output<ReturnType<typeof schema>>;

function label({ host, port }: Parameters): string {
  return port === undefined ? host : `${host}:${port}`;
}

/** `addresses:` of the estate file goes first, then DNS. */
async function endpointOf(
  parameters: Parameters,
  services: ActionServices,
  signal: AbortSignal,
): Promise<Endpoint | undefined> {
  const { host, port } = parameters;
  const { addresses } = services.estate;
  const mapped = addressOf(addresses, label(parameters)) ?? addressOf(addresses, host);
  const isMapped = Object.keys(addresses).some(key =>
    [label(parameters), host].some(name => name.toLowerCase() === key.toLowerCase()),
  );
  if (mapped !== undefined && (isMapped || port === undefined)) return mapped;
  if (port === undefined) throw portUnknown(host);
  let answers: readonly string[];
  try {
    answers = await services.names.lookup(host, 'address', signal);
  } catch (error) {
    signal.throwIfAborted();
    throw nameLookupFailed(host, error);
  }
  const [address] = answers;
  return address === undefined ? undefined : { host: address, port };
}

function findingFor(parameters: Parameters, answer: PortAnswer): Finding {
  const where = label(parameters);
  const why = l10n.t('What listens there is needed by the steps that follow.');
  if (answer.state === 'open') {
    return {
      where,
      expected: l10n.t('no answer'),
      found: l10n.t('a connection was accepted'),
      why: l10n.t('Something still runs there that must be stopped first.'),
      mend: [l10n.t('stop the service that listens on {0}.', where)],
    };
  }
  const mend = {
    refused: l10n.t(
      'start the service that listens on {0}; the computer answers but the port is closed.',
      where,
    ),
    silent: l10n.t(
      'look at firewalls on the way to {0}: nothing came back within {1} s.',
      where,
      connectMs / 1000,
    ),
    unreachable: l10n.t('look at the network and the name: {0} cannot be reached.', where),
  }[answer.state];
  return {
    where,
    expected: l10n.t('a connection'),
    found: answer.text,
    why,
    mend: [mend],
    theirs: [{ source: where, text: answer.text }],
  };
}

/** A TCP connection from this computer. */
export function portCheck(): Check<ReturnType<typeof schema>> {
  return {
    kind: 'port',
    description: l10n.t('A TCP port takes connections from this computer.'),
    schema: schema(),
    plan: parameters => ({
      servers: [],
      line: parameters.open
        ? l10n.t('Connect to {0} and hang up.', label(parameters))
        : l10n.t('Check that nothing answers at {0}.', label(parameters)),
    }),
    examine: async (parameters, context, services) => {
      const endpoint = await endpointOf(parameters, services, context.signal);
      const answer: PortAnswer =
        endpoint === undefined
          ? { state: 'unreachable', text: l10n.t('DNS does not know {0}', parameters.host) }
          : await services.ports.connect(endpoint.host, endpoint.port, connectMs, context.signal);
      if ((answer.state === 'open') === parameters.open) {
        const seen =
          answer.state === 'open'
            ? l10n.t('{0} takes connections.', label(parameters))
            : l10n.t('{0} takes no connections: {1}', label(parameters), answer.text);
        return { findings: [], seen: [seen] };
      }
      return { findings: [findingFor(parameters, answer)], seen: [] };
    },
  };
}
