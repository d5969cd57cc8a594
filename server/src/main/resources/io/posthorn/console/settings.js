// A queue's configuration as a form; only what was changed is sent, and only onto the version that was shown.
import { h } from './preact.js';
import { useState } from './hooks.js';
import { queuePath, send } from './api.js';
import { Button, Card, Check, Input, Problem, say } from './ui.js';
import { may } from './session.js';
import { t } from './text.js';

const NUMBER = 'number';
const SWITCH = 'switch';
const LIST = 'list';
const HEADERS = 'headers';

/** Groups of fields: path in the configuration, kind (text unless named), choices; `push` for push queues alone. */
const GROUPS = [
  ['general', [
    ['capacity', NUMBER],
    ['lease'],
    ['ttl'],
    ['durability', ['', 'flushed', 'buffered']],
    ['deduplicationWindow'],
  ]],
  ['delivery', [
    ['target.url', 'wide'],
    ['target.method', ['POST', 'PUT', 'PATCH', 'GET', 'DELETE']],
    ['target.timeout'],
    ['target.connectTimeout'],
    ['target.successStatus', LIST],
    ['target.retryOn', ['failure', 'unreached', 'always']],
    ['target.redirects', NUMBER],
    ['maxConcurrency', NUMBER],
    ['rateLimit.permits', NUMBER],
    ['rateLimit.per'],
    ['rateLimit.burst', NUMBER],
    ['history', NUMBER],
    ['target.headers', HEADERS],
    ['ordered', SWITCH],
  ], 'push'],
  ['retry', [
    ['retry.maxAttempts', NUMBER],
    ['retry.maxAge'],
    ['retry.first'],
    ['retry.cap'],
    ['retry.multiplier', NUMBER],
    ['retry.jitter', ['full', 'none']],
  ]],
  ['retention', [
    ['retainConsumed.count', NUMBER],
    ['retainConsumed.age'],
    ['retainConsumed.bytes', NUMBER],
    ['dead.count', NUMBER],
    ['dead.age'],
    ['dead.bytes', NUMBER],
  ]],
];

/** Objects that the API replaces as a whole. */
const WHOLE = ['retainConsumed', 'dead', 'rateLimit'];

export function Settings({ queue, refresh }) {
  const groups = GROUPS.filter(([, , mode]) => !mode || mode === queue.config.mode);
  const fields = groups.flatMap(([, list]) => list);
  const before = Object.fromEntries(fields.map(([path, kind]) => [path, written(read(queue.config, path), kind)]));
  const [values, setValues] = useState(before);
  const [error, setError] = useState(null);
  const changed = fields.filter(([path]) => values[path] !== before[path]);
  const save = async (event) => {
    event.preventDefault();
    try {
      await send('PATCH', queuePath(queue.name), { body: patch(fields, values, changed), headers: { 'If-Match': `"${queue.version}"` } });
      setError(null);
      say(t('settings.saved', { name: queue.name }));
      refresh();
    } catch (failure) {
      setError(failure);
    }
  };
  const disabled = !may('configure');
  const wrong = error?.field && fields.some(([path]) => path === error.field) ? error.field : null;
  return h('form', { onSubmit: save, class: 'stack' },
    groups.map(([group, list]) => h(Card, { key: group }, h('fieldset', { class: 'card-in', disabled },
      h('legend', null, t(`settings.${group}`)),
      h('div', { class: 'grid' }, list.map(([path, kind]) => h(Setting, {
        path, kind, value: values[path], error: wrong === path ? error.message : null,
        onValue: (value) => setValues((all) => ({ ...all, [path]: value })),
      })))))),
    !wrong && h(Problem, { error: error?.status === 412 ? { status: 412, message: t('settings.conflict') } : error }),
    !disabled && h('div', { class: 'actions' },
      h(Button, { type: 'submit', kind: 'primary', disabled: changed.length === 0 }, t('settings.save', { n: changed.length })),
      h(Button, { disabled: changed.length === 0, onClick: () => { setValues(before); setError(null); } }, t('settings.undo'))));
}

function Setting({ path, kind, value, error, onValue }) {
  const id = `set-${path}`;
  const label = t(`config.${path}`);
  if (kind === SWITCH) {
    return h('div', { class: 'wide' }, h(Check, { id, label, checked: value === 'true', onValue: (on) => onValue(String(on)) }));
  }
  const hint = t(`config.${path}Hint`);
  const common = { id, label, value, onValue, error, hint: hint.startsWith('config.') ? undefined : hint };
  if (Array.isArray(kind)) {
    return h(Input, { ...common, options: kind.map((one) => [one, one === '' ? t('config.default') : one]) });
  }
  if (kind === HEADERS) {
    return h(Input, { ...common, wide: true, rows: 3, placeholder: 'X-Team: billing' });
  }
  return h(Input, { ...common, wide: kind === 'wide', inputMode: kind === NUMBER ? 'numeric' : undefined });
}

function read(config, path) {
  return path.split('.').reduce((object, name) => object?.[name], config);
}

/** A value as it stands in its input. */
function written(value, kind) {
  if (value === null || value === undefined) {
    return kind === SWITCH ? 'false' : '';
  }
  if (kind === HEADERS) {
    return Object.entries(value).map(([name, text]) => `${name}: ${text}`).join('\n');
  }
  return kind === LIST ? value.join(', ') : String(value);
}

/** An input as the API wants it; null, so that the default holds, when it is empty. */
function meant(text, kind) {
  if (text === '') {
    return null;
  }
  if (kind === SWITCH) {
    return text === 'true';
  }
  if (kind === NUMBER) {
    // What is no number goes as it is: the server says best what is wrong with it.
    return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
  }
  if (kind === LIST) {
    return text.split(',').map((one) => one.trim()).filter((one) => one !== '').map((one) => (/^\d+$/.test(one) ? Number(one) : one));
  }
  return kind === HEADERS ? headersOf(text) : text;
}

/** `Name: value` lines as an object. */
export function headersOf(text) {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return Object.fromEntries(lines.map((line) => {
    const colon = line.indexOf(':');
    return colon < 0 ? [line.trim(), ''] : [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
  }));
}

function patch(fields, values, changed) {
  const body = {};
  const put = ([path, kind]) => {
    const [first, second] = path.split('.');
    const value = meant(values[path], kind);
    if (second === undefined) {
      body[first] = value;
    } else {
      body[first] = { ...body[first], [second]: value };
    }
  };
  changed.forEach(put);
  WHOLE.filter((name) => body[name]).forEach((name) => {
    const parts = fields.filter(([path]) => path.startsWith(`${name}.`));
    delete body[name];
    parts.filter(([path]) => values[path] !== '').forEach(put);
    body[name] ??= null;
  });
  if (changed.some(([path]) => path === 'target.headers')) {
    body.target.headers ??= {};
  }
  return body;
}
