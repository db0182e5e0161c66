import type { EstateChanges } from './estates.ts';

/** One row of the table: what is lost, where, and which procedure that takes. */
export interface Case {
  readonly title: string;
  readonly estate?: EstateChanges;
  readonly lost: readonly string[];
  readonly failOver?: boolean;
  readonly procedure: string;
}

const pool01 = { central: 'pool01' };
const fes = ['fe01', 'fe02', 'fe03'];

/** Every combination that the choice of a procedure depends on. */
export const cases: readonly Case[] = [
  {
    title: 'a Standard Edition server with the store',
    lost: ['se01'],
    procedure: 'central-standard-edition',
  },
  { title: 'a Standard Edition server without it', lost: ['se02'], procedure: 'standard-edition' },
  { title: 'one of three Front Ends', lost: ['fe02'], procedure: 'front-end' },
  { title: 'two of three Front Ends', lost: ['fe02', 'fe03'], procedure: 'front-end' },
  { title: 'every Front End, the back end left', lost: fes, procedure: 'pool' },
  {
    title: 'a Front End and both halves of the back end',
    lost: ['fe01', 'be01', 'be02'],
    procedure: 'pool',
  },
  { title: 'a pool by its name', lost: ['pool01.contoso.com'], procedure: 'pool' },
  {
    title: 'a pool with the store',
    estate: pool01,
    lost: ['pool01.contoso.com'],
    procedure: 'pool',
  },
  { title: 'the primary of a mirror', lost: ['be01'], procedure: 'mirror-primary' },
  {
    title: 'the primary by its instance',
    lost: ['be01.contoso.com\\rtc'],
    procedure: 'mirror-primary',
  },
  {
    title: 'the primary with the store',
    estate: pool01,
    lost: ['be01'],
    procedure: 'mirror-primary',
  },
  { title: 'the mirror', lost: ['be02'], procedure: 'mirror-copy' },
  { title: 'the mirror with the store', estate: pool01, lost: ['be02'], procedure: 'mirror-copy' },
  { title: 'both halves', lost: ['be01', 'be02'], procedure: 'back-end' },
  { title: 'both halves, named the other way', lost: ['be02', 'be01'], procedure: 'back-end' },
  {
    title: 'both halves with the store',
    estate: pool01,
    lost: ['be01', 'be02'],
    procedure: 'central-back-end',
  },
  {
    title: 'a back end without a mirror',
    estate: { mirrored: false },
    lost: ['be01'],
    procedure: 'back-end',
  },
  {
    title: 'a back end without a mirror, with the store',
    estate: { ...pool01, mirrored: false },
    lost: ['be01'],
    procedure: 'central-back-end',
  },
  {
    title: 'the back end of a paired pool',
    estate: { paired: true },
    lost: ['be01', 'be02'],
    procedure: 'paired-pool',
  },
  {
    title: 'the same, without failing over',
    estate: { paired: true },
    lost: ['be01', 'be02'],
    failOver: false,
    procedure: 'back-end',
  },
  {
    title: 'half a mirror of a paired pool',
    estate: { paired: true },
    lost: ['be01'],
    procedure: 'mirror-primary',
  },
  {
    title: 'one Front End of a paired pool',
    estate: { paired: true },
    lost: ['fe01'],
    procedure: 'front-end',
  },
  {
    title: 'a whole paired pool',
    estate: { paired: true },
    lost: ['pool02.contoso.com'],
    procedure: 'paired-pool',
  },
  {
    title: 'a whole paired pool with the store',
    estate: { paired: true, ...pool01 },
    lost: ['pool01.contoso.com'],
    procedure: 'paired-pool',
  },
  {
    title: 'both pools of a pair',
    estate: { paired: true },
    lost: ['pool02.contoso.com', 'pool01.contoso.com'],
    procedure: 'pool',
  },
  { title: 'a Director', lost: ['dir01'], procedure: 'director' },
  { title: 'one Mediation server of two', lost: ['med02'], procedure: 'mediation' },
  { title: 'both Mediation servers', lost: ['med01', 'med02'], procedure: 'mediation' },
  { title: 'an Edge', lost: ['edge01'], procedure: 'edge' },
  { title: 'an Edge pool', lost: ['edgepool.contoso.com'], procedure: 'edge' },
  { title: 'a Persistent Chat server', lost: ['pc01'], procedure: 'persistent-chat-server' },
  { title: 'the store of Persistent Chat', lost: ['sqlpc01'], procedure: 'persistent-chat-store' },
  {
    title: 'the stores of Archiving and Monitoring',
    lost: ['sqlmon01'],
    procedure: 'archiving-and-monitoring-store',
  },
  { title: 'a file server', lost: ['fs01'], procedure: 'file-store' },
  {
    title: 'a file store by its path',
    lost: ['\\\\fs01.contoso.com\\LyncShare'],
    procedure: 'file-store',
  },
  { title: 'a witness', lost: ['wit01'], procedure: 'plain-server' },
  { title: 'a backup host', lost: ['bk01'], procedure: 'plain-server' },
  { title: 'a site', lost: ['Paris'], procedure: 'site' },
  {
    title: 'the other site, with the store',
    estate: { central: 'pool02' },
    lost: ['Lyon'],
    procedure: 'site',
  },
];
