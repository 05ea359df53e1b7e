/* What the differing bytes may mean: numbers, dates, the fields of a header. */

const EARLIEST = Date.UTC(1990, 0, 1) / 1000, LATEST = Date.UTC(2100, 0, 1) / 1000;

function dateOf(seconds) {
  if (!(seconds >= EARLIEST && seconds < LATEST)) return '';
  return new Date(Math.floor(seconds) * 1000).toISOString().replace('.000Z', 'Z');
}

/* A count since 1970 in any of the usual units, as a date; '' if it is none. */
function dateOfCount(count) {
  for (const unit of [1, 1e3, 1e6, 1e9]) {
    const date = dateOf(count / unit);
    if (date) return date;
  }
  return '';
}

function withDate(text, count) {
  const date = dateOfCount(count);
  return date ? `${text} = ${date}` : text;
}

/* --- text --- */

/* The run of characters of a kind around the region. */
function around(side, pattern) {
  const is = (at) => at >= 0 && at < side.bytes.length &&
    pattern.test(String.fromCharCode(side.bytes[at]));
  let from = side.from, to = side.to;
  if (from < to && !Array.from(side.bytes.subarray(from, to)).every((byte) =>
    pattern.test(String.fromCharCode(byte)))) return '';
  while (is(from - 1)) from--;
  while (is(to)) to++;
  return String.fromCharCode(...side.bytes.subarray(from, Math.min(to, from + 64)));
}

const textForms = [
  ['decimal number', /[0-9]/, (text) => withDate(text, Number(text))],
  ['octal number', /[0-7]/, (text) => withDate(String(parseInt(text, 8)), parseInt(text, 8))],
  ['hexadecimal number', /[0-9a-fA-F]/,
    (text) => withDate(`0x${text}`, parseInt(text, 16))],
  ['word', /[\w.:+\-]/, (text) => text],
];

function textRows(a, b) {
  const rows = [];
  for (const [name, pattern, tell] of textForms) {
    const left = around(a, pattern), right = around(b, pattern);
    if (left && right && left !== right) rows.push([name, tell(left), tell(right)]);
  }
  return rows;
}

/* --- binary --- */

const binaryForms = [
  ['8 bytes, little-endian', 8, (view, at) => view.getBigUint64(at, true)],
  ['8 bytes, big-endian', 8, (view, at) => view.getBigUint64(at, false)],
  ['4 bytes, little-endian', 4, (view, at) => view.getUint32(at, true)],
  ['4 bytes, big-endian', 4, (view, at) => view.getUint32(at, false)],
  ['2 bytes, little-endian', 2, (view, at) => view.getUint16(at, true)],
  ['2 bytes, big-endian', 2, (view, at) => view.getUint16(at, false)],
  ['1 byte', 1, (view, at) => view.getUint8(at)],
  ['DOS date and time', 4, dosDate],
];

function dosDate(view, at) {
  const time = view.getUint16(at, true), date = view.getUint16(at + 2, true);
  const month = date >> 5 & 15, day = date & 31, hour = time >> 11, minute = time >> 5 & 63;
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59) return '';
  const two = (number) => String(number).padStart(2, '0');
  return `${1980 + (date >> 9)}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:` +
    two((time & 31) * 2);
}

function number(side, width, read, at) {
  if (at < 0 || at + width > side.bytes.length) return '';
  const view = new DataView(side.bytes.buffer, side.bytes.byteOffset, side.bytes.length);
  const value = read(view, at);
  return typeof value === 'string' ? value : withDate(String(value), Number(value));
}

/* Whether both are dates one would meet: three bytes in four make some date. */
function isTelling(left, right) {
  const years = [left, right].map((text) => Number((/(?:^|= )(\d{4})-/.exec(text) || [])[1]));
  return years.every((year) => year >= 2000 && year < 2045);
}

/* At the region's start; or where it may begin before it, if that makes a date. */
function binaryRows(a, b) {
  const rows = [];
  for (const [name, width, read] of binaryForms)
    for (let back = 0; back < width; back++) {
      const left = number(a, width, read, a.from - back);
      const right = number(b, width, read, b.from - back);
      const telling = isTelling(left, right);
      if (!left || !right || left === right || (!telling && (back || read === dosDate))) continue;
      rows.push([`${name}, at byte ${a.offset + a.from - back}`, left, right, telling]);
      if (telling) break;
    }
  return rows.sort((x, y) => y[3] - x[3]).map((row) => row.slice(0, 3));
}

/* --- headers --- */

/* "mtime: 1577836800" and the like, as the header of an archive's member is told. */
function fields(side) {
  const found = new Map();
  for (const line of textOf(side.bytes).split('\n')) {
    const match = /^([a-z][\w ]*): (.*)$/.exec(line);
    if (match) found.set(match[1], match[2]);
  }
  return found;
}

function fieldRows(divergence, a, b) {
  const rows = [];
  if (!/ ?\([^)]*header\)$/.test(divergence.member || '')) return rows;
  const left = fields(a), right = fields(b);
  const tell = (value) => value === undefined ? '(none)'
    : /^\d+$/.test(value) ? withDate(value, Number(value)) : value;
  for (const name of new Set([...left.keys(), ...right.keys()]))
    rows.push([name, tell(left.get(name)), tell(right.get(name))]);
  return rows;
}

function decodedRows(divergence) {
  const a = cut(divergence, 'a'), b = cut(divergence, 'b');
  const named = fieldRows(divergence, a, b);
  if (named.length) return named;
  return isText(divergence) ? textRows(a, b) : [...binaryRows(a, b), ...textRows(a, b)];
}

function decodedPanel(divergence) {
  const rows = decodedRows(divergence).map(([name, a, b]) =>
    [name, el(a === b ? 'span' : 'strong', {}, el('code', {}, a)),
      el(a === b ? 'span' : 'strong', {}, el('code', {}, b))]);
  if (!rows.length) return el('p', {class: 'faint'}, 'Nothing known is to be read from these bytes.');
  return table('What these bytes may mean', ['read as', 'a', 'b'], rows);
}
