import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Workplace } from './program.ts';

const open = '# A\n\n```powershell {#a}\nGet-CsPool\nif ($true) { Get-CsPool\n```\n';
const whole = '# A\n\n```powershell {#a}\nGet-CsPool\n```\n';

describe('lint on the command line', function () {
  this.timeout(60_000);
  let work: Workplace;
  before(async () => {
    work = await Workplace.make();
    await work.write(join('books', 'open.runbook.md'), open);
    await work.write(join('books', 'deep', 'whole.runbook.md'), whole);
  });
  after(async () => {
    await work[Symbol.asyncDispose]();
  });

  it('tells what PowerShell’s own parser says, unless it is not wanted', async () => {
    const books = work.path('books');
    const told = await work.run('lint', books);
    assert.equal(told.status, 1, told.out + told.err);
    assert.match(
      told.out,
      /^.*open\.runbook\.md:5:\d+: error: PowerShell cannot read this: .+ \[ps-syntax\]\n$/u,
    );
    const silent = await work.run('lint', books, '--no-powershell');
    assert.deepEqual([silent.status, silent.out], [0, '']);
  });

  it('finds runbooks by a pattern, and says where there is none', async () => {
    const found = await work.run('lint', `${work.path('books')}/**/w*.runbook.md`, '--json');
    assert.deepEqual([found.status, JSON.parse(found.out)], [0, []]);
    const { status, out } = await work.run('lint', work.path('nowhere'), work.path('books', 'x*'));
    assert.equal(status, 2);
    assert.match(
      out,
      /nowhere:1:1: error: .*\[cli-read\]\n.*x\*:1:1: error: .*\[cli-no-runbooks\]/u,
    );
  });
});
