/**
 * The rows of the drill: every kind of server in turn, and each combination for which recovery has a
 * procedure of its own. `estate` is the pool with the Central Management store. `change`: servers whose
 * data is changed after the backup, so that only the backup can bring it back. `plan`: words after
 * `recovery-runbooks plan`. A row without `change` must come back as it was in the moment of the loss.
 */
const fqdn = name => (name.includes('.') ? name : `${name}.contoso.com`);

function row(kind, lost, more = {}) {
  const { estate = 'se01', change = [], plan = [], title } = more;
  const servers = lost.map(fqdn);
  const [first, ...others] = servers;
  const beside = others.flatMap(server => ['--lost', server]);
  return {
    kind,
    title: title ?? lost.join(' + '),
    estate: fqdn(estate),
    lost: servers,
    change: change.map(fqdn),
    plan: plan.length > 0 && !plan[0].startsWith('--') ? plan : [first, ...beside, ...plan],
  };
}

const lyon = ['fs11', 'be11', 'fe11', 'fe12'];
const pool01 = ['be01', 'be02', 'fe01', 'fe02', 'fe03'];

export const rows = [
  row('Standard Edition with the Central Management store', ['se01'], { change: ['se01'] }),
  row('Standard Edition without it', ['se02'], { change: ['se02'] }),
  row('Front End of a surviving pool', ['fe01']),
  row('Front Ends, fewer left than the pool needs', ['fe01', 'fe02']),
  row('Back end, mirrored, primary lost', ['be01']),
  row('Back end, mirrored, mirror lost', ['be02']),
  row('Back end, both copies lost', ['be01', 'be02'], {
    change: ['be01'],
    plan: ['--no-fail-over'],
  }),
  row('Back end, not mirrored', ['be11'], { change: ['be11'], plan: ['--no-fail-over'] }),
  row('Whole pool', pool01, {
    change: ['be01'],
    plan: ['pool01.contoso.com', '--no-fail-over'],
    title: 'pool01',
  }),
  row('Paired pool, failed over and back', ['be11', 'fe11', 'fe12'], {
    plan: ['pool02.contoso.com'],
    title: 'pool02',
  }),
  row('Back end with the Central Management store', ['be11'], {
    estate: 'pool02',
    change: ['be11'],
    plan: ['--no-fail-over'],
  }),
  row('Mirrored back end with the Central Management store', ['be01', 'be02'], {
    estate: 'pool01',
    change: ['be01'],
    plan: ['--no-fail-over'],
  }),
  row('Mirrored back end with the Central Management store, primary lost', ['be01'], {
    estate: 'pool01',
    title: 'be01 (central)',
  }),
  row('File store', ['fs01'], { change: ['fs01'] }),
  row('Archiving and Monitoring store', ['sqlmon01'], { change: ['sqlmon01'] }),
  row('Persistent Chat store', ['sqlpc01'], { change: ['sqlpc01'] }),
  row('Persistent Chat server', ['pc01']),
  row('Director', ['dir01']),
  row('Mediation server', ['med01']),
  row('Edge server', ['edge01']),
  row('Witness', ['wit01']),
  row('Backup host', ['bk01']),
  row('Whole site', lyon, { change: ['fs11'], plan: ['Lyon'], title: 'Lyon' }),
];
