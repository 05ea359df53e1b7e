/* One cause: who asked, the proof, the cure, the command. */

function sourceLines(frame) {
  return el('div', {class: 'source', tabindex: 0, role: 'group',
    'aria-label': `${frame.file}, lines around ${frame.line}`},
  frame.source.lines.map((line, at) => {
    const number = frame.source.first + at;
    return el('div', {class: number === frame.line ? 'blamed' : null},
      el('span', {class: 'number'}, String(number)), line || ' ');
  }));
}

function frameItem(frame) {
  const name = frame.function ? `${frame.function}()`
    : frame.module ? `${frame.module}+${frame.offset}` : 'code made at run time';
  const place = frame.file ? ` at ${frame.file}${frame.line ? `:${frame.line}` : ''}`
    : frame.module ? ` in ${frame.module}` : '';
  return el('li', {}, el('code', {}, name), place, frame.source && sourceLines(frame));
}

function stack(cause) {
  if (!cause.stack.length)
    return el('p', {class: 'faint'}, cause.process === null
      ? 'No run was recorded: the source is guessed by the form of the value.'
      : 'No stack: no call of ours read it.');
  return el('div', {}, el('h4', {}, 'Stack, the call first'),
    el('ol', {class: 'stack'}, cause.stack.map(frameItem)));
}

/* --- proof --- */

const results = {d: ['differs', 'bad'], e: ['equal', 'good']};

/* [this cause, everything else] in one trial. */
function roles(trial, cause) {
  const inside = trial.causes.includes(cause.index);
  const others = trial.units - (inside ? 1 : 0);
  const [these, rest] = trial.hold ? ['held', 'free'] : ['free', 'held'];
  return [inside ? these : rest, others ? `${rest}, but ${others} ${these}` : rest];
}

function trialRow(trial, letter, cause) {
  const [own, others] = roles(trial, cause);
  const [word, kind] = results[letter];
  return [`run ${trial.run}`, own, others, el('strong', {class: kind}, word)];
}

/* The runs made before anything was asked: pinned twice, then varied. */
function firstRows() {
  const purposes = report.runs.map((run) => run.purpose);
  const rows = [];
  if (purposes[1] === 'pinned again')
    rows.push(['run 2', 'held', 'held', el('strong', {class: 'good'}, 'equal')]);
  if (purposes[2] === 'varied')
    rows.push(['run 3', 'free', 'free', el('strong', {class: 'bad'}, 'differs')]);
  return rows;
}

function proof(cause, divergence) {
  const pattern = divergence.pattern === undefined ? '' : report.patterns[divergence.pattern];
  const asked = report.trials.map((trial, at) => [trial, pattern[at]])
    .filter(([, letter]) => letter && letter !== '.');
  if (!asked.length) return null;
  const telling = asked.filter(([trial]) =>
    trial.causes.includes(cause.index) && trial.causes.every((at) => divergence.causes.includes(at)));
  const rest = asked.filter((one) => !telling.includes(one));
  const head = ['run', 'this call', 'everything else', 'this place'];
  const rows = (list) => list.map(([trial, letter]) => trialRow(trial, letter, cause));
  return el('div', {class: 'proof'},
    el('h4', {}, 'Proof by re-running'),
    table('free: another value on purpose; held: the same value as in the first run', head,
      [...firstRows(), ...rows(telling)]),
    rest.length > 0 && el('details', {},
      el('summary', {}, `${plural(rest.length, 'other run')} that also concerned this place`),
      table(null, head, rows(rest))));
}

/* --- the whole --- */

function causeCard(cause, output, divergence) {
  return el('section', {class: `card cause ${cause.verdict}-card`, 'aria-label': `cause: ${cause.source}`},
    el('h3', {}, el('span', {class: `chip ${cause.verdict}`}, cause.verdict), ` ${cause.source}: `,
      cause.who),
    cause.process && el('p', {}, 'Process: ', el('code', {}, cause.process)),
    el('ul', {class: 'plain'}, cause.evidence.map((sentence) => el('li', {}, sentence))),
    cause.cure && el('p', {class: 'cure'}, el('strong', {}, 'Cure: '), cause.cure),
    cause.reproduce && [el('h4', {}, 'Show it again'), commandLine(cause.reproduce)],
    stack(cause),
    proof(cause, divergence),
    processTree(cause, output),
    timeline(cause));
}
