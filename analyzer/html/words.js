/* The report, and text made from it.  Nothing here touches the page. */
'use strict';

const report = JSON.parse(document.getElementById('data').textContent);

const stateWords = {
  'equal': 'equal', 'content': 'differs', 'only-a': 'missing in b', 'only-b': 'missing in a',
  'type': 'another type in b', 'mode': 'other permissions', 'target': 'links elsewhere',
  'renamed': 'another name in b',
};

/* Characters that do not show, or change how others show. */
const deceptive =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\ufffc\ufffe\uffff]/g;

function visible(text) {
  return text.replace(deceptive,
    (one) => '\\x' + one.charCodeAt(0).toString(16).padStart(2, '0'));
}

const grouped = new Intl.NumberFormat('en');

function plural(count, word) {
  return `${grouped.format(count)} ${word}${count === 1 ? '' : /(s|x)$/.test(word) ? 'es' : 's'}`;
}

function shellWord(word) {
  return /^[\w\-+=./:,@%]+$/.test(word) ? word : `'${word.replace(/'/g, "'\\''")}'`;
}

/* "stamp.c:7" for the frame a person should look at first, '' without one. */
function placeOf(cause) {
  const frame = cause.stack[cause.telling];
  return frame && frame.file && frame.line ? `${frame.file}:${frame.line}` : '';
}

/* "line 7", "bytes 4414-4422" */
function spotOf(divergence) {
  if (divergence.line) return `line ${divergence.line}`;
  if (divergence.length > 1)
    return `bytes ${divergence.offset}-${divergence.offset + divergence.length - 1}`;
  return `byte ${divergence.offset}`;
}

/* What is known of every output beforehand: its causes, how sure they are, what it is found by. */
function survey(output) {
  const causes = new Set();
  let unexplained = output.state !== 'equal';
  for (const divergence of output.divergences || []) {
    divergence.causes.forEach((cause) => causes.add(cause));
    if (divergence.causes.length) unexplained = false;
  }
  output.causes = [...causes].sort((a, b) => a - b);
  output.differs = output.state !== 'equal';
  output.unexplained = unexplained;
  const blamed = output.causes.map((cause) => report.causes[cause]);
  output.proven = blamed.some((cause) => cause.verdict === 'proven');
  output.suspected = blamed.some((cause) => cause.verdict === 'suspected');
  output.sources = [...new Set(blamed.map((cause) => cause.source))];
  const members = (output.divergences || []).map((divergence) => divergence.member || '');
  output.found = [output.path, ...members, ...blamed.map((cause) => cause.who)]
    .join('\n').toLowerCase();
}

/* Causes at one call site share its stack; the site lists the outputs all of them reach. */
report.causes.forEach((cause, index) => {
  cause.index = index;
  cause.stack = report.causes[cause.site].stack;
  cause.outputs = [];
});
report.outputs.forEach(survey);
for (const output of report.outputs)
  for (const site of new Set(output.causes.map((cause) => report.causes[cause].site)))
    report.causes[site].outputs.push(output);
