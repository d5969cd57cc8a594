// The parts that all pages share.
import { h } from './preact.js';
import { useEffect, useRef, useState } from './hooks.js';
import { clockTime, count, distance } from './format.js';
import { t } from './text.js';

/** An address within the console, from its parts: `to('queues', name)`. */
export const to = (...parts) => `#/${parts.map(encodeURIComponent).join('/')}`;

export function Head({ title, sub, crumbs, children }) {
  const heading = useRef(null);
  useEffect(() => {
    document.title = `${title} · Posthorn`;
  }, [title]);
  useEffect(() => {
    if (document.activeElement === document.body || document.activeElement === null) {
      heading.current.focus({ preventScroll: true });
    }
  }, []);
  return h('div', { class: 'head' },
    h('div', null,
      crumbs && h('p', { class: 'crumbs' }, crumbs),
      h('h1', { tabIndex: -1, ref: heading }, title),
      sub && h('p', { class: 'sub' }, sub)),
    children && h('div', { class: 'actions' }, children));
}

export function Button({ kind = '', children, ...rest }) {
  return h('button', { type: 'button', class: `button ${kind}`, ...rest }, children);
}

export function Card({ title, tools, children, ...rest }) {
  return h('section', { class: 'card', ...rest },
    title && h('header', null, h('h2', null, title), tools),
    children);
}

/** A number in a strip of them. */
export function Stat({ label, kind, value, unit, href }) {
  const inner = [h('dt', { class: kind ? `dot ${kind}` : undefined }, label), h('dd', null, value, unit && h('small', null, ' ', unit))];
  return h('div', null, href ? [h('dt', { class: kind ? `dot ${kind}` : undefined }, h('a', { href }, label)), inner[1]] : inner);
}

export function State({ state }) {
  return h('span', { class: `state dot ${state}` }, t(`state.${state}`));
}

const REASONS = ['age', 'attempts', 'expired', 'rejected'];

/** Why a message died: the server's own reasons in words, others as they are. */
export function reasonText(reason) {
  return REASONS.includes(reason) ? t(`reason.${reason}`) : reason;
}

export function Badge({ kind = '', children, title }) {
  return h('span', { class: `badge ${kind}`, title }, children);
}

/** A local time whose exact UTC shows on hover; `relative` adds how far away it is. */
export function Time({ at, relative }) {
  if (!at) {
    return h('span', { class: 'muted' }, '–');
  }
  const utc = new Date(at).toISOString();
  return h('time', { dateTime: utc, title: utc }, relative === 'only' ? distance(at) : clockTime(at), relative === true && h('span', { class: 'muted' }, ` · ${distance(at)}`));
}

/** A cell of a number; narrow screens show `label` before it and leave out zeros. */
export function NumberCell({ label, value, shown = count(value), kind = '' }) {
  const zero = !value;
  return h('td', { class: `number ${zero ? 'zero' : kind}`, 'data-label': label }, shown);
}

export function Field({ label, hint, error, wide, children, id }) {
  return h('div', { class: `field ${wide ? 'wide' : ''}` },
    h('label', { for: id }, label),
    children,
    error ? h('p', { class: 'error', id: `${id}-error` }, error) : hint && h('p', { class: 'hint', id: `${id}-hint` }, hint));
}

/** A labelled input, select or textarea; `options` makes it a select. */
export function Input({ id, label, hint, error, wide, value, onValue, options, rows, ...rest }) {
  const common = {
    id, value, ...rest,
    'aria-invalid': error ? 'true' : undefined,
    'aria-describedby': error ? `${id}-error` : hint ? `${id}-hint` : undefined,
  };
  let control;
  if (options) {
    control = h('select', { ...common, onChange: (e) => onValue(e.target.value) },
      options.map(([key, text]) => h('option', { value: key, selected: key === value }, text)));
  } else if (rows) {
    control = h('textarea', { ...common, rows, spellcheck: false, onInput: (e) => onValue(e.target.value) });
  } else {
    control = h('input', { type: 'text', autocomplete: 'off', spellcheck: false, ...common, onInput: (e) => onValue(e.target.value) });
  }
  return h(Field, { id, label, hint, error, wide }, control);
}

export function Check({ id, label, checked, onValue, ...rest }) {
  return h('div', { class: 'check' },
    h('input', { type: 'checkbox', id, checked, onChange: (e) => onValue(e.target.checked), ...rest }),
    h('label', { for: id }, label));
}

/** A choice of a few, one of which is on. */
export function Segments({ label, value, onValue, options }) {
  return h('div', { class: 'segments', role: 'group', 'aria-label': label, tabIndex: -1 },
    options.map(([key, text]) =>
      h('button', { type: 'button', 'aria-pressed': key === value ? 'true' : 'false', onClick: () => onValue(key) }, text)));
}

export function Copy({ text, label = t('copy') }) {
  const [done, set] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    set(true);
    setTimeout(() => set(false), 1500);
  };
  return navigator.clipboard ? h(Button, { kind: 'small', onClick: copy }, done ? t('copied') : label) : null;
}

export function Curl({ command }) {
  return h('div', { class: 'curl' }, h('code', null, command), h(Copy, { text: command }));
}

/** What to do next where there is nothing yet. */
export function Empty({ title, children, command, action }) {
  return h('div', { class: 'empty' }, h('h2', null, title), children && h('p', null, children), action && h('p', null, action), command && h(Curl, { command }));
}

export function Problem({ error, retry }) {
  if (!error) {
    return null;
  }
  const text = error.status ? error.message : t('error.unreachable');
  return h('div', { class: 'note bad', role: 'alert' }, text, ' ', retry && h(Button, { kind: 'small', onClick: retry }, t('retry')));
}

export function Loading() {
  return h('p', { class: 'muted', role: 'status' }, t('loading'));
}

export function Pager({ text, onFirst, onNext }) {
  return h('div', { class: 'pager' },
    h('span', null, text),
    h(Button, { kind: 'small', disabled: !onFirst, onClick: onFirst }, t('page.first')),
    h(Button, { kind: 'small', disabled: !onNext, onClick: onNext }, t('page.next')));
}

const toasts = new Set();

/** Says shortly what was done; read out by screen readers. */
export function say(text, kind = '') {
  toasts.forEach((listener) => listener({ text, kind, id: Math.random() }));
}

export function Toasts() {
  const [shown, show] = useState([]);
  useEffect(() => {
    const add = (toast) => {
      show((all) => [...all.slice(-2), toast]);
      setTimeout(() => show((all) => all.filter((one) => one.id !== toast.id)), 6000);
    };
    toasts.add(add);
    return () => toasts.delete(add);
  }, []);
  return h('div', { class: 'toasts', role: 'status', 'aria-live': 'polite' },
    shown.map((toast) => h('div', { class: `toast ${toast.kind}`, key: toast.id }, toast.text)));
}
