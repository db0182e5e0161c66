import * as l10n from '@vscode/l10n';
import { z } from 'zod';
import { nameLookupFailed } from '../../../errors/checks.ts';
import type { ActionServices } from '../action.ts';
import { nonEmpty, schemaOf } from '../fields.ts';
import { findServer } from '../servers.ts';
import type { Check, CheckReport, Finding } from './check.ts';

const schema = schemaOf(() =>
  z.strictObject({
    name: nonEmpty(l10n.t('Name to look up, as clients and servers do.')),
    type: z
      .enum(['A', 'SRV'])
      .default('A')
      .describe(
        l10n.t('Kind of record: A (with AAAA) gives addresses, SRV a server and its port.'),
      ),
    expect: z
      .array(nonEmpty(l10n.t('Address, or server:port for SRV.')))
      .optional()
      .describe(
        l10n.t(
          'Answers that must be among those given; by default the address of the server in the estate file.',
        ),
      ),
  }),
);

type Parameters = z.output<ReturnType<typeof schema>>;

function expectedAnswers(
  { name, type, expect }: Parameters,
  services: ActionServices,
): readonly string[] {
  if (expect !== undefined) return expect;
  const address = type === 'A' ? findServer(services.estate, name)?.address : undefined;
  return address === undefined ? [] : [address];
}

function plain(answer: string): string {
  return answer.toLowerCase().replace(/\.(?=:|$)/u, '');
}

function findingFor(
  parameters: Parameters,
  expected: readonly string[],
  answers: readonly string[],
): Finding {
  const { name, type } = parameters;
  return {
    where: name,
    expected:
      expected.length === 0 ? l10n.t('an {0} record', type) : `${type} ${expected.join(', ')}`,
    found: answers.length === 0 ? l10n.t('no {0} record', type) : `${type} ${answers.join(', ')}`,
    why: l10n.t(
      'Servers and clients find a recovered server by the records that they used before.',
    ),
    mend: [
      l10n.t(
        'correct the record of {0} on the DNS server, then clear the cache of this computer;',
        name,
      ),
      l10n.t('if the address has changed on purpose, correct it in the estate file as well.'),
    ],
  };
}

/** DNS as this computer sees it; no server is asked. */
export function dnsCheck(): Check<ReturnType<typeof schema>> {
  return {
    kind: 'dns',
    description: l10n.t('A name has the DNS records that it must have.'),
    schema: schema(),
    plan: (parameters, _context, services) => {
      const expected = expectedAnswers(parameters, services);
      const line =
        expected.length === 0
          ? l10n.t('Look up {0} ({1}) in DNS.', parameters.name, parameters.type)
          : l10n.t(
              'Look up {0} ({1}) in DNS and expect {2}.',
              parameters.name,
              parameters.type,
              expected.join(', '),
            );
      return { servers: [], line };
    },
    examine: async (parameters, context, services): Promise<CheckReport> => {
      const { name, type } = parameters;
      const expected = expectedAnswers(parameters, services);
      const kind = type === 'SRV' ? 'service' : 'address';
      const answers = await lookup(name, kind, context.signal, services);
      const given = answers.map(plain);
      const missing = expected.filter(one => !given.includes(plain(one)));
      if (answers.length === 0 || missing.length > 0) {
        return { findings: [findingFor(parameters, expected, answers)], seen: [] };
      }
      return { findings: [], seen: [l10n.t('{0} ({1}) is {2}.', name, type, answers.join(', '))] };
    },
  };
}

async function lookup(
  name: string,
  kind: 'address' | 'service',
  signal: AbortSignal,
  services: ActionServices,
): Promise<readonly string[]> {
  try {
    return await services.names.lookup(name, kind, signal);
  } catch (error) {
    signal.throwIfAborted();
    throw nameLookupFailed(name, error);
  }
}
