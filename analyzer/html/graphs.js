/* Two drawings: the processes with the way of the value, and the calls of both runs. */

/* --- processes --- */

const ROW = 24, STEP = 18, MOST_ROWS = 120, SHOWN = 56;

function chain(node) {
  const list = [];
  for (let at = node; at !== null; at = report.processes[at].creator) list.unshift(at);
  return list;
}

/* From who asked, up to what both have in common, and down to who wrote. */
function way(from, to) {
  const up = chain(from), down = chain(to);
  let shared = 0;
  while (shared < up.length && shared < down.length && up[shared] === down[shared]) shared++;
  const top = Math.max(shared - 1, 0);
  return {up: up.slice(top), down: down.slice(top)};
}

const childrenOf = new Map();
report.processes.forEach((process, index) => {
  const siblings = childrenOf.get(process.creator) || [];
  siblings.push(index);
  childrenOf.set(process.creator, siblings);
});

/* The processes to draw, top down: [{node, depth}], {rest} for children left out. */
function treeRows(shown) {
  const rows = [];
  const visit = (node, depth) => {
    if (rows.length > MOST_ROWS) return;
    rows.push({node, depth});
    const children = childrenOf.get(node) || [];
    const inside = children.filter((child) => shown.has(child));
    inside.forEach((child) => visit(child, depth + 1));
    if (children.length > inside.length && shown.has(node))
      rows.push({rest: children.length - inside.length, depth: depth + 1});
  };
  (childrenOf.get(null) || []).filter((node) => shown.has(node)).forEach((node) => visit(node, 0));
  return rows;
}

function nodeX(row) { return 12 + row.depth * STEP; }
function nodeY(at) { return 14 + at * ROW; }

function elbow(rows, places, from, to, kind) {
  const a = places.get(from), b = places.get(to);
  if (a === undefined || b === undefined) return null;
  return svg('path', {class: kind,
    d: `M${nodeX(rows[a])} ${nodeY(a)} V${nodeY(b)} H${nodeX(rows[b])}`});
}

/* Which outputs each process opened: this one, and others the same call reaches, on the way to it. */
const MOST_CARRIERS = 8;

function opened(cause, output) {
  const found = new Map();
  const others = report.causes[cause.site].outputs.filter((other) => other !== output);
  for (const one of [output, ...others.slice(0, MOST_CARRIERS)])
    for (const node of one.writers || []) {
      if (!found.has(node)) found.set(node, []);
      found.get(node).push(one.path);
    }
  return found;
}

function doings(cause, node, files) {
  const asked = node === cause.node ? [`asked ${cause.call}`] : [];
  const wrote = files.has(node) ? [`opened ${files.get(node).join(', ')} for writing`] : [];
  return [...asked, ...wrote].join(', ');
}

function rowLabel(cause, row, at, files) {
  if (row.rest)
    return svg('text', {x: nodeX(row) - 4, y: nodeY(at) + 4, class: 'faint'},
      `and ${plural(row.rest, 'more process')}`);
  const process = report.processes[row.node];
  const words = `${process.forked ? '(fork of) ' : ''}${process.words}`;
  const did = doings(cause, row.node, files);
  return svg('text', {x: nodeX(row) + 10, y: nodeY(at) + 4}, svg('title', {}, words),
    words.length > SHOWN ? `${words.slice(0, SHOWN)}\u2026` : words,
    svg('tspan', {'font-weight': 'bold'}, did && ` \u2190 ${did}`));
}

/* The edges from who asked to one who wrote. */
function wayEdges(rows, places, from, to, kind) {
  const {up, down} = way(from, to);
  return [up, down].flatMap((line) =>
    line.slice(1).map((node, at) => elbow(rows, places, line[at], node, kind)));
}

function nodeCircle(cause, row, at, files, writers) {
  if (row.rest) return null;
  const kind = `node${row.node === cause.node ? ' asked' : ''}` +
    `${writers.includes(row.node) ? ' wrote' : files.has(row.node) ? ' carried' : ''}`;
  return svg('circle', {cx: nodeX(row), cy: nodeY(at), r: 5, class: kind});
}

function inWords(cause, shown, files) {
  const line = (node) => chain(node).map((at) => report.processes[at].words).join(', which started ');
  return [...shown].filter((node) => doings(cause, node, files))
    .map((node) => `${line(node)}, ${doings(cause, node, files)}.`).join(' ');
}

/* What is seen of a label: its title is not. */
function lettersOf(label) {
  const title = label.querySelector('title');
  return label.textContent.length - (title ? title.textContent.length : 0);
}

function processTree(cause, output) {
  if (cause.node === null) return null;
  const writers = output.writers || [];
  const files = opened(cause, output);
  const shown = new Set([cause.node, ...files.keys()].flatMap(chain));
  const rows = treeRows(shown);
  const places = new Map(rows.map((row, at) => [row.node, at]));
  const edges = [...shown].map((node) =>
    elbow(rows, places, report.processes[node].creator, node, 'edge'));
  const carried = [...files.keys()].filter((node) => !writers.includes(node))
    .flatMap((node) => wayEdges(rows, places, cause.node, node, 'carry'));
  const paths = writers.flatMap((node) => wayEdges(rows, places, cause.node, node, 'path'));
  const nodes = rows.map((row, at) => nodeCircle(cause, row, at, files, writers));
  const labels = rows.map((row, at) => rowLabel(cause, row, at, files));
  const width = Math.max(...rows.map((row, at) => nodeX(row) + 24 + 7 * lettersOf(labels[at])));
  return el('div', {},
    el('h4', {}, 'Processes, and the way of the value'),
    el('div', {class: 'drawing', tabindex: 0},
      svg('svg', {role: 'img', 'aria-label': inWords(cause, shown, files),
        width: Math.round(width), height: nodeY(rows.length) + 4, class: 'processes'},
      edges, carried, paths, nodes, labels)),
    !writers.length && el('p', {class: 'faint'},
      'Who wrote this output was not seen: it is a stream, or was renamed into place.'));
}

/* --- calls --- */

const LEFT = 84, BIN = 5, LANE = 40;

/* Few calls are to be seen beside many. */
function barHeight(count, most) {
  return count ? 2 + 15 * Math.log1p(count) / Math.log1p(most) : 0;
}

function bars(counts, most, middle, direction, kind) {
  let d = '';
  counts.forEach((count, bin) => {
    const height = barHeight(count, most);
    if (height) d += `M${LEFT + bin * BIN} ${middle}v${direction * height}h${BIN - 1}v${-direction * height}z`;
  });
  return d && svg('path', {class: kind, d});
}

function lane(row, at, guilty) {
  const middle = at * LANE + 24;
  const most = Math.max(...row.a, ...row.b);
  return [
    svg('text', {x: 4, y: middle + 4, class: guilty ? 'guilty' : null}, row.source),
    svg('line', {class: 'axis', x1: LEFT, x2: LEFT + report.calls.bins * BIN, y1: middle, y2: middle}),
    bars(row.a, most, middle - 1, -1, 'bar'), bars(row.b, most, middle + 1, 1, 'bar'),
    bars(row.changed, most, middle + 1, 1, 'changed'),
  ];
}

function markLine(mark, at, direction) {
  if (!mark) return null;
  const x = LEFT + (mark.bin + 0.5) * BIN, middle = at * LANE + 24;
  return svg('line', {class: 'mark', x1: x, x2: x, y1: middle, y2: middle + direction * 18});
}

function sum(list) { return list.reduce((total, count) => total + count, 0); }

function timeline(cause) {
  const calls = report.calls;
  if (!calls || !calls.rows.length) return null;
  const marks = calls.marks[cause.index];
  const at = calls.rows.findIndex((row) => row.source === cause.source);
  const width = LEFT + calls.bins * BIN + 8, height = calls.rows.length * LANE + 12;
  const told = calls.rows.map((row) =>
    `${row.source}: ${sum(row.a)} calls in a, ${sum(row.b)} in b, ${sum(row.changed)} with another value`);
  return el('div', {},
    el('h4', {}, 'Calls of both runs, by source'),
    el('p', {class: 'faint'}, 'From the first process to the last, each in the order of its calls; ' +
      'a above the line, b below it, what returned another value in colour; the red line is this call.'),
    el('div', {class: 'drawing', tabindex: 0},
      svg('svg', {role: 'img', 'aria-label': told.join('; '), viewBox: `0 0 ${width} ${height}`, class: 'timeline'},
        calls.rows.map((row, index) => lane(row, index, index === at)), at >= 0 && [markLine(marks.a, at, -1), markLine(marks.b, at, 1)])),
    (marks.a || marks.b) && table(null, ['run', 'returned'], [
      ['a', el('code', {}, marks.a ? marks.a.value : 'no such call')],
      ['b', el('code', {}, marks.b ? marks.b.value : 'no such call')]]));
}
