import assert from 'node:assert/strict';
import { withProperty, type PropertyValue } from '../../../src/authoring/edit/front-matter.ts';
import { runbookProperties, variableNameFault } from '../../../src/authoring/edit/properties.ts';

const front = `# what it is about
title: Old  # a title
description: >
  folded
  text
variables:
  Pool: { type: fqdn, default: a.b.c } # the pool
  Short: a.b.c
  Server:
    type: server

applies-to:
  roles: [FrontEnd]
# end
`;

/** Lines that a change takes away (-) and puts in (+). */
function changed(text: string, path: string, value: PropertyValue | undefined): string[] {
  const after = withProperty(text, path.split('.'), value);
  assert.ok(after !== undefined);
  const [old, now] = [text.split('\n'), after.split('\n')];
  return [
    ...old.filter(line => !now.includes(line)).map(line => `-${line}`),
    ...now.filter(line => !old.includes(line)).map(line => `+${line}`),
  ];
}

describe('Front matter with one property changed', () => {
  const cases: readonly (readonly [string, PropertyValue | undefined, ...string[]])[] = [
    ['title', 'New: one', '-title: Old  # a title', "+title: 'New: one'  # a title"],
    [
      'description',
      'one line',
      '-description: >',
      '-  folded',
      '-  text',
      '+description: one line',
    ],
    ['description', undefined, '-description: >', '-  folded', '-  text'],
    [
      'variables.Pool.required',
      true,
      '-  Pool: { type: fqdn, default: a.b.c } # the pool',
      '+  Pool: { type: fqdn, default: a.b.c, required: true } # the pool',
    ],
    [
      'variables.Pool.default',
      'x, y',
      '-  Pool: { type: fqdn, default: a.b.c } # the pool',
      "+  Pool: { type: fqdn, default: 'x, y' } # the pool",
    ],
    ['variables.Short.type', 'fqdn', '-  Short: a.b.c', '+  Short: { default: a.b.c, type: fqdn }'],
    ['variables.Server.default', 's.b.c', '+    default: s.b.c'],
    ['variables.Server', undefined, '-  Server:', '-    type: server'],
    ['variables.More.type', 'path', '+  More:', '+    type: path'],
    ['applies-to.product-version', '2019', '+  product-version: 2019'],
    [
      'applies-to.roles',
      ['Edge', 'Director'],
      '-  roles: [FrontEnd]',
      '+  roles: [Edge, Director]',
    ],
    ['applies-to.roles', undefined, '-applies-to:', '-  roles: [FrontEnd]'],
    ['applies-to.editions', undefined],
  ];
  for (const [path, value, ...wanted] of cases) {
    it(`${path} = ${JSON.stringify(value)} changes nothing else`, () => {
      assert.deepEqual(changed(front, path, value), wanted);
    });
  }

  it('is made where there was none, and refused where it cannot be read', () => {
    assert.equal(withProperty('', ['title'], 'A'), 'title: A');
    assert.equal(
      withProperty('', ['applies-to', 'roles'], ['Edge']),
      'applies-to:\n  roles: [Edge]',
    );
    assert.equal(
      withProperty('title: A\nvariables:\n', ['variables', 'B', 'type'], 'path'),
      'title: A\nvariables: { B: { type: path } }\n',
    );
    assert.equal(withProperty('a: [', ['title'], 'A'), undefined);
    assert.equal(withProperty('- a\n- b\n', ['title'], 'A'), undefined);
  });

  it('reads as what was written', () => {
    let text = '';
    const values: readonly (readonly [string, PropertyValue])[] = [
      ['title', '  #1: "quoted" \'text\' {a}'],
      ['description', 'yes'],
      ['applies-to.product-version', 'SE'],
      ['variables.A.default', '$Pool, [x]'],
      ['variables.A.type', 'string'],
      ['variables.A.required', true],
    ];
    for (const [path, value] of values) {
      text = withProperty(text, path.split('.'), value) ?? '';
    }
    const { own, variables } = runbookProperties(text);
    assert.deepEqual(
      own.map(({ value }) => value),
      ['#1: "quoted" \'text\' {a}', 'yes', '', '', 'SE'],
    );
    assert.deepEqual(
      variables[0]?.properties.map(({ value }) => value),
      ['string', '', '$Pool, [x]', 'true'],
    );
  });
});

describe('The name of a new variable', () => {
  it('is refused where it is none, is PowerShell’s own, or taken', () => {
    assert.equal(variableNameFault('Pool2', ['Pool']), undefined);
    for (const name of ['2Pool', 'a b', 'Error', 'pool', '']) {
      assert.ok(variableNameFault(name, ['Pool']), name);
    }
  });
});
