/* One output opened: where it differs, both values, the causes. */

const MOST_PLACES = 200; /* buttons */

function valueTabs(divergence) {
  const whole = divergence.length === 0 && divergence.lengthB === 0;
  const choices = [['Text', () => textPanel(divergence)]];
  if (!whole)
    choices.push(['Bytes', () => hexPanel(divergence)], ['Decoded', () => decodedPanel(divergence)]);
  return tabs('How the values are shown', choices, isText(divergence) ? 0 : 1);
}

function memberLine(output, divergence) {
  if (!divergence.member) return null;
  return el('p', {}, 'Archive member: ', el('code', {}, output.path), ' \u203a ',
    el('code', {}, divergence.member));
}

function divergenceView(output, divergence) {
  const spot = divergence.reordered ? 'the same entries in another order' : spotOf(divergence);
  return el('div', {},
    memberLine(output, divergence),
    el('h3', {}, `What differs: ${output.state === 'content' ? spot : stateWords[output.state]}`),
    valueTabs(divergence),
    divergence.unexplained && el('p', {class: 'card warning'}, 'Unexplained: ', divergence.unexplained),
    divergence.causes.map((cause) => causeCard(report.causes[cause], output, divergence)));
}

function placeName(divergence) {
  return `${divergence.member ? `${divergence.member}, ` : ''}${spotOf(divergence)}`;
}

/* With several places: a button for each. */
function placeChooser(output, into) {
  const buttons = output.divergences.slice(0, MOST_PLACES).map((divergence, at) =>
    el('button', {onclick: () => show(at)}, placeName(divergence)));
  function show(at) {
    buttons.forEach((button, other) => button.setAttribute('aria-pressed', String(other === at)));
    into.replaceChildren(divergenceView(output, output.divergences[at]));
  }
  show(0);
  const more = output.divergences.length - buttons.length + output.more;
  return output.divergences.length + output.more > 1 && el('div', {class: 'places', role: 'group',
    'aria-label': 'Places that differ'}, buttons, more > 0 && `and ${more} more`);
}

function outputView(output) {
  const into = el('div', {});
  const heading = el('h2', {tabindex: -1, id: 'opened'}, output.path);
  if (!output.differs)
    return el('div', {}, heading, el('p', {class: 'good'}, 'The same in both runs.'));
  return el('div', {}, heading,
    el('p', {class: 'bad'}, `${stateWords[output.state]}; ${plural(output.causes.length, 'cause')}`),
    output.divergences.length > 0 && placeChooser(output, into), into);
}
