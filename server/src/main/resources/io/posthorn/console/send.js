// Sends a message or a task by a form, and shows the request as a command.
import { h } from './preact.js';
import { useState } from './hooks.js';
import { get, nameQuery, query as toQuery, queuePath, segment, send } from './api.js';
import { Button, Card, Curl, Head, Input, Problem, Segments, Time, to } from './ui.js';
import { useLive } from './live.js';
import { headersOf } from './settings.js';
import { t } from './text.js';

const NOTHING = {
  body: '', contentType: 'application/json', delay: '', ttl: '', key: '', idempotencyKey: '', url: '', method: 'POST', headers: '', timeout: '',
  repeat: '', cron: '0 9 * * MON-FRI', zone: Intl.DateTimeFormat().resolvedOptions().timeZone, every: '10m', step: '10s', max: '10m',
};

export function SendPage({ query }) {
  const [queue, setQueue] = useState(query.get('queue') ?? '');
  const [chosen, choose] = useState(null);
  const [values, setValues] = useState(NOTHING);
  const [sent, setSent] = useState(null);
  const [error, setError] = useState(null);
  const { data: names } = useLive(async (signal) => (await get(`/v1/queues${nameQuery({ prefix: queue, limit: 50 })}`, signal)).queues, [queue], 0);
  const known = names?.find((one) => one.name === queue);
  const kind = chosen ?? (known?.config.mode === 'push' ? 'task' : 'message');
  const set = (name) => ({ id: `send-${name}`, value: values[name], onValue: (value) => setValues((all) => ({ ...all, [name]: value })), error: error?.field === name ? error.message : null });
  const request = kind === 'task' ? taskRequest(queue, values) : messageRequest(queue, values);
  const submit = async (event) => {
    event.preventDefault();
    try {
      const { data, status } = await send('POST', request.path, { body: request.body, headers: request.headers });
      setError(null);
      setSent({ ...data, again: status === 200, queue });
    } catch (failure) {
      setSent(null);
      setError(failure);
    }
  };
  return h('div', null,
    h(Head, { title: t('send.title'), sub: t('send.sub') }),
    h('div', { role: 'status', 'aria-live': 'polite' }, sent && h('div', { class: 'note good' },
      t(sent.again ? 'send.again' : 'send.done'), ' ', h('a', { class: 'mono', href: to('queues', sent.queue, 'messages', sent.id) }, sent.id), ' · ', h(Time, { at: sent.visibleAt, relative: true }))),
    h('form', { onSubmit: submit, class: 'stack' },
      h(Card, null, h('div', { class: 'card-in stack' },
        h('div', { class: 'grid' },
          h(Input, { id: 'send-queue', label: t('queue.name'), value: queue, onValue: setQueue, required: true, list: 'send-queues', hint: known || queue === '' ? undefined : t(kind === 'task' ? 'send.newPush' : 'send.newPull') }),
          h('div', { class: 'field' }, h('span', { class: 'label' }, t('send.kind')),
            h(Segments, { label: t('send.kind'), value: kind, onValue: choose, options: [['message', t('send.message')], ['task', t('send.task')]] }))),
        h('datalist', { id: 'send-queues' }, names?.map((one) => h('option', { value: one.name }))),
        kind === 'task' && h('div', { class: 'grid' },
          h(Input, { ...set('url'), label: t('task.url'), type: 'url', wide: true, placeholder: known?.config.target?.url ?? 'https://', required: !known?.config.target?.url }),
          h(Input, { ...set('method'), label: t('task.method'), options: ['POST', 'GET', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'].map((one) => [one, one]) }),
          h(Input, { ...set('timeout'), label: t('task.timeout'), placeholder: '30s' }),
          h(Input, { ...set('headers'), label: t('task.headers'), rows: 2, wide: true, placeholder: 'X-Team: billing' })),
        h(Input, { ...set('body'), label: t('body.title'), rows: 7 }),
        h('div', { class: 'grid' },
          h(Input, { ...set('contentType'), label: t('message.type'), list: 'send-types' }),
          h('datalist', { id: 'send-types' }, ['application/json', 'text/plain', 'application/x-www-form-urlencoded', 'application/octet-stream'].map((one) => h('option', { value: one }))),
          h(Input, { ...set('delay'), label: t('send.delay'), placeholder: '0s', hint: t('send.delayHint') }),
          h(Input, { ...set('ttl'), label: t('config.ttl'), placeholder: '–', hint: t('config.ttlHint') }),
          h(Input, { ...set('key'), label: t('message.key'), hint: t('send.keyHint') }),
          h(Input, { ...set('idempotencyKey'), label: 'Idempotency-Key', hint: t('send.idempotencyHint') }),
          kind === 'task' && h(Input, { ...set('repeat'), label: t('task.repeat'), options: [['', t('repeat.never')], ['cron', t('repeat.cron')], ['every', t('repeat.every')], ['adaptive', t('repeat.adaptive')]] }),
          kind === 'task' && values.repeat === 'cron' && [h(Input, { ...set('cron'), label: t('repeat.cron'), hint: t('repeat.cronHint') }), h(Input, { ...set('zone'), label: t('repeat.zone') })],
          kind === 'task' && values.repeat === 'every' && h(Input, { ...set('every'), label: t('repeat.interval') }),
          kind === 'task' && values.repeat === 'adaptive' && [h(Input, { ...set('step'), label: t('repeat.step') }), h(Input, { ...set('max'), label: t('repeat.max') })]),
        h(Problem, { error: error?.field && NOTHING[error.field] !== undefined ? null : error }),
        h('div', { class: 'actions' }, h(Button, { type: 'submit', kind: 'primary' }, t('send.button'))))),
      h(Card, { title: t('send.asCommand') }, h('div', { class: 'card-in' }, h(Curl, { command: command(request) })))));
}

function messageRequest(queue, { body, contentType, delay, ttl, key, idempotencyKey }) {
  const headers = {};
  if (contentType) {
    headers['Content-Type'] = contentType;
  }
  if (idempotencyKey) {
    headers['Idempotency-Key'] = idempotencyKey;
  }
  return { path: queuePath(queue, `/messages${toQuery({ delay, ttl, key })}`), headers, body: new TextEncoder().encode(body), text: body };
}

function taskRequest(queue, values) {
  const task = {};
  for (const name of ['url', 'method', 'body', 'contentType', 'delay', 'ttl', 'key', 'idempotencyKey', 'timeout']) {
    if (values[name] !== '') {
      task[name] = values[name];
    }
  }
  if (values.body === '') {
    delete task.contentType;
  }
  if (values.headers.trim() !== '') {
    task.headers = headersOf(values.headers);
  }
  const repeats = {
    cron: { cron: values.cron, zone: values.zone },
    every: { every: values.every },
    adaptive: { adaptive: { step: values.step, max: values.max } },
  };
  if (values.repeat !== '') {
    task.repeat = repeats[values.repeat];
  }
  return { path: queuePath(queue || 'QUEUE', '/tasks'), headers: {}, body: task, text: JSON.stringify(task) };
}

function command({ path, headers, text }) {
  const quote = (value) => `'${value.replaceAll("'", `'\\''`)}'`;
  const given = Object.entries(headers).map(([name, value]) => ` -H ${quote(`${name}: ${value}`)}`).join('');
  return `curl${given} --data-binary ${quote(text)} ${quote(location.origin + path.replace(`/queues/${segment('')}/`, '/queues/QUEUE/'))}`;
}
