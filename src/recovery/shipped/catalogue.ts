import * as l10n from '@vscode/l10n';
import type { Estate } from '../../estate/model.ts';
import { recoveryDraft } from '../make.ts';
import { runbookText } from '../writing/markdown.ts';
import * as estates from './estates.ts';
import { placeholders, templateValues } from './placeholders.ts';
import { asTemplate } from './template.ts';

/** A runbook of the folder `notebooks`, as its file has it. */
export interface ShippedRunbook {
  readonly fileName: string;
  readonly text: string;
}

interface Recipe {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly estate: Estate;
  readonly lost: readonly string[];
}

const { server, pool } = placeholders;

function recipes(): readonly Recipe[] {
  return [
    {
      name: 'recover-front-end',
      title: l10n.t('Recover a Front End'),
      description: l10n.t(
        'Rebuilds one Front End of an Enterprise pool whose back end and other Front Ends work.',
      ),
      estate: estates.frontEndEstate(),
      lost: [server],
    },
    {
      name: 'recover-enterprise-pool',
      title: l10n.t('Recover a whole Enterprise pool'),
      description: l10n.t(
        'Rebuilds the back end of a pool, then each of three Front Ends, starts them together and brings the users’ data back.',
      ),
      estate: estates.wholePoolEstate(),
      lost: [pool],
    },
    {
      name: 'recover-paired-pool',
      title: l10n.t('Recover a pool by its partner'),
      description: l10n.t(
        'Fails the users of a pool over to its partner, rebuilds it, and brings them back.',
      ),
      estate: estates.pairEstate(),
      lost: [pool],
    },
    {
      name: 'recover-back-end',
      title: l10n.t('Recover a back end'),
      description: l10n.t(
        'Rebuilds the SQL Server of an Enterprise pool that has no other copy, without the Central Management store.',
      ),
      estate: estates.backEndEstate(false),
      lost: [server],
    },
    {
      name: 'recover-central-management-back-end',
      title: l10n.t('Recover a back end with the Central Management store'),
      description: l10n.t(
        'Rebuilds the SQL Server of an Enterprise pool with the Central Management store on it.',
      ),
      estate: estates.backEndEstate(true),
      lost: [server],
    },
    {
      name: 'recover-mirrored-back-end-primary',
      title: l10n.t('Recover the primary of a mirrored back end'),
      description: l10n.t('The mirror takes over; the lost primary comes back as its mirror.'),
      estate: estates.mirrorEstate('primary'),
      lost: [server],
    },
    {
      name: 'recover-mirrored-back-end-mirror',
      title: l10n.t('Recover the mirror of a mirrored back end'),
      description: l10n.t('Rebuilds the mirror; the primary goes on all the time.'),
      estate: estates.mirrorEstate('mirror'),
      lost: [server],
    },
    ...members(),
    {
      name: 'recover-file-store',
      title: l10n.t('Recover a file store'),
      description: l10n.t('Brings a file store back at its old path, with its content.'),
      estate: estates.fileStoreEstate(),
      lost: [server],
    },
  ];
}

function members(): readonly Recipe[] {
  const lost = [server];
  return [
    {
      name: 'recover-director',
      title: l10n.t('Recover a Director'),
      description: l10n.t('Rebuilds a Director, which has no data of its own.'),
      estate: estates.memberEstate('director', 'Director'),
      lost,
    },
    {
      name: 'recover-mediation-server',
      title: l10n.t('Recover a Mediation server'),
      description: l10n.t('Rebuilds a stand-alone Mediation server, which has no data of its own.'),
      estate: estates.memberEstate('mediation', 'Mediation'),
      lost,
    },
    {
      name: 'recover-persistent-chat-server',
      title: l10n.t('Recover a Persistent Chat server'),
      description: l10n.t('Rebuilds a Persistent Chat server whose store is left.'),
      estate: estates.memberEstate('persistent-chat', 'PersistentChat'),
      lost,
    },
    {
      name: 'recover-edge-server',
      title: l10n.t('Recover an Edge server'),
      description: l10n.t(
        'Rebuilds an Edge server outside the domain from a configuration that is exported now.',
      ),
      estate: estates.memberEstate('edge', 'Edge'),
      lost,
    },
  ];
}

/** The shipped runbooks that are templates of made ones; the others of the folder are written by hand. */
export function shippedRunbooks(): readonly ShippedRunbook[] {
  return recipes().map(({ name, title, description, estate, lost }) => ({
    fileName: `${name}.runbook.md`,
    text: runbookText(
      asTemplate(recoveryDraft(estate, lost), templateValues(), { title, description }),
    ),
  }));
}
