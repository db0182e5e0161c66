import assert from 'node:assert/strict';
import { Workplace } from './program.ts';

describe('estate check', () => {
  let work: Workplace;
  before(async () => {
    work = await Workplace.make();
    await work.createEstate();
  });
  after(async () => {
    await work[Symbol.asyncDispose]();
  });

  it('asks servers and SQL Servers, and shows each database', async () => {
    const { status, out, err } = await work.run('estate', 'check', work.estate);
    assert.equal(status, 0, out + err);
    assert.match(out, /^se01\.contoso\.com {2}\d+ services running$/mu);
    assert.match(out, /^sql01\.contoso\.com\\mon {2}running {2}SQL Server 11\.0\./mu);
    assert.match(
      out,
      /^ {4}LcsCDR {2}ONLINE {2}.* MB {2}recovery model SIMPLE {2}no backup known$/mu,
    );
    assert.match(out, /^(?<n>\d+) of \k<n> are well\.$/mu);
  });

  it('ends with status 1 where a server and its SQL Server are lost, and says so of both', async () => {
    const lost = await work.run('practice', 'lose', 'sql01.contoso.com', '--estate', work.estate);
    assert.equal(lost.status, 0, lost.err);
    const only = ['--only', 'sql01.contoso.com', '--json'];
    const { status, out, err } = await work.run('estate', 'check', work.estate, ...only);
    assert.equal(status, 1, out + err);
    assert.match(out, /"server":"sql01\.contoso\.com","state":"lost"/u);
    assert.match(out, /"instance":"sql01\.contoso\.com\\\\mon","state":"(?:lost|unknown)"/u);
    assert.doesNotMatch(out, /se01/u);
  });

  it('refuses a name that the estate does not have', async () => {
    const { status, err } = await work.run('estate', 'check', work.estate, '--only', 'nowhere');
    assert.equal(status, 2);
    assert.match(err, /no site, pool, server or SQL Server instance nowhere/u);
  });
});
