import assert from 'node:assert/strict';
import type { Estate } from '../../../src/estate/model.ts';
import { resolveTargets } from '../../../src/run/target.ts';
import type { Step } from '../../../src/runbook/model.ts';
import { readRunbook } from '../../../src/runbook/read.ts';
import type { VariableScope } from '../../../src/runbook/variables.ts';
import { estate as practiceEstate } from './surroundings.ts';

const estate: Estate = {
  ...practiceEstate,
  servers: practiceEstate.servers.slice(0, 1),
  sqlInstances: [
    {
      name: 'se01.contoso.com\\rtc',
      host: 'se01.contoso.com',
      instance: 'rtc',
      databases: [],
      settings: {},
    },
  ],
};

const scope: VariableScope = {
  variable: () => 'SE01.contoso.com\\RTC',
  has: name => name === 'SqlServer',
  names: () => ['SqlServer'],
  fact: () => undefined,
};

function step(language: string, target: string): Step {
  const text = `\`\`\`${language} {#s target="${target}"}\nSELECT 1\n\`\`\`\n`;
  const [found] = readRunbook(new TextEncoder().encode(text), 'r.runbook.md').steps;
  assert.ok(found !== undefined);
  return found;
}

describe('the target of a step', () => {
  it('of SQL is an instance of the estate, in any case and by a variable', () => {
    const name = 'se01.contoso.com\\rtc';
    assert.deepEqual(resolveTargets(step('sql', 'SE01.contoso.com\\rtc'), scope, estate), [name]);
    assert.deepEqual(resolveTargets(step('sql', '$SqlServer'), scope, estate), [name]);
  });

  it('of SQL may be a server, too', () => {
    assert.deepEqual(resolveTargets(step('sql', 'SE01.contoso.com'), scope, estate), [
      'se01.contoso.com',
    ]);
  });

  it('of PowerShell is a server and no instance', () => {
    assert.throws(
      () => resolveTargets(step('powershell', 'se01.contoso.com\\rtc'), scope, estate),
      {
        code: 'RUN-UNKNOWN-TARGET',
      },
    );
  });
});
