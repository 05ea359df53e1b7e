/* Search, filter, and what happens when something is chosen. */

const controls = {};
for (const id of ['search', 'status', 'source', 'count', 'detail', 'print'])
  controls[id] = document.getElementById(id);

const statusTests = {
  all: () => true,
  differing: (output) => output.differs,
  proven: (output) => output.proven,
  suspected: (output) => output.suspected,
  unexplained: (output) => output.unexplained,
  equal: (output) => !output.differs,
};

function matching() {
  const words = controls.search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const test = statusTests[controls.status.value], source = controls.source.value;
  return report.outputs.filter((output) => test(output) &&
    (!source || output.sources.includes(source)) &&
    words.every((word) => output.found.includes(word)));
}

function refresh() {
  const outputs = matching();
  if (controls.search.value) list.closed.clear(); /* what was found is to be seen */
  list.box.scrollTop = 0;
  list.active = 0;
  setOutputs(outputs);
  controls.count.textContent = `${outputs.length} of ${plural(report.outputs.length, 'output')}`;
}

function open(output) {
  controls.detail.replaceChildren(outputView(output));
  controls.detail.scrollTop = 0;
}

function chooseCause(cause) {
  const place = placeOf(cause) || cause.call;
  controls.search.value = place;
  controls.status.value = 'differing';
  controls.source.value = cause.source;
  refresh();
  list.box.focus();
}

function globalKeys(event) {
  const typing = /^(INPUT|SELECT)$/.test(document.activeElement.tagName);
  if (event.key === '/' && !typing) {
    controls.search.focus();
    event.preventDefault();
  } else if (event.key === 'Escape') {
    list.box.focus();
  } else if (event.key === 'ArrowDown' && document.activeElement === controls.search) {
    list.box.focus();
    event.preventDefault();
  }
}

function start() {
  const differing = report.outputs.some((output) => output.differs);
  const sources = [...new Set(report.causes.map((cause) => cause.source))].sort();
  sources.forEach((source) => controls.source.append(el('option', {value: source}, source)));
  showHead();
  startList((output) => {
    open(output);
    if (document.activeElement === list.box) document.getElementById('opened').focus();
  });
  controls.status.value = differing ? 'differing' : 'all';
  controls.search.addEventListener('input', refresh);
  controls.status.addEventListener('change', refresh);
  controls.source.addEventListener('change', refresh);
  document.addEventListener('keydown', globalKeys);
  addEventListener('beforeprint', () => controls.print.replaceChildren(...printed()));
  addEventListener('afterprint', () => controls.print.replaceChildren());
  controls.detail.replaceChildren(overview(chooseCause));
  refresh();
}

start();
