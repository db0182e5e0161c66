import * as l10n from '@vscode/l10n';
import type { EstateDocument } from '../document.ts';
import { sameName } from '../lookup.ts';
import { knownRoles } from '../model.ts';
import { nearestName } from '../nearest.ts';
import type { EstateFile } from '../schema.ts';

/** A role that looks like a known one mistyped; others are kept as they are written. */
export function checkRoles(file: EstateFile, document: EstateDocument): void {
  for (const [i, server] of file.servers.entries()) {
    for (const [j, role] of server.roles.entries()) {
      if (knownRoles.some(known => sameName(known, role))) continue;
      const nearest = nearestName(role, knownRoles);
      if (nearest?.[0]?.toLowerCase() !== role[0]?.toLowerCase()) continue;
      const message = l10n.t('There is no role `{0}`. Did you mean `{1}`?', role, nearest ?? '');
      document.report('unknown-role', message, ['servers', i, 'roles', j]);
    }
  }
}
