/* Elements of the page.  Text goes in as text nodes and never as markup. */

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  for (const child of children.flat(3)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child); /* a string becomes a text node */
  }
  return element;
}

/* el('button', {class: 'x', onclick: f}, 'text', other) */
function el(name, attributes, ...children) {
  return fill(document.createElement(name), attributes, children);
}

function svg(name, attributes, ...children) {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, children);
}

function table(caption, head, rows) {
  return el('table', {},
    caption && el('caption', {}, caption),
    el('thead', {}, el('tr', {}, head.map((cell) => el('th', {scope: 'col'}, cell)))),
    el('tbody', {}, rows.map((row) => el('tr', {}, row.map((cell, column) =>
      column ? el('td', {}, cell) : el('th', {scope: 'row'}, cell))))));
}

/* Tabs [[name, function that makes the panel]...]: arrow keys go round, panels are made when shown. */
let tabsMade = 0;
function tabs(label, choices, first) {
  const id = `tabs${tabsMade++}`;
  const panel = el('div', {role: 'tabpanel', id: `${id}-panel`, tabindex: 0});
  const buttons = choices.map(([name], index) => el('button', {
    role: 'tab', id: `${id}-${index}`, 'aria-controls': `${id}-panel`, onclick: () => choose(index),
  }, name));
  function choose(index) {
    buttons.forEach((button, at) => {
      button.setAttribute('aria-selected', String(at === index));
      button.tabIndex = at === index ? 0 : -1;
    });
    panel.setAttribute('aria-labelledby', buttons[index].id);
    panel.replaceChildren(choices[index][1]());
  }
  const list = el('div', {role: 'tablist', 'aria-label': label, onkeydown: (event) => {
    const step = {ArrowRight: 1, ArrowLeft: -1}[event.key];
    if (!step) return;
    const at = buttons.indexOf(document.activeElement);
    const next = (at + step + buttons.length) % buttons.length;
    choose(next);
    buttons[next].focus();
    event.preventDefault();
  }}, buttons);
  choose(first);
  return el('div', {}, list, panel);
}

/* A command and a button to copy it. */
function commandLine(command) {
  const said = el('span', {class: 'unseen', role: 'status', 'aria-live': 'polite'});
  const text = el('code', {tabindex: 0}, command);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(command);
      said.textContent = 'copied';
    } catch (error) { /* no clipboard for pages from a file: select it instead */
      getSelection().selectAllChildren(text);
      said.textContent = 'selected';
    }
  };
  return el('div', {class: 'command'}, text, el('button', {onclick: copy}, 'Copy'), said);
}
