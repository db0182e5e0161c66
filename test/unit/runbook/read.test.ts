import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { formatDiagnostic } from '../../../src/errors/diagnostic.ts';
import type { Runbook } from '../../../src/runbook/model.ts';
import { readRunbook } from '../../../src/runbook/read.ts';
import { bytesOf } from './samples.ts';

function read(text: string): Runbook {
  return readRunbook(bytesOf(text), 'books/a.runbook.md');
}

/** `line:column-endColumn severity code` of each finding. */
function found(text: string): string[] {
  return read(text).diagnostics.map(
    ({ line, column, endColumn, severity, code }) =>
      `${line}:${column}-${endColumn} ${severity} ${code}`,
  );
}

const front = (yaml: string, body = '```step\nx: y\n```\n'): string => `---\n${yaml}\n---\n${body}`;
const fence = (info: string, text = 'x: y'): string => `\`\`\`${info}\n${text}\n\`\`\`\n`;

describe('a runbook that is read', () => {
  const text =
    '---\r\ntitle: Recover se01\r\ndescription: >\r\n  What it\r\n  recovers.\r\nvariables:\r\n  Server: { type: server, required: true, description: The lost server }\r\n  Backup: ${estate.backup.location}/$Server\r\napplies-to:\r\n  roles: [StandardEdition]\r\n  editions: standard\r\n  product-version: 2015\r\n---\r\n\r\n# Recover `se01`\r\n\r\n```step {#check-dns target=$Server}\r\ncheck:\r\n  dns: $Server\r\n```\r\n\r\nThe second step copies. It takes long.\r\n\r\n   ~~~sql {#q requires=CHECK-DNS}\r\n   SELECT @Backup\r\n  more\r\n   ~~~\r\n```ps1\r\nGet-Date\r\n```\r\n';

  it('has its front matter', () => {
    const runbook = read(text);
    assert.deepEqual(runbook.diagnostics, []);
    assert.equal(runbook.title, 'Recover se01');
    assert.equal(runbook.description, 'What it recovers.');
    assert.deepEqual(runbook.appliesTo, {
      roles: ['StandardEdition'],
      editions: ['standard'],
      productVersion: '2015',
    });
    assert.deepEqual(
      runbook.variables.map(({ range, ...rest }) => ({ ...rest, at: range.start })),
      [
        {
          name: 'Server',
          type: 'server',
          required: true,
          description: 'The lost server',
          at: { line: 7, column: 3 },
        },
        {
          name: 'Backup',
          type: 'string',
          required: false,
          default: '${estate.backup.location}/$Server',
          at: { line: 8, column: 3 },
        },
      ],
    );
    assert.equal(runbook.hash, createHash('sha256').update(text).digest('hex'));
  });

  it('has its steps with places, titles and ids', () => {
    const [dns, query, date] = read(text).steps;
    assert.equal(dns?.title, 'Recover se01');
    assert.equal(query?.title, 'The second step copies.');
    assert.equal(date?.title, 'step-3');
    assert.equal(date.id, 'step-3');
    assert.equal(date.language, 'powershell');
    assert.deepEqual(query.range, {
      start: { line: 24, column: 4 },
      end: { line: 27, column: 7 },
    });
    assert.deepEqual(query.textStart, { line: 25, column: 4 });
    assert.equal(query.text, 'SELECT @Backup\nmore');
    assert.deepEqual(query.attributes.requires, ['check-dns']);
  });

  it('is named by its first heading, else by its file', () => {
    assert.equal(read('# The *first* one\n\n# Second\n').title, 'The first one');
    assert.equal(read('text\n').title, 'a');
  });
});

describe('the hash of a step', () => {
  const hashOf = (text: string): string | undefined => read(text).steps[0]?.hash;

  it('is the same for what does the same', () => {
    const one = hashOf('```sql {#a timeout="5m" confirm}\nSELECT 1\n```\n');
    assert.equal(
      hashOf('prose\r\n\r\n~~~~tsql   {confirm #a timeout=5m}\r\nSELECT 1\r\n~~~~'),
      one,
    );
  });

  it('is another when text, language or an attribute changed', () => {
    const all = [
      '```sql {#a}\nSELECT 1\n```\n',
      '```sql {#a}\nSELECT 1 \n```\n',
      '```ps1 {#a}\nSELECT 1\n```\n',
      '```sql {#a confirm}\nSELECT 1\n```\n',
      '```sql {#b}\nSELECT 1\n```\n',
    ];
    assert.equal(new Set(all.map(hashOf)).size, all.length);
  });
});

describe('the title of a step', () => {
  const titles = (text: string): string[] => read(text).steps.map(({ title }) => title);

  it('is the nearest heading above since the step before, as plain text', () => {
    assert.deepEqual(
      titles(
        `# A\n\n## B **bold** [link](x) \\# \`c_d_e\` <b>f</b>\n\n${fence('step')}${fence('step')}`,
      ),
      ['B bold link # c_d_e f', 'step-2'],
    );
    assert.deepEqual(titles(`Setext\n---\n\ntext\n\n${fence('sql')}`), ['Setext']);
  });

  it('is else the first sentence above, whatever block it stands in', () => {
    assert.deepEqual(titles(`Copy pool01.contoso.com to $Backup. Then wait.\n\n${fence('step')}`), [
      'Copy pool01.contoso.com to $Backup.',
    ]);
    assert.deepEqual(titles(`> 1. Look at\n> this\n\n${fence('step')}`), ['Look at this']);
    assert.deepEqual(titles(`- An item\n- another\n\n${fence('step')}`), ['An item - another']);
    assert.deepEqual(titles(`<!-- note -->\n${fence('step')}`), ['step-1']);
  });
});

describe('findings about the front matter', () => {
  it('name line and column of wrong YAML, and the file is read as prose', () => {
    assert.deepEqual(found(front('title: x\nvariables:\n  A: "open\n')).slice(0, 1), [
      '6:1-2 error front-matter-yaml',
    ]);
    assert.equal(read(front('title: [x')).steps.length, 1);
  });

  it('say why what looks like front matter is none', () => {
    assert.deepEqual(found(`\n---\ntitle: x\n---\n${fence('step')}`), [
      '2:1-4 error front-matter-place',
    ]);
    assert.deepEqual(found(`---\ntitle: x\n\n${fence('step')}`), ['1:1-4 error front-matter-open']);
    assert.deepEqual(found(front('- title: x\n- b')), []);
    assert.deepEqual(found(`---\n\nProse after a rule.\n\n---\n${fence('step')}`), []);
  });

  it('are about keys and types', () => {
    assert.deepEqual(
      found(
        front(
          [
            'title: [a]',
            'titel: x',
            'title: again',
            'applies-to:',
            '  role: x',
            '  product-version: 2010',
            'variables:',
            '  $A: x',
            '  1B: x',
            '  Error: x',
            '  estate: x',
            '  C: { type: fqnd, requierd: true, required: 1 }',
            '  c: x',
            '  D: [x]',
            '  E: { type: secret, default: x }',
            '  F: { type: path, default: relative/path }',
            '  G: ${H}${}',
            '  I: $J',
            '  J: $I',
            '  K: $E',
          ].join('\n'),
          fence('step', 'x: C D E F G I J K'),
        ),
      ),
      [
        '2:8-11 error front-matter-type',
        '3:1-6 warning unknown-key',
        '4:1-6 error duplicate-key',
        '6:3-7 error unknown-key',
        '7:20-24 error product-version',
        '9:3-5 error variable-name',
        '10:3-5 error variable-name',
        '11:3-8 error reserved-variable',
        '12:3-9 error reserved-variable',
        '13:14-18 error variable-type',
        '13:20-28 error unknown-key',
        '13:46-47 error front-matter-type',
        '14:3-4 error duplicate-variable',
        '15:6-9 error front-matter-type',
        '16:31-32 error secret-default',
        '17:29-42 error variable-default',
        '18:6-13 error bad-reference',
        '18:6-13 error unknown-variable',
        '19:6-8 error circular-default',
        '21:6-8 error secret-in-text',
      ],
    );
  });

  it('have a mapping ready for a list of variables', () => {
    const [finding] = read(
      front('variables:\n  - Server\n  - name: Backup\n  - Pool: x'),
    ).diagnostics;
    assert.equal(finding?.code, 'variables-list');
    assert.equal(finding.fix, '{ Server:, Backup:, Pool: }');
  });

  it('point at what was most likely meant', () => {
    const fixes = read(front('titel: x')).diagnostics.map(({ fix }) => fix);
    assert.deepEqual(fixes, ['title']);
  });
});

describe('findings about steps', () => {
  it('are printed as compilers print them', () => {
    const [finding] = read(fence('step {#a timout=5m}')).diagnostics;
    assert.ok(finding);
    assert.equal(
      formatDiagnostic('a.runbook.md', finding),
      'a.runbook.md:1:13: error: The attribute timout is not known. Meant is most likely timeout. [unknown-attribute]',
    );
  });

  it('are about ids that are taken, in any case', () => {
    assert.deepEqual(found(fence('step {#a}') + fence('sql {#A}', 'SELECT 1')), [
      '4:10-11 error duplicate-step',
    ]);
    assert.deepEqual(found(fence('step {#step-2}') + fence('step')), [
      '1:11-17 error duplicate-step',
    ]);
  });

  it('are about steps that are required', () => {
    assert.deepEqual(found(fence('step {#a requires=verifi,a}') + fence('step {#verify}')), [
      '1:22-28 error unknown-step',
      '1:22-30 error circular-requires',
    ]);
    assert.deepEqual(found(fence('step {#a requires=b}') + fence('step {#b}')), [
      '1:22-23 warning requires-later',
    ]);
    const [circle] = read(
      fence('step {#a}') +
        fence('step {#b requires=c}') +
        fence('step {#c requires="a, d"}') +
        fence('step {#d requires=b}'),
    ).diagnostics.filter(({ code }) => code === 'circular-requires');
    assert.match(circle?.message ?? '', /b -> c -> d -> b/);
  });

  it('are found in a chain as long as the runbook', () => {
    const chain = Array.from({ length: 5000 }, (_, i) =>
      fence(`step {#s${i} requires=s${(i + 1) % 5000}}`),
    ).join('');
    const circles = read(chain).diagnostics.filter(({ code }) => code === 'circular-requires');
    assert.equal(circles.length, 1);
  });

  it('are about steps in lists and quotations, open fences, and no steps at all', () => {
    assert.deepEqual(found('- a\n\n  ```step\n  x: y\n  ```\n\n> ~~~sql\n> SELECT 1\n'), [
      '1:1-1 warning no-steps',
      '3:3-10 warning nested-step',
      '7:3-9 warning nested-step',
    ]);
    assert.deepEqual(found('- ~~~~markdown\n  ```step\n  x: y\n  ```\n  ~~~~\n'), [
      '1:1-1 warning no-steps',
    ]);
    assert.deepEqual(found('```step {#a}\nx: y\n'), ['1:1-13 warning unclosed-step']);
    assert.deepEqual(found(fence('step', ' ')), ['1:1-8 warning empty-step']);
  });

  it('are about blocks that look like steps and are none', () => {
    const meant = (info: string): (string | undefined)[] =>
      read(`\`\`\`${info}\nx: y\n\`\`\`\n`).diagnostics.flatMap(({ code, fix }) =>
        code === 'not-a-step' ? [fix ?? 'none'] : [],
      );
    for (const word of [
      'power-shell',
      'Powershel',
      'powershell-interactive',
      'ps',
      'posh',
      'pwsh:',
    ])
      assert.deepEqual(meant(`${word} {#a}`), [word === 'pwsh:' ? 'pwsh' : 'powershell'], word);
    for (const word of ['t-sql', 'T-SQL', 'mssql', 'sql;']) assert.deepEqual(meant(word), ['sql']);
    for (const word of ['steps', 'step:', 'recovery-step']) assert.deepEqual(meant(word), ['step']);
    for (const info of ['cmd {#a}', 'yaml {confirm}', 'bash {.x target=fe01.contoso.com}'])
      assert.deepEqual(meant(info), ['none'], info);
    for (const info of ['{powershell #a}', '{.sql}']) assert.deepEqual(meant(info), ['none'], info);
    for (const info of ['', 'cmd', 'bash', 'yaml', 'mysql', 'python {.numberLines}', '{.text}'])
      assert.deepEqual(meant(info), [], info);
    assert.deepEqual(found('~~~~ Powershel {#a}\nx\n~~~~\n'), [
      '1:1-1 warning no-steps',
      '1:6-15 warning not-a-step',
    ]);
  });

  it('are about a step that an unclosed block swallows, and not about samples in longer fences', () => {
    const second = fence('step {#b}');
    assert.deepEqual(found(`\`\`\`powershell {#a}\nGet-Date\n\n${second}`), [
      '4:1-13 warning step-in-step',
    ]);
    assert.deepEqual(found(`~~~text\nx\n  ~~~ sql\ny\n~~~\n\n${second}`), [
      '3:3-10 warning step-in-step',
    ]);
    assert.deepEqual(found(`\`\`\`\`markdown\n${second}\`\`\`\`\n\n${second}`), []);
    assert.deepEqual(found(`~~~powershell\n@'\n${second}'@\n~~~\n`), []);
  });

  it('are about steps that stand too far from the margin', () => {
    const step = fence('step {#a}');
    assert.deepEqual(found(`${step}\n    \`\`\`sql\n    SELECT 1\n    \`\`\`\n`), [
      '5:5-11 warning indented-step',
    ]);
    assert.deepEqual(found(`${step}\nText\n\t~~~powershell {#b}\n\tx\n`), [
      '6:2-20 warning indented-step',
    ]);
    assert.deepEqual(found(`${step}\n<!--\n    \`\`\`sql\n-->\n`), []);
    assert.deepEqual(found(`${step}\n    \`\`\`text\n`), []);
    assert.deepEqual(found(`${step}\n- a\n\n      \`\`\`text\n`), []);
  });

  it('are about conditions, at the place in the attribute', () => {
    const step = (when: string): string =>
      front('variables:\n  A: x', fence(`step {when=${when}}`));
    assert.deepEqual(found(step('"$A -eq b"')), ['5:19-22 error condition']);
    assert.deepEqual(found(step('"$A == $Nope"')), ['5:22-27 error unknown-variable']);
    assert.deepEqual(found(step('$A')), []);
    assert.deepEqual(
      found(front('variables:\n  A: { type: secret }', fence('step {when="$A == x and $A"}'))),
      ['5:16-18 error secret-in-condition'],
    );
  });
});

describe('findings about variables', () => {
  it('are at the name in the text of a step cell, and not in its comments', () => {
    const text =
      '   ```step\n   copy-files: # $Comment\n     from: "$Backap/x"\n     to: |\n       # $Text ${}\n   ```\n';
    assert.deepEqual(found(front('variables:\n  Backup: x', text)), [
      '3:3-9 warning unused-variable',
      '7:13-20 error unknown-variable',
      '9:10-15 error unknown-variable',
      '9:16-19 error bad-reference',
    ]);
  });

  it('are about names inside the paths of facts', () => {
    const yaml =
      'variables:\n  Server:\n  Pw: { type: secret }\n  Site: ${estate.servers.$Server.site}';
    const fact = (name: string): string => `\${estate.servers.$${name}.media}`;
    const body =
      fence(
        `step {when="${fact('Server')} == a or ${fact('Nope')}" target=${fact('Nopf')}}`,
        'x: y',
      ) +
      fence('step', `a: ${fact('Server')}\nb: ${fact('Nope')}\nc: ${fact('Pw')} $Site`) +
      fence('sql', `SELECT N'${fact('Server')}', [${fact('Nope')}]`);
    assert.deepEqual(found(front(yaml, body)), [
      '7:56-85 error unknown-variable',
      '7:94-123 error unknown-variable',
      '12:4-33 error unknown-variable',
      '13:4-31 error secret-in-text',
      '16:45-74 error unknown-variable',
    ]);
  });

  it('are about secrets inside longer values', () => {
    const yaml = 'variables:\n  Pw: { type: secret }';
    assert.deepEqual(found(front(yaml, fence('step', 'a:\n  b: "$Pw"\n  c: ${Pw}\n  d: x$Pw'))), [
      '9:7-10 error secret-in-text',
    ]);
  });

  it('count any use: values, targets, conditions, defaults, scripts, names of variables to set', () => {
    const yaml = `variables:\n${'A B C D E F G H'
      .split(' ')
      .map(name => `  ${name}:`)
      .join('\n')}\n  I: $H`;
    const body =
      fence('step {target=$A when=$B}', 'x: $C\ny: D') +
      fence('powershell', '"text $E"; Get-X @f') +
      fence('sql', 'SELECT @G, [${I}]');
    assert.deepEqual(found(front(yaml, body)), []);
  });

  it('are about references in SQL, with what to write instead', () => {
    const yaml = 'variables:\n  Server:\n  Pw: { type: secret }';
    const sql = [
      "SELECT ${Server}, N'${Server} ${Nope}', @Sever, $Server",
      'GO 5',
      'DECLARE @Server int',
      "PRINT '$Server' + N'${Pw}'",
    ].join('\n');
    const runbook = read(front(yaml, fence('sql', sql)));
    assert.deepEqual(
      runbook.diagnostics.map(({ line, column, code, fix }) => [line, column, code, fix]),
      [
        [7, 8, 'sql-bare-reference', '@Server'],
        [7, 31, 'unknown-variable', undefined],
        [7, 41, 'sql-unknown-variable', '@Server'],
        [7, 49, 'sql-dollar-name', '@Server'],
        [8, 1, 'sql-go', 'GO'],
        [9, 9, 'sql-shadowed-variable', undefined],
        [10, 8, 'sql-dollar-name', '${Server}'],
        [10, 21, 'sql-secret', undefined],
      ],
    );
  });

  it('are about what a script takes from the session of an earlier step', () => {
    const body =
      fence(
        'powershell {#one}',
        '$Pool = "x"; $kept = 1; foreach ($each in 1..3) { $sum += $each }',
      ) +
      fence('powershell {#two}', 'Get-X $Pool\n$sum = 0\n\'$each\' # $each\n"$sum ${each}"; $kept');
    assert.deepEqual(found(front('variables:\n  kept:', body)), [
      '9:7-12 warning session-variable',
      '12:7-12 warning session-variable',
    ]);
  });
});
