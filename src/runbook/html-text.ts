const marks: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it stands in HTML and XML, in elements and attributes alike. */
export function htmlText(text: string): string {
  return text.replaceAll(/[&<>"']/g, mark => marks[mark] ?? mark);
}
