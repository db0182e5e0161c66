/** Forms shorter than this are left to chance: they would garble any text. */
const shortestForm = 4;

/**
 * The ways in which a secret's value may stand in a text: as it is, and as JSON, PowerShell, SQL,
 * XML, URL, base64 and hex writers put it down. Longest first; the value itself is always there.
 */
export function formsOf(value: string): string[] {
  if (value === '') return [];
  const encoded = [
    ...escapes(value),
    ...urlForms(value),
    ...base64Forms(Buffer.from(value, 'utf8')),
    ...base64Forms(Buffer.from(value, 'utf16le')),
    ...hexForms(Buffer.from(value, 'utf8')),
    ...hexForms(Buffer.from(value, 'utf16le')),
  ].filter(form => form.length >= shortestForm);
  const forms = new Set([value, value.normalize('NFC'), value.normalize('NFD'), ...encoded]);
  return [...forms].sort((a, b) => b.length - a.length);
}

const xmlNames: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

function escapes(value: string): string[] {
  const json = JSON.stringify(value).slice(1, -1);
  const unicode = (text: string, pattern: RegExp): string =>
    text.replace(pattern, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const xml = value.replace(/[&<>"]/g, sign => xmlNames[sign] ?? sign);
  const single = value.replace(/['\u2018\u2019\u201a\u201b]/g, '$&$&');
  return [
    json,
    JSON.stringify(json).slice(1, -1), // JSON inside JSON
    json.replaceAll('/', '\\/'),
    unicode(json, /[\u0080-\uffff]/g),
    unicode(json, /['<>&]/g), // ConvertTo-Json of Windows PowerShell
    unicode(json, /['<>&\u0080-\uffff]/g),
    value.replaceAll("'", "''"), // SQL, and PowerShell
    single, // PowerShell takes smart quotes as quotes
    value.replaceAll('"', '""'), // CSV, and PowerShell
    value.replace(/[`"$]/g, '`$&'), // PowerShell in double quotes
    value.replace(/[`"$\s'(){}[\];,|&<>@#]/g, '`$&'), // PowerShell, bare word
    value.replaceAll(']', ']]'), // SQL in brackets
    value.replace(/[\\'"]/g, '\\$&'),
    value.replaceAll("'", `'\\''`), // shell
    value.replace(/[.*+?^${}()|[\]\\/#-]/g, '\\$&'), // regular expressions
    xml,
    xml.replaceAll("'", '&apos;'),
    xml.replaceAll("'", '&#39;'),
    xml.replaceAll("'", '&#x27;'),
    value.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;'),
  ];
}

function urlForms(value: string): string[] {
  const percent = [...Buffer.from(value, 'utf8')].map(
    byte => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
  );
  const component = encodeURIComponent(value.toWellFormed());
  const strict = component.replace(
    /[!'()*]/g,
    sign => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  const forms = [component, strict, encodeURI(value.toWellFormed()), percent.join('')];
  const plus = forms.map(form => form.replaceAll('%20', '+'));
  const all = [...forms, ...plus];
  const lower = all.map(form => form.replace(/%[0-9A-F]{2}/g, code => code.toLowerCase()));
  return [...all, ...lower];
}

/**
 * Base64 of the value alone, and the part of it that does not depend on what stands around it where
 * the value is inside a longer text (`user:password`), for each of the three alignments.
 */
function base64Forms(bytes: Buffer): string[] {
  const whole = bytes.toString('base64');
  const forms = [whole, whole.replace(/=+$/, '')];
  for (const before of [0, 1, 2]) {
    const padded = Buffer.concat([Buffer.alloc(before), bytes]);
    const text = padded.toString('base64').replace(/=+$/, '');
    const from = before === 0 ? 0 : before + 1;
    const to = Math.floor((padded.length * 8) / 6);
    forms.push(text.slice(from, to));
  }
  return forms.flatMap(form => [form, form.replaceAll('+', '-').replaceAll('/', '_')]);
}

function hexForms(bytes: Buffer): string[] {
  const hex = bytes.toString('hex');
  const spaced = hex.replace(/..(?=.)/g, '$& ');
  const dashed = hex.replace(/..(?=.)/g, '$&-');
  return [hex, spaced, dashed].flatMap(form => [form, form.toUpperCase()]);
}
