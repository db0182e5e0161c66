import * as l10n from '@vscode/l10n';
import { z } from 'zod';
import { needsAlso, notWith } from '../../../errors/step-cells.ts';
import type { Server } from '../../../estate/model.ts';
import type { StepPlan } from '../../../runbook/execution.ts';
import type { ActionPlanContext, ActionRunContext, ActionServices, StepAction } from '../action.ts';
import { nonEmpty, schemaOf } from '../fields.ts';
import { findServer, requireServer } from '../servers.ts';
import { pathInShell } from '../shell-paths.ts';
import { act } from '../shell.ts';
import * as scripts from '../topology-scripts.ts';

const tasks = [
  'download',
  'publish',
  'enable-topology',
  'create-databases',
  'create-central-management-store',
] as const;

const schema = schemaOf(() =>
  z
    .strictObject({
      task: z
        .enum(tasks)
        .describe(
          l10n.t(
            'download: read the published topology, and save it; publish: publish a topology file; enable-topology: set what the topology needs, file store permissions among it; create-databases: create the databases that the topology gives an SQL Server and that are missing; create-central-management-store: create the store on an SQL Server and point the directory at it.',
          ),
        ),
      server: nonEmpty(
        l10n.t('Server whose management shell does it; by default the target of the step.'),
      ).optional(),
      file: nonEmpty(
        l10n.t('For download: file that must not be there yet. For publish: the topology file.'),
      ).optional(),
      'sql-server': nonEmpty(
        l10n.t('FQDN of the SQL Server, for the tasks that create; by default the server itself.'),
      ).optional(),
      'sql-instance': nonEmpty(
        l10n.t('Instance for the Central Management store; without it the default instance.'),
      ).optional(),
      paths: z
        .array(nonEmpty(l10n.t('Folder as the SQL Server names it.')))
        .min(1)
        .max(6)
        .optional()
        .describe(
          l10n.t('For the tasks that create: folders of the files, the one for logs first.'),
        ),
      clean: z
        .boolean()
        .default(false)
        .describe(
          l10n.t(
            'For create-central-management-store: delete a store that is there, with all settings in it.',
          ),
        ),
    })
    .refine(value => value.task !== 'publish' || value.file !== undefined, {
      error: () => needsAlso('file', 'task: publish'),
    })
    .refine(value => !value.clean || value.task === 'create-central-management-store', {
      error: () => notWith('clean', l10n.t('a task other than create-central-management-store')),
    }),
);

type Parameters = z.output<ReturnType<typeof schema>>;

interface Work {
  readonly server: Server;
  readonly sqlServer: string;
  /** `host\instance` as people write it. */
  readonly sqlName: string;
  readonly commands: readonly scripts.TopologyCommand[];
}

function workOf(
  parameters: Parameters,
  context: ActionPlanContext,
  { estate }: ActionServices,
): Work {
  const server = requireServer(estate, parameters.server, context.target);
  const named = parameters['sql-server'];
  const sqlServer = named === undefined ? server.fqdn : (findServer(estate, named)?.fqdn ?? named);
  const instance = parameters['sql-instance'];
  const sqlName = instance === undefined ? sqlServer : `${sqlServer}\\${instance}`;
  const target = { sqlServer, instance, paths: parameters.paths };
  const native = (path: string): string => pathInShell(path, estate, server);
  return { server, sqlServer, sqlName, commands: commandsOf(parameters, target, native) };
}

function commandsOf(
  { task, file, clean }: Parameters,
  target: scripts.DatabaseTarget,
  native: (path: string) => string,
): readonly scripts.TopologyCommand[] {
  switch (task) {
    case 'download':
      return [scripts.download(file === undefined ? undefined : native(file))];
    case 'publish':
      return file === undefined ? [] : [scripts.publish(native(file)), scripts.enable()];
    case 'enable-topology':
      return [scripts.enable()];
    case 'create-databases':
      return [scripts.createDatabases(target), scripts.testDatabases(target)];
    case 'create-central-management-store':
      return [scripts.createCentralStore(target, clean), scripts.pointAtCentralStore(target)];
  }
}

function planOf(
  parameters: Parameters,
  context: ActionPlanContext,
  services: ActionServices,
): StepPlan {
  const { server, sqlServer, sqlName, commands } = workOf(parameters, context, services);
  const { task, file, clean } = parameters;
  const creates = task === 'create-databases' || task === 'create-central-management-store';
  const servers = creates ? [...new Set([server.fqdn, sqlServer])] : [server.fqdn];
  const reads = task === 'download' && file === undefined;
  return {
    lines: commands.map(one => l10n.t('On {0}: {1}.', server.fqdn, one.doing)),
    effect: { kind: clean ? 'destroys' : reads ? 'reads' : 'changes', servers },
    losses: clean
      ? [
          l10n.t(
            'database xds on {0}: topology, policies and every setting, if it is there',
            sqlName,
          ),
          l10n.t('database lis on {0}: location data for emergency calls, if it is there', sqlName),
        ]
      : [],
    facts: {},
  };
}

async function runTask(
  parameters: Parameters,
  context: ActionRunContext,
  services: ActionServices,
): Promise<string> {
  const { server, commands } = workOf(parameters, context, services);
  for (const { doing, text, parameters: values = {} } of commands) {
    context.output.progress({ activity: doing });
    const changed = l10n.t(
      'What ran before it on {0} stays done; repeating it is safe.',
      server.fqdn,
    );
    await act({ server: server.fqdn, doing, changed, text, parameters: values }, context, services);
  }
  return server.fqdn;
}

/** Topology Builder's tasks, by their documented command-line equivalents. */
export function topologyBuilder(): StepAction<ReturnType<typeof schema>> {
  return {
    name: 'topology-builder',
    description: l10n.t('Does a task of Topology Builder from the management shell of a server.'),
    example: 'topology-builder:\n  task: enable-topology\n  server: $Server',
    schema: schema(),
    plan: (parameters, context, services) =>
      Promise.resolve().then(() => planOf(parameters, context, services)),
    run: async (parameters, _plan, context, services) => {
      const server = await runTask(parameters, context, services);
      const text = l10n.t('Topology Builder, {0}: done on {1}.', parameters.task, server);
      return { summary: text, evidence: [{ kind: 'text', title: parameters.task, text }] };
    },
  };
}
