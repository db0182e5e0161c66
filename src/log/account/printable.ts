/**
 * Text as it may go to a terminal: what servers and files wrote is data, so signs that steer a
 * terminal or turn the direction of writing are shown, never sent. Line ends and tabs stay.
 */
export function printable(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(steering, sign => {
    const code = sign.charCodeAt(0);
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : `<U+${hex(code)}>`;
  });
}

/** All but these: C0 without tab and line feed, DEL, C1, marks and overrides of direction. */
const steering = /[^\t\n -~\u00a0-\u200d\u2010-\u2029\u202f-\u2065\u206a-\uffff]/g;

function hex(code: number): string {
  return code.toString(16).toUpperCase().padStart(4, '0');
}
