import assert from 'node:assert/strict';
import { runbookLinter } from '../../../src/compose/linting.ts';
import { readRunbook } from '../../../src/runbook/read.ts';

const linter = runbookLinter();
const word = 'Winter2013!';

/** The texts that are told to be secrets, in a file or in a step of a language. */
function told(text: string, language?: string): string[] {
  const front = '---\nvariables:\n  Pw: { type: secret }\n---\n\n';
  const file = language === undefined ? text : `${front}\`\`\`${language} {#a}\n${text}\n\`\`\`\n`;
  const lines = file.split('\n');
  return linter
    .lint(readRunbook(new TextEncoder().encode(file), 'a.runbook.md'))
    .filter(({ code }) => code === 'plain-secret')
    .map(found => {
      assert.ok(!found.message.includes(word), 'the message does not hold the secret');
      return lines[found.line - 1]?.slice(found.column - 1, found.endColumn - 1) ?? '';
    });
}

const scripts: readonly string[] = [
  `$s = ConvertTo-SecureString '${word}' -AsPlainText -Force`,
  `$s = ConvertTo-SecureString -AsPlainText -Force -String "${word}"`,
  `$s = '${word}' | ConvertTo-SecureString -AsPlainText -Force`,
  `$c = [pscredential]::new('sa', '${word}')`,
  `$c = New-Object System.Net.NetworkCredential('sa', '${word}', 'CONTOSO')`,
  `$sqlPassword = '${word}'`,
  `$p = @{ Path = 'a'; Password = '${word}' }`,
  `Import-CsCertificate -Path a.pfx -Password "${word}"`,
  `Request-CsCertificate -New -Type Default -CaAccount x -CaPassword ${word}`,
  `$cs = "Server=be01;User Id=sa;Password=${word};Encrypt=true"`,
  `$cs = "Data Source=be01;UID=sa;PWD='${word}'"`,
  `net use \\\\fs01\\share /user:CONTOSO\\backup ${word}`,
  `net use X: \\\\fs01\\share ${word} /user:CONTOSO\\backup`,
  `net user backup ${word} /add`,
  `sqlcmd -S be01 -U sa -P ${word} -Q "SELECT 1"`,
  `sqlcmd -S be01 -U sa -P${word}`,
  `bcp a out b -U sa -P ${word}`,
  `certutil -f -p "${word}" -importpfx a.pfx`,
  `schtasks /create /ru CONTOSO\\x /rp ${word} /tn a`,
  `psexec \\\\fe01 -u x -p ${word} cmd`,
  `cmdkey /add:fe01 /user:x /pass:${word}`,
  `wmic /node:fe01 /password:${word} os`,
  `curl -u admin:${word} https://fe01.contoso.com`,
  `Invoke-WebRequest https://admin:${word}@fe01.contoso.com/`,
  `# password: ${word}`,
];

const innocent: readonly string[] = [
  '$s = ConvertTo-SecureString $Pw -AsPlainText -Force',
  '$s = ConvertTo-SecureString $env:PFX_PASSWORD -AsPlainText -Force',
  '$password = Read-Host -AsSecureString -Prompt "Password for sa"',
  '$password = $null; $password = ""; $password = "$env:SQL_PASSWORD"',
  "$passwordFile = 'C:\\pw.txt'; $tokenUri = 'https://x.y'; $secretName = 'lync-sql'",
  "$publicKeyToken = '31bf3856ad364e35'; $keyPath = 'C:\\a'",
  '$cs = "Server=be01;User Id=sa;Password=$Pw;"; $cs = "Server=be01;Integrated Security=true"',
  "Import-CsCertificate -Path a.pfx -Password '<password>'",
  'net use \\\\fs01\\share /user:x *; net use \\\\fs01\\share $Pw; net use Z: /delete',
  'sqlcmd -S be01 -E -Q "SELECT 1"; certutil -p $Pw -exportPFX a b',
  'Get-CsCertificate -Type OAuthTokenIssuer; $x = Get-Credential -UserName sa',
  "$pwd2 = '01000000d08c9ddf0115d1118c7a00c04fc297eb0100000012345678' | ConvertTo-SecureString",
  "Write-Output 'The password is in the safe.'",
];

describe('A secret in plain text', () => {
  for (const text of scripts) {
    it(`is told in ${text.replace(word, '…')}`, () => {
      assert.deepEqual(told(text, 'powershell'), [word]);
    });
  }
  for (const text of innocent) {
    it(`is not seen in ${text}`, () => {
      assert.deepEqual(told(text, 'powershell'), []);
    });
  }

  it('is told where a dollar sign is part of it', () => {
    assert.deepEqual(told("$password = 'Pa$word'", 'powershell'), ['Pa$word']);
    assert.deepEqual(told('$s = ConvertTo-SecureString "Pa$$w0rd" -AsPlainText', 'powershell'), [
      'Pa$$w0rd',
    ]);
  });

  it('is told in SQL, references are not', () => {
    assert.deepEqual(told(`CREATE LOGIN x WITH PASSWORD = N'${word}';`, 'sql'), [word]);
    assert.deepEqual(told(`OPEN MASTER KEY DECRYPTION BY PASSWORD = '${word}';`, 'sql'), [word]);
    assert.deepEqual(told('CREATE LOGIN x WITH PASSWORD = @Pw;', 'sql'), []);
  });

  it('is told in YAML of a step and of the front matter, names of secrets are not', () => {
    const step = (value: string): string => `check:\n  share:\n    password: ${value}`;
    assert.deepEqual(told(step(word), 'step'), [word]);
    for (const value of ['{ secret: NAME }', '$Pw', '${Pw}', '"$Pw"']) {
      assert.deepEqual(told(step(value), 'step'), [], value);
    }
    assert.deepEqual(told(`---\ntitle: A\n# password: ${word}\n---\n\n# A\n`), [word]);
    const declared = `---\nvariables:\n  Password: { type: string, default: ${word} }\n---\n`;
    assert.deepEqual(told(declared), ['Password']);
  });

  it('is told in prose and in blocks that are no steps', () => {
    assert.deepEqual(told(`# A\n\nThe password is \`${word}\`.\n`), [word]);
    assert.deepEqual(told(`# A\n\n- Kennwort: ${word}\n- mot de passe : ${word}\n`), [word, word]);
    assert.deepEqual(told(`# A\n\n\`\`\`text\nnet use \\\\a\\b ${word} /user:x\n\`\`\`\n`), [word]);
    assert.deepEqual(told('# A\n\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\n'), [
      '-----BEGIN RSA PRIVATE KEY-----',
    ]);
  });

  it('is not seen in prose about secrets', () => {
    const prose =
      'The password is in the safe. Password: see the card. Token: KB2512345. The secret is named lync-sql. The password expires: 2014-06-01. Write `-Password <password>` or `{secret: NAME}`. Password = the one of the kit.';
    assert.deepEqual(told(`# A\n\n${prose}\n`), []);
  });
});
