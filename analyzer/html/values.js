/* The two values of a divergence: as text with what changed marked, as bytes. */

function bytesOf(side) {
  return Uint8Array.from(atob(side.bytes), (letter) => letter.charCodeAt(0));
}

const utf8 = new TextDecoder('utf-8');

function textOf(bytes) {
  return visible(utf8.decode(bytes));
}

/* A side cut in three: what stands before the differing bytes, they, what stands behind. */
function cut(divergence, name) {
  const side = divergence[name];
  const bytes = bytesOf(side);
  const whole = divergence.length === 0 && divergence.lengthB === 0;
  const length = name === 'a' ? divergence.length : divergence.lengthB;
  const from = whole ? 0 : side.lead;
  const to = whole ? bytes.length : Math.min(bytes.length, from + length);
  return {bytes, from, to, isCut: side.cut,
    offset: (name === 'a' ? divergence.offset : divergence.offsetB) - from};
}

function isText(divergence) {
  if (divergence.line || (divergence.length === 0 && divergence.lengthB === 0)) return true;
  const {bytes} = cut(divergence, 'a');
  return !bytes.some((byte) => byte < 9 || (byte > 13 && byte < 32) || byte === 127);
}

/* --- text --- */

const MOST_PAIRS = 250000; /* of tokens compared: a table of that size takes no time */

function tokens(text) {
  return text.includes('\n') ? text.split(/(?<=\n)/) : text.match(/\w+|\s+|[^\w\s]/g) || [];
}

/* Which tokens of each list the other has as well, in order: the longest common subsequence. */
function common(a, b) {
  const kept = [new Array(a.length).fill(false), new Array(b.length).fill(false)];
  if (a.length * b.length > MOST_PAIRS) return kept;
  const longest = Array.from({length: a.length + 1}, () => new Uint32Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      longest[i][j] = a[i] === b[j] ? longest[i + 1][j + 1] + 1
        : Math.max(longest[i + 1][j], longest[i][j + 1]);
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) { kept[0][i++] = true; kept[1][j++] = true; }
    else if (longest[i + 1][j] >= longest[i][j + 1]) i++;
    else j++;
  }
  return kept;
}

function marked(list, kept) {
  return list.map((token, at) => el('mark', {class: kept[at] ? null : 'strong'}, token));
}

function sidePane(name, label, content, isCut) {
  return el('div', {class: name},
    el('h4', {}, label),
    el('pre', {class: 'value', tabindex: 0, 'aria-label': `value ${name}`}, content,
      isCut && el('span', {class: 'faint'}, '\n(cut here)')));
}

const sideLabels = {a: 'a: the first run', b: 'b: the other run'};

function textPanel(divergence) {
  const sides = ['a', 'b'].map((name) => cut(divergence, name));
  const middles = sides.map((side) => tokens(textOf(side.bytes.subarray(side.from, side.to))));
  const kept = common(middles[0], middles[1]);
  return el('div', {class: 'sides'}, ['a', 'b'].map((name, at) => {
    const side = sides[at];
    return sidePane(name, sideLabels[name], [textOf(side.bytes.subarray(0, side.from)),
      marked(middles[at], kept[at]), textOf(side.bytes.subarray(side.to))], side.isCut);
  }));
}

/* --- bytes --- */

const WIDTH = 8; /* bytes in a line: two sides fit beside each other */

function hexByte(byte) {
  return byte.toString(16).padStart(2, '0');
}

function asciiByte(byte) {
  return byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.';
}

/* Whether a byte of one side is another in the other side, both counted from the region's start. */
function differsAt(side, other, at) {
  return at >= side.from && at < side.to && side.bytes[at] !== other.bytes[at - side.from + other.from];
}

/* Neighbours of a kind in one element: "00 01" <mark>"ff"</mark>. */
function runs(side, other, from, to, show, space) {
  const parts = [];
  let text = '', kind = null;
  const flush = () => {
    if (text) parts.push(kind ? el('mark', {class: kind === 2 ? 'strong' : null}, text) : text);
    text = '';
  };
  for (let at = from; at < to; at++) {
    const inside = at >= side.from && at < side.to;
    const now = inside ? (differsAt(side, other, at) ? 2 : 1) : 0;
    if (now !== kind) { flush(); kind = now; }
    text += show(side.bytes[at]) + space;
  }
  flush();
  return parts;
}

function hexLines(side, other) {
  const lines = [];
  const start = -(((side.offset % WIDTH) + WIDTH) % WIDTH); /* lines begin at multiples of WIDTH */
  for (let line = start; line < side.bytes.length; line += WIDTH) {
    const from = Math.max(line, 0), to = Math.min(line + WIDTH, side.bytes.length);
    const offset = (side.offset + line).toString(16).padStart(8, '0');
    lines.push(el('span', {class: 'faint'}, `${offset}  `), '   '.repeat(from - line),
      runs(side, other, from, to, hexByte, ' '), '   '.repeat(line + WIDTH - to), ' ',
      ' '.repeat(from - line), runs(side, other, from, to, asciiByte, ''), '\n');
  }
  return lines;
}

function hexPanel(divergence) {
  const a = cut(divergence, 'a'), b = cut(divergence, 'b');
  const panes = [['a', a, b], ['b', b, a]].map(([name, side, other]) => {
    const pane = sidePane(name, sideLabels[name], hexLines(side, other), side.isCut);
    pane.querySelector('.value').classList.add('hex');
    return pane;
  });
  return el('div', {class: 'sides'}, panes);
}
