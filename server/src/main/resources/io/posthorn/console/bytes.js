// Bodies as bytes, and as people want to see them.

export const CHARSETS = ['utf-8', 'gb18030', 'gbk', 'big5', 'shift_jis', 'euc-jp', 'euc-kr', 'windows-1252', 'utf-16le'];
const MOST_HEX = 64 << 10;

/** The bytes of a `body` or `bodyBase64` (or `answer`, ...). */
export function bytesOf(object, name = 'body') {
  const encoded = object[`${name}Base64`];
  if (encoded === undefined) {
    return new TextEncoder().encode(object[name] ?? '');
  }
  return Uint8Array.from(atob(encoded), (char) => char.charCodeAt(0));
}

export function base64(bytes) {
  let text = '';
  for (let i = 0; i < bytes.length; i += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  }
  return btoa(text);
}

/** As text in a charset; null when the bytes are none in it. */
export function decode(bytes, charset) {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** The charset that these bytes are most likely in; null when they look like no text. */
export function guess(bytes, contentType = '') {
  const named = /charset=["']?([\w-]+)/i.exec(contentType)?.[1]?.toLowerCase();
  const likely = [...(CHARSETS.includes(named) ? [named] : []), 'utf-8', 'gb18030'];
  return likely.find((charset) => {
    const text = decode(bytes, charset);
    return text !== null && !/[\x00-\x08\x0e-\x1f]/.test(text);
  }) ?? null;
}

/** `00000000  68 65 6c ...  |hel|`, sixteen a line. */
export function hex(bytes) {
  const lines = [];
  for (let at = 0; at < Math.min(bytes.length, MOST_HEX); at += 16) {
    const row = [...bytes.subarray(at, at + 16)];
    const digits = row.map((byte) => byte.toString(16).padStart(2, '0')).join(' ').padEnd(47);
    const text = row.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
    lines.push(`${at.toString(16).padStart(8, '0')}  ${digits}  |${text}|`);
  }
  if (bytes.length > MOST_HEX) {
    lines.push('…');
  }
  return lines.join('\n');
}

/** JSON indented without being read as numbers, which would lose digits; null when it is none. */
export function prettyTokens(text) {
  try {
    JSON.parse(text);
  } catch {
    return null;
  }
  const tokens = [];
  let depth = 0;
  const line = () => tokens.push(['', `\n${'  '.repeat(depth)}`]);
  const pieces = text.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g) ?? [];
  pieces.forEach((piece, i) => {
    const next = pieces[i + 1];
    if (piece === '{' || piece === '[') {
      tokens.push(['', piece]);
      depth++;
      if (next !== '}' && next !== ']') {
        line();
      }
    } else if (piece === '}' || piece === ']') {
      depth--;
      if (pieces[i - 1] !== '{' && pieces[i - 1] !== '[') {
        line();
      }
      tokens.push(['', piece]);
    } else if (piece === ',') {
      tokens.push(['', ',']);
      line();
    } else if (piece === ':') {
      tokens.push(['', ': ']);
    } else if (piece[0] === '"') {
      tokens.push([next === ':' ? 'j-key' : 'j-string', piece]);
    } else {
      tokens.push([/^[tfn]/.test(piece) ? 'j-word' : 'j-number', piece]);
    }
  });
  return tokens;
}
