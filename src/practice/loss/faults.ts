import * as l10n from '@vscode/l10n';
import { rm } from 'node:fs/promises';
import { faultNotPossible } from '../../errors/practice.ts';
import { newGuid, type RandomBytes } from '../chance.ts';
import type { FaultState } from '../state.ts';
import type { PracticeStore } from '../store.ts';
import { knownServer } from './lose.ts';

/** A fault that can be injected: what its target is, and what it does. */
export interface FaultKind {
  readonly name: string;
  /** `server`, a cmdlet's name, or nothing. */
  readonly target: 'server' | 'cmdlet' | 'none';
  /** What the third word means, for faults that have one. */
  readonly detail?: string;
  readonly describe: () => string;
}

/** Every kind, in the order in which `practice fault` lists them. */
export const faultKinds: readonly FaultKind[] = [
  {
    name: 'dns-wrong',
    target: 'server',
    detail: 'ADDRESS',
    describe: () => l10n.t('DNS gives another address for the server'),
  },
  {
    name: 'wrong-name',
    target: 'server',
    detail: 'FQDN',
    describe: () => l10n.t('the next installation of Windows gives the computer this name'),
  },
  {
    name: 'missing-certificate',
    target: 'server',
    describe: () => l10n.t('the certificates are gone, and reissuing them leaves none'),
  },
  {
    name: 'expired-certificate',
    target: 'server',
    describe: () => l10n.t('the certificates ended yesterday'),
  },
  {
    name: 'no-private-key',
    target: 'server',
    describe: () => l10n.t('the certificates have lost their private keys'),
  },
  {
    name: 'share-gone',
    target: 'server',
    detail: 'SHARE',
    describe: () => l10n.t('the share and its files are gone'),
  },
  {
    name: 'backup-full',
    target: 'none',
    describe: () => l10n.t('exports into the backup location find no space left'),
  },
  {
    name: 'unreachable',
    target: 'server',
    describe: () => l10n.t('the server does not answer, though it is not lost'),
  },
  {
    name: 'service-fails',
    target: 'server',
    detail: 'SERVICE',
    describe: () => l10n.t('this Windows service does not start'),
  },
  {
    name: 'replication-stuck',
    target: 'server',
    describe: () => l10n.t('configuration no longer reaches the server'),
  },
  {
    name: 'no-rights',
    target: 'none',
    detail: 'GROUP',
    describe: () => l10n.t('your account is not a member of this group'),
  },
  {
    name: 'cmdlet',
    target: 'cmdlet',
    detail: 'TEXT',
    describe: () => l10n.t('the cmdlet fails with this text'),
  },
  {
    name: 'slow',
    target: 'cmdlet',
    detail: 'MILLISECONDS',
    describe: () => l10n.t('the cmdlet takes that much longer'),
  },
];

/** The fault of this kind on this target, if one still strikes. */
export function faultOn(
  faults: readonly FaultState[],
  kind: string,
  target: string,
): FaultState | undefined {
  return faults.find(
    fault =>
      fault.kind === kind &&
      fault.target.toLowerCase() === target.toLowerCase() &&
      fault.times !== 0,
  );
}

/** What takes effect at once, beside the record of the fault. */
async function strike(store: PracticeStore, fault: FaultState): Promise<void> {
  const { kind, target, detail } = fault;
  const { layout } = store;
  if (kind === 'dns-wrong') {
    const dns = await store.dns();
    const records = dns.records.map(record =>
      record.type === 'A' && record.name.toLowerCase() === target.toLowerCase()
        ? { ...record, data: detail }
        : record,
    );
    await store.write(layout.dns, { ...dns, records });
  }
  if (kind === 'share-gone') {
    await store.changeComputer(target, computer => ({
      ...computer,
      shares: computer.shares.filter(share => share.name !== detail),
    }));
    await rm(layout.share(target, detail), { recursive: true, force: true });
  }
  if (kind === 'missing-certificate') {
    await store.changeComputer(target, computer => ({ ...computer, certificates: [] }));
  }
  if (kind === 'expired-certificate' || kind === 'no-private-key') {
    await store.changeComputer(target, computer => ({
      ...computer,
      certificates: computer.certificates.map(certificate =>
        kind === 'no-private-key'
          ? { ...certificate, privateKey: false }
          : { ...certificate, notAfter: '2020-01-01 00:00:00Z' },
      ),
    }));
  }
}

export interface FaultRequest {
  readonly kind: FaultKind;
  readonly target: string;
  readonly detail: string;
  /** How often it strikes; -1 until it is cleared. */
  readonly times: number;
}

/** Injects a fault and returns its record. Throws a `Problem` for a target that there is not. */
export async function injectFault(
  store: PracticeStore,
  request: FaultRequest,
  random: RandomBytes,
): Promise<FaultState> {
  const { kind, detail, times } = request;
  const target =
    kind.target === 'server' ? await knownServer(store, request.target) : request.target;
  const faults = await store.faults();
  const id = newGuid(random).slice(0, 8);
  const fault = { id, kind: kind.name, target, detail, times };
  if (kind.name === 'share-gone') {
    const shares = (await store.computer(target)).shares.map(share => share.name);
    if (!shares.includes(detail)) {
      throw faultNotPossible(kind.name, target, l10n.t('its shares are: {0}', shares.join(', ')));
    }
  }
  await store.write(store.layout.faults, { faults: [...faults, fault] });
  await strike(store, fault);
  return fault;
}

/**
 * Ends faults: one by its id, or all. What a fault has destroyed stays destroyed; a wrong DNS record
 * is mended. Returns how many there were.
 */
export async function clearFaults(store: PracticeStore, id: string | undefined): Promise<number> {
  const faults = await store.faults();
  const cleared = faults.filter(fault => id === undefined || fault.id === id);
  for (const { kind, target } of cleared) {
    if (kind !== 'dns-wrong') continue;
    const address = (await store.buildSheet(target))?.addresses[0] ?? '';
    await strike(store, { id: '', kind, target, detail: address, times: 0 });
  }
  await store.write(store.layout.faults, {
    faults: faults.filter(fault => !cleared.includes(fault)),
  });
  return cleared.length;
}
