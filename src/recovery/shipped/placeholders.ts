import * as l10n from '@vscode/l10n';
import type { VariableDraft } from '../draft.ts';
import type { TemplateValue } from './template.ts';

/** A value that no estate has, and the variable that a template has in its place. */
function placeholder(
  value: string,
  name: string,
  type: VariableDraft['type'],
  description: string,
  preset?: string,
): TemplateValue {
  const given = preset === undefined ? { required: true } : { default: preset };
  return { value, variable: { name, type, description, ...given } };
}

/** FQDNs and paths of the estates that templates are made from. */
export const placeholders = {
  server: 'lost.template',
  helper: 'helper.template',
  pool: 'pool.template',
  partner: 'partner.template',
  sql: 'sql.template',
  frontEnds: ['fe1.template', 'fe2.template', 'fe3.template'],
  instance: 'templateinstance',
  mirrorInstance: 'mirrorinstance',
  share: '\\\\lost.template\\TemplateShare',
} as const;

/** The variables of all placeholders; texts are made when the language is known. */
export function templateValues(): readonly TemplateValue[] {
  const { server, helper, pool, partner, sql, frontEnds, instance, mirrorInstance, share } =
    placeholders;
  return [
    placeholder(server, 'Server', 'server', l10n.t('FQDN of the lost server.')),
    placeholder(
      helper,
      'Helper',
      'server',
      l10n.t('A server that works and has the management shell.'),
    ),
    placeholder(pool, 'Pool', 'fqdn', l10n.t('FQDN of the pool.')),
    placeholder(partner, 'Partner', 'fqdn', l10n.t('The pool that it is paired with.')),
    placeholder(sql, 'SqlServer', 'fqdn', l10n.t('FQDN of the SQL Server.')),
    ...frontEnds.map((fqdn, i) =>
      placeholder(
        fqdn,
        `FrontEnd${i + 1}`,
        'server',
        l10n.t('Front End {0} of the pool; take its sections out where there is none.', i + 1),
      ),
    ),
    placeholder(instance, 'SqlInstance', 'string', l10n.t('Name of the instance.'), 'rtc'),
    placeholder(
      mirrorInstance,
      'LostInstance',
      'string',
      l10n.t('Name of the instance on the lost server.'),
      'rtc',
    ),
    placeholder(share, 'FileStore', 'path', l10n.t('Path of the file store.')),
    placeholder(
      'lost.template/TemplateShare',
      'SavedFileStore',
      'string',
      l10n.t('Where the set holds it, below its folder filestore: server/share.'),
    ),
  ];
}
