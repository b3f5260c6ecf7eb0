/** Characters that no tracker carries reliably, and how they are replaced. */

const NBSP = '\u00a0';

/** Lone surrogates are no Unicode text and cannot be sent as UTF-8. */
function replaceLoneSurrogates(text: string): string {
  let result = '';
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    const next = i + 1 < text.length ? text.charCodeAt(i + 1) : 0;
    if (unit >= 0xd800 && unit <= 0xdbff && next >= 0xdc00 && next <= 0xdfff) {
      result += text.charAt(i) + text.charAt(i + 1);
      i += 1;
    } else {
      result += unit >= 0xd800 && unit <= 0xdfff ? '\ufffd' : text.charAt(i);
    }
  }
  return result;
}

/**
 * Line ends as "\n"; other control characters and non-characters, which JSON or XML based trackers refuse, removed, and byte order marks,
 * which readers take for no part of the text.
 */
export function cleanText(text: string): string {
  const lines = text.replace(/\r\n?|\u2028|\u2029|\u0085/g, '\n');
  // oxlint-disable-next-line no-control-regex -- removing them is the purpose
  const visible = lines.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufdd0-\ufdef\ufeff\ufffe\uffff]/g, '');
  return /[\ud800-\udfff]/.test(visible) ? replaceLoneSurrogates(visible) : visible;
}

/** Rich text editors turn spaces into no-break spaces and tabs at will; for comparing they are spaces. */
export function plainSpaces(text: string): string {
  return text.split(NBSP).join(' ').split('\t').join(' ');
}
