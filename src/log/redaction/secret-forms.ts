/** Forms shorter than this are left to chance: they would garble any text. */
const shortestForm = 4;

/** Of longer values only the likely forms are known: all of them would fill the memory. */
const longValue = 4096;

/** A value of several lines is also known line by line: a tool may show one of them alone. */
const lines = { least: 8, most: 200 };

/**
 * The ways in which a secret's value may stand in a text: as it is, and as JSON, PowerShell, SQL,
 * XML, URL, base64 and hex writers put it down, with either kind of line end. Longest first; the value
 * itself is always there.
 */
export function formsOf(value: string): string[] {
  if (value === '') return [];
  const encoded = sameLines(value)
    .flatMap(same => (value.length > longValue ? likelyForms(same) : allForms(same)))
    .concat(value.trim())
    .filter(form => form.length >= shortestForm);
  const plain = [value, value.normalize('NFC'), value.normalize('NFD')];
  const forms = new Set([...plain, ...encoded, ...linesOf(value)]);
  return [...forms].sort((a, b) => b.length - a.length);
}

/** The value with its line ends as they are, as LF and as CRLF. */
function sameLines(value: string): string[] {
  const lf = value.replaceAll('\r\n', '\n');
  return [...new Set([value, lf, lf.replaceAll('\n', '\r\n')])];
}

/** Lines that tell something; not the frame of a certificate or key. */
function linesOf(value: string): string[] {
  const all = value.split(/\r?\n/).map(line => line.trim());
  if (all.length < 2 || all.length > lines.most) return [];
  return all.filter(line => line.length >= lines.least && !/^-{4,}[^-]*-{4,}$/.test(line));
}

function likelyForms(value: string): string[] {
  return [
    JSON.stringify(value).slice(1, -1),
    ...base64Forms(Buffer.from(value, 'utf8')),
    ...base64Forms(Buffer.from(value, 'utf16le')),
  ];
}

function allForms(value: string): string[] {
  return [
    ...escapes(value),
    ...urlForms(value),
    ...base64Forms(Buffer.from(value, 'utf8')),
    ...base64Forms(Buffer.from(value, 'utf16le')),
    ...hexForms(Buffer.from(value, 'utf8')),
    ...hexForms(Buffer.from(value, 'utf16le')),
  ];
}

const xmlNames: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

const control = /\p{Cc}/gu;

function hexOf(sign: string, digits: number): string {
  return sign.charCodeAt(0).toString(16).padStart(digits, '0');
}

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
    value.replace(/[&<>"']/g, sign => `&#${sign.charCodeAt(0)};`),
    value.replace(/[&<>"']/g, sign => `&#x${hexOf(sign, 2)};`),
    value.replace(/[&<>"']/g, sign => `&#x${hexOf(sign, 2).toUpperCase()};`),
    xml.replace(control, sign => `_x${hexOf(sign, 4).toUpperCase()}_`), // CLIXML
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
  const all = [...forms, ...plus, encodeURIComponent(component)];
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
