import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { Workplace, type Started } from '../cli/program.ts';
import { SqlClient } from './client.ts';

/** Password of the login `recovery` in a practice estate. */
async function passwordIn(folder: string): Promise<string> {
  const logins = await readFile(`${folder}/practice-logins.yaml`, 'utf8');
  return /user: recovery\s+password: (\S+)/u.exec(logins)?.[1] ?? '';
}

describe('practice serve as a process', function () {
  this.timeout(120_000);
  let place: Workplace;

  before(async () => {
    place = await Workplace.make();
  });

  after(async () => {
    await place[Symbol.asyncDispose]();
  });

  it('serves two estates at a time, in folders with blanks and accents, and ends with a signal', async () => {
    const names = ['Übung 1 日本', "l'estate 2"];
    const serving: Started[] = [];
    const ports: number[] = [];
    for (const name of names) {
      const made = await place.run('practice', 'create', place.path(name));
      assert.equal(made.status, 0, made.err);
      serving.push(place.start(['practice', 'serve', place.path(name), '--browser-port', '0']));
    }
    for (const [n, started] of serving.entries()) {
      await started.seen('se01.contoso.com\\rtc 127.0.0.1:');
      const folder = place.path(names[n] ?? '');
      const endpoint = `${folder}/servers/sql01.contoso.com/sql/mon/endpoint.json`;
      const port = /"port":(\d+)/u.exec(await readFile(endpoint, 'utf8'))?.[1];
      ports.push(Number(port));
      const client = await SqlClient.open({
        port: Number(port),
        password: await passwordIn(folder),
      });
      assert.equal(await client.value('SELECT COUNT(*) FROM LcsCDR..Users'), 10);
      await client.close();
    }
    assert.equal(new Set(ports).size, 2);
    for (const [n, signal] of (['SIGINT', 'SIGTERM'] as const).entries()) {
      serving[n]?.child.kill(signal);
      const ended = await serving[n]?.ended;
      assert.equal(ended?.status, 0, ended?.err);
      const lines = ended.out.trim().split('\n');
      assert.equal(lines[0], `sql01.contoso.com\\mon 127.0.0.1:${ports[n]}`);
      for (const line of lines) assert.match(line, /^[a-z0-9.-]+(\\\w+)? 127\.0\.0\.1:\d+$/u);
    }
  });

  it('says of a wrong folder what is wrong with it', async () => {
    const missing = await place.run('practice', 'serve', place.path('nowhere'));
    assert.equal(missing.status, 2);
    assert.match(
      missing.err,
      /This folder holds no practice estate: .*no such file[\s\S]*nowhere/u,
    );
    assert.match(missing.err, /Nothing was started[\s\S]*practice create DIR/u);
    await writeFile(
      place.path('live.yaml'),
      'kind: live\nname: L\nproduct: 2013\ndomain: c.example\nsites: [{name: R}]\nservers: []\n',
    );
    const live = await place.run('practice', 'serve', place.path('live.yaml'));
    assert.equal(live.status, 2, live.err);
    assert.ok(live.err.includes('live.yaml'), live.err);
  });
});
