import * as l10n from '@vscode/l10n';
import { z } from 'zod';
import { noBackupLocation, setExists } from '../../../errors/backup.ts';
import { variableNotDeclared } from '../../../errors/runbook.ts';
import { joinPath } from '../../../estate/unc.ts';
import type { ActionServices, StepAction } from '../action.ts';
import { backupVariable } from '../chosen-set.ts';
import { serversOfPath } from '../copy-jobs.ts';
import { nonEmpty, schemaOf, variableName } from '../fields.ts';

const schema = schemaOf(() =>
  z.strictObject({
    location: nonEmpty(
      l10n.t('Folder below which sets lie; by default the backup location of the estate file.'),
    ).optional(),
    name: nonEmpty(
      l10n.t('Name of the new folder; by default the date and time, as in 2026-11-22_0200.'),
    ).optional(),
    variable: variableName(
      l10n.t('Name, without $, of the variable that will point at the new set.'),
    ).default(backupVariable),
  }),
);

type Parameters = z.output<ReturnType<typeof schema>>;

function locationOf({ location }: Parameters, { estate }: ActionServices): string {
  const found = location ?? estate.backup?.location;
  if (found === undefined) throw noBackupLocation();
  return found;
}

/** A new folder for this run; `$Backup` is re-pointed at it (domain facts, section 0). */
export function newBackupSet(): StepAction<ReturnType<typeof schema>> {
  return {
    name: 'new-backup-set',
    description: l10n.t('Makes a new, empty backup set and points a variable at it.'),
    example: 'new-backup-set:\n  variable: Backup',
    schema: schema(),
    plan: async (parameters, context, services) => {
      context.signal.throwIfAborted();
      const { variable } = parameters;
      if (!context.scope.has(variable)) throw variableNotDeclared(variable);
      const location = locationOf(parameters, services);
      const sets = await services.backup.list(location); // first, so that no name is given twice
      const name = parameters.name ?? services.backup.nextName(services.now());
      if (sets.some(set => set.name === parameters.name)) throw setExists(joinPath(location, name));
      const named =
        parameters.name === undefined
          ? l10n.t('Make a new folder below {0}, named after the time.', location)
          : l10n.t('Make the new folder {0} below {1}.', name, location);
      return {
        lines: [named, l10n.t('Point ${0} at it.', variable)],
        effect: { kind: 'changes', servers: serversOfPath(location, services.estate) },
        losses: [],
        facts: { location },
        variables: new Map([[variable, joinPath(location, name)]]),
      };
    },
    run: async (parameters, _plan, context, services) => {
      context.signal.throwIfAborted();
      const location = locationOf(parameters, services);
      const name = parameters.name ?? services.backup.nextName(services.now());
      const path = await services.backup.create(name, location);
      context.output.write('output', `$${parameters.variable} = ${path}\n`);
      return {
        summary: l10n.t('New backup set {0}.', path),
        variables: new Map([[parameters.variable, path]]),
        evidence: [{ kind: 'text', title: l10n.t('New backup set'), text: path }],
      };
    },
    reconcile: async (parameters, _context, services) => {
      const location = locationOf(parameters, services);
      const sets = await services.backup.list(location);
      const empty = sets.filter(set => set.state === 'unfinished' && set.files === 0);
      const lines =
        empty.length === 0
          ? [l10n.t('Below {0} lies no empty set.', location)]
          : empty.map(set => l10n.t('{0} is empty and may be what this step made.', set.path));
      return { finding: 'not-done', lines };
    },
  };
}
