/*
 * The outputs as a tree in a list of which only the rows in view exist.  The keyboard moves an
 * active row (aria-activedescendant); the tree keeps the focus.
 */

const HEIGHT = 26, MARGIN = 8;

const list = {
  box: document.getElementById('list'),
  space: document.getElementById('space'),
  root: null, rows: [], closed: new Set(), active: 0, opened: null, open: null,
};

/* --- the tree --- */

function makeNode(name, path, depth) {
  return {name, path, depth, children: new Map(), output: null, differing: 0};
}

function addOutput(root, output) {
  const parts = output.path[0] === '<' ? [output.path] : output.path.split('/');
  let node = root;
  parts.forEach((part, depth) => {
    if (!node.children.has(part)) {
      const path = node === root ? part : `${node.path}/${part}`;
      node.children.set(part, makeNode(part, path, depth));
    }
    node.differing += output.differs;
    node = node.children.get(part);
  });
  node.output = output;
  node.differing += output.differs;
}

function flatten(node, rows) {
  let position = 0;
  for (const child of node.children.values()) {
    rows.push({node: child, position: ++position, size: node.children.size});
    if (!list.closed.has(child.path)) flatten(child, rows);
  }
}

/* Shows these outputs; what was closed stays closed. */
function setOutputs(outputs) {
  list.root = makeNode('', '', -1);
  outputs.forEach((output) => addOutput(list.root, output));
  reflow();
}

function reflow() {
  const kept = list.rows[list.active] && list.rows[list.active].node.path;
  list.rows = [];
  flatten(list.root, list.rows);
  const again = list.rows.findIndex((row) => row.node.path === kept);
  list.active = Math.max(again, 0);
  list.space.style.height = `${list.rows.length * HEIGHT}px`;
  list.box.style.setProperty('--rows', list.rows.length); /* in a narrow window the list is as long as it is */
  render();
}

/* --- rows --- */

function chips(output) {
  if (!output || !output.differs) return null;
  if (output.unexplained) return el('span', {class: 'chip suspected'}, 'unexplained');
  return output.sources.map((source) =>
    el('span', {class: `chip ${output.proven ? 'proven' : 'suspected'}`}, source));
}

function mark(node) {
  const folder = node.children.size > 0;
  if (folder) return list.closed.has(node.path) ? '\u25b8' : '\u25be';
  return node.output.differs ? '\u2260' : '=';
}

function rowElement(row, at) {
  const node = row.node, folder = node.children.size > 0;
  const state = node.output ? stateWords[node.output.state] : `${node.differing} differ`;
  const element = el('div', {
    class: `row${at === list.active ? ' active' : ''}`, role: 'treeitem', id: `row${at}`,
    'aria-level': node.depth + 1, 'aria-posinset': row.position, 'aria-setsize': row.size,
    'aria-expanded': folder ? String(!list.closed.has(node.path)) : null,
    'aria-selected': String(node.output !== null && node.output === list.opened),
    title: node.path,
    onclick: () => { list.active = at; act(); },
  }, el('span', {class: `mark ${node.differing ? 'bad' : 'faint'}`, 'aria-hidden': 'true'}, mark(node)),
  el('span', {class: 'name'}, node.name), el('span', {class: 'unseen'}, `, ${state}`),
  chips(node.output));
  element.style.top = `${at * HEIGHT}px`;
  element.style.paddingLeft = `${8 + node.depth * 16}px`;
  return element;
}

function render() {
  const top = Math.floor(list.box.scrollTop / HEIGHT) - MARGIN;
  const bottom = top + Math.ceil(list.box.clientHeight / HEIGHT) + 2 * MARGIN;
  const rows = [];
  for (let at = Math.max(top, 0); at < Math.min(bottom, list.rows.length); at++)
    rows.push(rowElement(list.rows[at], at));
  list.space.replaceChildren(...rows);
  if (list.rows.length) list.box.setAttribute('aria-activedescendant', `row${list.active}`);
  else list.box.removeAttribute('aria-activedescendant');
}

/* --- keys --- */

function reveal() {
  const top = list.active * HEIGHT;
  if (top < list.box.scrollTop) list.box.scrollTop = top;
  const bottom = top + HEIGHT - list.box.clientHeight;
  if (bottom > list.box.scrollTop) list.box.scrollTop = bottom;
  render();
}

function moveTo(at) {
  list.active = Math.min(Math.max(at, 0), list.rows.length - 1);
  reveal();
}

function fold(node, close) {
  if (close) list.closed.add(node.path);
  else list.closed.delete(node.path);
  reflow();
  reveal();
}

/* What a click or Enter does. */
function act() {
  const row = list.rows[list.active];
  if (!row) return;
  if (row.node.output) {
    list.opened = row.node.output;
    list.open(row.node.output);
    render();
  } else {
    fold(row.node, !list.closed.has(row.node.path));
  }
}

function left(row) {
  if (row.node.children.size && !list.closed.has(row.node.path)) return fold(row.node, true);
  let at = list.active;
  while (at > 0 && list.rows[at].node.depth >= row.node.depth) at--;
  moveTo(at);
}

function right(row) {
  if (!row.node.children.size) return;
  if (list.closed.has(row.node.path)) fold(row.node, false);
  else moveTo(list.active + 1);
}

const listKeys = {
  ArrowDown: () => moveTo(list.active + 1),
  ArrowUp: () => moveTo(list.active - 1),
  PageDown: () => moveTo(list.active + Math.floor(list.box.clientHeight / HEIGHT) - 1),
  PageUp: () => moveTo(list.active - Math.floor(list.box.clientHeight / HEIGHT) + 1),
  Home: () => moveTo(0),
  End: () => moveTo(list.rows.length - 1),
  ArrowLeft: left, ArrowRight: right, Enter: act, ' ': act,
};

function startList(open) {
  let waiting = false;
  list.open = open;
  list.box.addEventListener('scroll', () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; render(); });
  });
  list.box.addEventListener('keydown', (event) => {
    if (!listKeys[event.key] || event.ctrlKey || event.altKey || event.metaKey) return;
    if (list.rows.length) listKeys[event.key](list.rows[list.active]);
    event.preventDefault();
  });
  addEventListener('resize', render);
}
