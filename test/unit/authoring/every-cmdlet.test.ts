import assert from 'node:assert/strict';
import {
  cmdletByName,
  cmdletNames,
  type Cmdlet,
  type ParameterSet,
} from '../../../src/authoring/cmdlets/catalogue.ts';
import { checkCsCommands } from '../../../src/authoring/cmdlets/check.ts';
import { editDistance } from '../../../src/estate/nearest.ts';

const cmdlets = cmdletNames.flatMap(name => cmdletByName(name) ?? []);

/** A value that a parameter of this type takes. */
const samples: Readonly<Record<string, string>> = {
  Fqdn: 'pool01.contoso.com',
  'Byte[]': '$bytes',
  'CertType[]': 'Default',
  DateTime: '2014-06-01',
  Hashtable: '@{}',
  PSCredential: '$credential',
  RgsIdentity: '"service:ApplicationServer:pool01.contoso.com"',
};

function written(name: string, cmdlet: Cmdlet): string {
  const parameter = cmdlet.parameters.get(name.toLowerCase());
  assert.ok(parameter, `${cmdlet.name} -${name}`);
  const { type, isSwitch, values } = parameter;
  if (isSwitch) return `-${name}`;
  if (name === 'BackupModule') return '-BackupModule CentralMgmt.CMSMaster';
  if (name === 'Level') return '-Level RoomDirectory';
  const value = values[0] ?? samples[type] ?? (/^U?Int\d\d$/u.test(type) ? '1' : '"sample"');
  return `-${name} ${/(?:Sql|Mirror)\w*Fqdn$/u.test(name) ? 'be01.contoso.com' : value}`;
}

function call(cmdlet: Cmdlet, names: readonly string[]): string {
  return [cmdlet.name, ...names.map(name => written(name, cmdlet))].join(' ');
}

/** Codes of what is wrong; what is only dangerous is left out. */
function wrong(text: string): string[] {
  return checkCsCommands(text)
    .filter(({ code, severity }) => severity !== 'information' && code !== 'cs-dangerous-parameter')
    .map(({ code }) => code);
}

function holds({ mandatory, optional }: ParameterSet, names: readonly string[]): boolean {
  return names.every(name => mandatory.includes(name) || optional.includes(name));
}

function eachSet(check: (cmdlet: Cmdlet, set: ParameterSet) => void): void {
  for (const cmdlet of cmdlets) for (const set of cmdlet.sets) check(cmdlet, set);
}

function each(names: readonly string[]): (readonly [string, readonly string[]])[] {
  return names.map(name => [name, names.filter(other => other !== name)]);
}

/** The name with every fourth letter left out, one at a time: a fourth of the ways to leave out one. */
function shortened(name: string): string[] {
  const every = Array.from(name, (_, at) => name.slice(0, at) + name.slice(at + 1));
  return [...new Set(every.filter((_, at) => at % 4 === name.length % 4))];
}

/** One letter, or none, lies between the two. */
function isNear(word: string, other = ''): boolean {
  return editDistance(word.toLowerCase(), other.toLowerCase()) < 2;
}

describe('A call made of a parameter set of the catalogue', () => {
  it('is right with what is mandatory, and with each optional parameter', () => {
    eachSet((cmdlet, { mandatory, optional }) => {
      for (const more of [[], ...optional.map(name => [name])]) {
        const text = call(cmdlet, [...mandatory, ...more]);
        const known = more[0] === 'StartDate' && cmdlet.parameters.has('level');
        assert.deepEqual(wrong(text), known ? ['cs-start-date'] : [], text);
      }
    });
  });

  it('is right with all of its parameters, in any case and with values behind colons', () => {
    eachSet((cmdlet, { mandatory, optional }) => {
      const text = call(
        cmdlet,
        [...mandatory, ...optional].filter(
          name => name !== 'Update' || !optional.includes('Clean'),
        ),
      );
      assert.deepEqual(wrong(text), [], text);
      assert.deepEqual(wrong(text.toLowerCase()), [], text.toLowerCase());
      const tied = text.replace(/(-[A-Za-z]\w*) (?=[^-])/gu, '$1:');
      assert.deepEqual(wrong(tied), [], tied);
    });
  });

  it('is told when one that is mandatory is missing, unless it comes from elsewhere', () => {
    eachSet((cmdlet, { mandatory }) => {
      for (const [, rest] of each(mandatory)) {
        const text = call(cmdlet, rest);
        const complete = cmdlet.sets.some(
          set => holds(set, rest) && set.mandatory.every(name => rest.includes(name)),
        );
        assert.deepEqual(wrong(text), complete ? [] : ['cs-missing-parameter'], text);
        assert.deepEqual(wrong(`Get-Content x | ${text}`), [], `piped: ${text}`);
        assert.deepEqual(wrong(`${text} @more`), [], `splatted: ${text}`);
      }
    });
  });

  it('is told when a parameter of another set is added', () => {
    eachSet((cmdlet, set) => {
      for (const { name } of cmdlet.parameters.values()) {
        const names = [...set.mandatory, name];
        if (cmdlet.sets.some(other => holds(other, names))) continue;
        const text = call(cmdlet, names);
        assert.deepEqual(wrong(text), ['cs-mixed-parameter-sets'], text);
      }
    });
  });

  it('is told, without a fix, when a parameter that no cmdlet has is added', () => {
    eachSet((cmdlet, { mandatory }) => {
      const text = `${call(cmdlet, mandatory)} -Qzjxkvw 5`;
      const found = checkCsCommands(text).filter(({ severity }) => severity === 'error');
      assert.deepEqual(
        found.map(({ code, fix }) => [code, fix]),
        [['cs-unknown-parameter', undefined]],
        text,
      );
    });
  });
});

describe('A name of the catalogue with one letter missing', () => {
  it('is found and mended where it is that of a cmdlet', () => {
    for (const { name } of cmdlets) {
      for (const word of shortened(name)) {
        if (cmdletByName(word) !== undefined || !word.includes('-')) continue;
        const found = checkCsCommands(word).find(({ code }) => code === 'cs-unknown-cmdlet');
        if (found === undefined) {
          const told = checkCsCommands(word).map(({ code }) => code);
          assert.deepEqual(told, ['cs-not-described'], word);
          continue;
        }
        assert.equal(found.severity, 'error', word);
        assert.ok(cmdletByName(found.fix ?? ''), word);
        assert.ok(isNear(word, found.fix), `${word} -> ${found.fix ?? 'nothing'}`);
      }
    }
  });

  it('is found and mended where it is that of a parameter', () => {
    for (const cmdlet of cmdlets) {
      const names = [...cmdlet.parameters.values()].map(({ name }) => name);
      for (const name of names.filter(each => each.length > 3)) {
        for (const word of shortened(name)) {
          const key = word.toLowerCase();
          // PowerShell takes the beginning of a name for the name
          if (names.some(other => other.toLowerCase().startsWith(key))) continue;
          if (/^(?:i?[dewov][abv]|infa|pv|cf|wi)$/u.test(key)) continue;
          const text = `${cmdlet.name} ${written(name, cmdlet).replace(`-${name}`, `-${word}`)}`;
          const found = checkCsCommands(text).find(({ code }) => code === 'cs-unknown-parameter');
          assert.ok(found, text);
          const others = names.filter(other => other !== name && isNear(word, other));
          if (others.length === 0) assert.equal(found.fix, `-${name}`, text);
        }
      }
    }
  });
});
