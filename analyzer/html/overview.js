/* The head of the page, and what is shown before an output is opened. */

function coverageLine(coverage) {
  if (!coverage.processes && !coverage.events && !report.runs.length) return '';
  const uncovered = coverage.processes - coverage.covered;
  return [
    `${plural(coverage.processes, 'process')}, ${grouped.format(coverage.covered)} covered`,
    uncovered ? `${uncovered} not` : null,
    `${plural(coverage.events, 'call')} recorded`,
    coverage.dropped ? `${coverage.dropped} lost` : null,
    coverage.early ? `${coverage.early} too early to hold` : null,
    coverage.innocent ? `${grouped.format(coverage.innocent)} differed and reached no output` : null,
    report.runs.length ? plural(report.runs.length, 'run') : null,
  ].filter(Boolean).join('; ');
}

function showHead() {
  const byId = (id) => document.getElementById(id);
  const command = report.command ? report.command.map(shellWord).join(' ') : '';
  byId('verdict').textContent = report.verdict;
  byId('verdict').className = report.verdict === 'reproducible' ? 'good' : 'bad';
  byId('result').textContent = report.result + (report.headline ? `; ${report.headline}` : '');
  byId('command').textContent = command ? `paribus check -- ${command}` : 'paribus compare';
  byId('coverage').append(el('p', {}, coverageLine(report.coverage)),
    report.escapes.length > 0 && el('details', {open: report.escapes.length < 4},
      el('summary', {class: 'warning'}, `${plural(report.escapes.length, 'escape')}: what ran uncovered`),
      el('ul', {class: 'plain'}, report.escapes.slice(0, 200).map((escape) =>
        el('li', {}, `${escape.kind}: `, el('code', {}, escape.text))))) || '',
    report.notes.length > 0 && el('ul', {class: 'plain warning'},
      report.notes.map((note) => el('li', {}, note))) || '');
  document.title = `${report.verdict}: ${command || 'two runs'}`;
}

/* --- all causes --- */

const MOST_CAUSES = 200;

function causeRow(cause, choose) {
  const place = placeOf(cause);
  return [
    el('button', {class: 'link', onclick: () => choose(cause)}, cause.siteWho),
    cause.source,
    el('span', {class: cause.verdict === 'proven' ? 'bad' : 'warning'}, cause.verdict),
    plural(cause.outputs.length, 'output'),
    el('code', {}, place),
  ];
}

/* What a glance should tell. */
function tiles(sites) {
  const differing = report.outputs.filter((output) => output.differs);
  const numbers = [
    [differing.length, `of ${plural(report.outputs.length, 'output')} differ`],
    [sites.filter((cause) => cause.verdict === 'proven').length, 'call sites proven'],
    [sites.filter((cause) => cause.verdict === 'suspected').length, 'suspected'],
    [differing.filter((output) => output.unexplained).length, 'outputs unexplained'],
  ].filter(([number], at) => at === 0 || number);
  return el('ul', {class: 'tiles'}, numbers.map(([number, what]) =>
    el('li', {}, el('strong', {}, grouped.format(number)), what)));
}

function overview(choose) {
  const sites = report.causes.filter((cause) => cause.site === cause.index);
  const causes = sites.slice(0, MOST_CAUSES), rest = sites.length - causes.length;
  if (!report.outputs.some((output) => output.differs))
    return el('p', {class: 'good'}, 'No output differs.');
  return el('div', {},
    tiles(sites),
    el('h2', {}, 'Causes'),
    causes.length ? table('Choose one to list what it reaches.',
      ['call', 'source', 'verdict', 'reaches', 'line'], causes.map((cause) => causeRow(cause, choose)))
      : el('p', {}, 'No cause is known.'),
    rest > 0 && el('p', {class: 'faint'}, `and ${rest} more`),
    el('p', {class: 'faint'}, 'Keys: / searches; in the list, arrows move, left and right fold, ' +
      'Enter opens; Escape returns to the list.'),
    report.runs.length > 0 && el('details', {}, el('summary', {}, plural(report.runs.length, 'run')),
      table(null, ['run', 'purpose', 'status'], report.runs.map((run, at) =>
        [String(at + 1), run.purpose, String(run.status)]))));
}

/* --- on paper --- */

const MOST_PRINTED = 300;

function printed() {
  const differing = report.outputs.filter((output) => output.differs);
  return [
    table('Outputs that differ', ['output', 'how', 'cause'],
      differing.slice(0, MOST_PRINTED).map((output) => [output.path, stateWords[output.state],
        output.causes.map((at) => report.causes[at].who).join('; ') || 'unexplained'])),
    differing.length > MOST_PRINTED ? `and ${differing.length - MOST_PRINTED} more` : '',
    el('ul', {}, report.causes.filter((cause) => cause.siteWho).slice(0, MOST_CAUSES).map((cause) =>
      el('li', {}, `${cause.verdict}: ${cause.source}: ${cause.siteWho}`, cause.cure && `; cure: ${cause.cure}`))),
  ];
}
