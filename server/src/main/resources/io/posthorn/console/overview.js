// All queues: what needs attention, totals, and a page of the list.
import { h } from './preact.js';
import { useState } from './hooks.js';
import { get, nameQuery, query as toQuery, queuePath, send } from './api.js';
import { Badge, Button, Card, Empty, Head, Input, Loading, NumberCell, Pager, Problem, Stat, Time, say, to } from './ui.js';
import { Chart, Spark } from './charts.js';
import { Dialog } from './dialogs.js';
import { count, millis, rate, span } from './format.js';
import { useLive } from './live.js';
import { note, rates, recent } from './samples.js';
import { may } from './session.js';
import { t } from './text.js';
import { columns, useOverview, useSummary } from './watch.js';

const PAGE = 50;
const MOST_TROUBLED = 5;

export function Overview({ query }) {
  const prefix = query.get('prefix') ?? '';
  const cursor = query.get('cursor');
  const [creating, create] = useState(false);
  const { data, error, refresh } = useLive(
    async (signal) => {
      const page = await get(`/v1/queues${nameQuery({ prefix, cursor, limit: PAGE })}`, signal);
      page.queues.forEach((queue) => note(queue));
      return page;
    },
    [prefix, cursor],
  );
  const overview = useOverview();
  const show = (changes) => location.replace(`#/queues${toQuery({ prefix, ...changes })}`);
  const queues = data?.queues ?? [];
  const fresh = data && queues.length === 0 && prefix === '' && !cursor;
  return h('div', null,
    h(Head, { title: t('overview.title'), sub: t('overview.sub') },
      may('configure') && h(Button, { kind: 'primary', onClick: () => create(true) }, t('queue.create'))),
    h(Problem, { error, retry: refresh }),
    !data && !error && h(Loading, null),
    fresh && h(Card, null, h(Empty, { title: t('overview.empty'), command: `curl -d 'hello' ${location.origin}/v1/queues/mail/messages` }, t('overview.emptyText'))),
    data && !fresh && [
      h(Totals, { overview, queues, complete: !cursor && !data.cursor && prefix === '' }),
      h(Attention, { overview, queues }),
      h(Hour, { overview }),
      h('div', { class: 'tools' },
        h('div', { class: 'field' },
          h('label', { for: 'prefix', class: 'visually-hidden' }, t('overview.search')),
          h('input', { id: 'prefix', type: 'search', placeholder: t('overview.search'), value: prefix, autocomplete: 'off', onInput: (e) => show({ prefix: e.target.value }) })),
        h('span', { class: 'grow' })),
      h(Card, null,
        queues.length === 0
          ? h(Empty, { title: t('overview.none', { prefix }) })
          : h(QueueTable, { queues }),
        (cursor || data.cursor) && h(Pager, {
          text: t('overview.shown', { n: queues.length }),
          onFirst: cursor ? () => show({ cursor: null }) : null,
          onNext: data.cursor ? () => show({ cursor: data.cursor }) : null,
        })),
      h(Nodes, { overview }),
    ],
    creating && h(CreateQueue, { onClose: () => create(false) }));
}

/** All queues together, each second where the server sends that, else from what was asked for last. */
function Totals({ overview, queues, complete }) {
  const live = useSummary();
  const all = live ?? overview?.totals;
  if (!all && !complete) {
    return null;
  }
  const sum = (of) => queues.reduce((total, queue) => total + (of(queue) ?? 0), 0);
  const messages = (state) => count(all ? all[state] : sum((queue) => queue.statistics[state]));
  const speed = (own, known) => rate(all ? all[own] : sum((queue) => rates(queue.name)?.[known]));
  return h('dl', { class: 'card strip' },
    ['ready', 'leased', 'scheduled', 'dead'].map((state) => h(Stat, { label: t(`state.${state}`), kind: state, value: messages(state) })),
    h(Stat, { label: t('rate.in'), value: speed('enqueuedPerSecond', 'in'), unit: t('unit.perSecond') }),
    h(Stat, { label: t('rate.out'), value: speed('consumedPerSecond', 'out'), unit: t('unit.perSecond') }),
    all && h(Stat, { label: t('queue.oldest'), value: span(millis(all.oldestReadyAge)) }),
    all && h(Stat, { label: t('nav.queues'), value: count(overview?.totals.queues ?? all.queues) }));
}

/** The last hour of all queues. */
function Hour({ overview }) {
  if (!overview || overview.history.depth.length < 2) {
    return null;
  }
  const hour = columns(overview.history);
  return h('div', { class: 'charts hour' },
    h(Chart, {
      title: t('chart.throughput'), times: hour.times, show: rate,
      series: [{ name: t('rate.in'), values: hour.enqueued }, { name: t('rate.out'), values: hour.consumed }, { name: t('rate.died'), values: hour.dead }],
    }),
    h(Chart, { title: t('chart.latency'), times: hour.times, show: span, series: [{ name: t('chart.median'), values: hour.p50 }, { name: t('chart.p99'), values: hour.p99, colour: 3 }] }));
}

/** Targets that fail, then queues whose messages died; the worst first. */
function Attention({ overview, queues }) {
  const failing = overview?.failing ?? [];
  const known = new Map([...(overview?.busiest ?? []), ...queues.map(({ name, statistics }) => ({ name, dead: statistics.dead }))].map((queue) => [queue.name, queue]));
  const dying = [...known.values()].filter((queue) => queue.dead > 0).sort((a, b) => b.dead - a.dead).slice(0, MOST_TROUBLED);
  if (failing.length + dying.length === 0) {
    return null;
  }
  return h('section', { class: 'card attention', 'aria-label': t('attention.title') },
    h('header', null, h('h2', null, t('attention.title'))),
    h('ul', null,
      failing.slice(0, MOST_TROUBLED).map((target) => h('li', { key: `target ${target.target}` },
        h('a', { class: 'name', href: to('queues', target.queue) }, target.queue),
        h('span', { class: 'wrap' }, target.target, ' ', h(Badge, { kind: 'bad' }, target.status ? `HTTP ${target.status}` : target.error)),
        h('span', null, t('attention.failing', { n: target.failures }), ' · ', target.circuit === 'open' ? t('attention.nextCall') : t('attention.lastCall'), ' ', h(Time, { at: target.nextCallAt ?? target.lastAt, relative: 'only' })))),
      overview?.failingTargets > MOST_TROUBLED && h('li', { key: 'more' }, h('span', null, t('attention.more', { n: overview.failingTargets - MOST_TROUBLED }))),
      dying.map((queue) => h('li', { key: queue.name },
        h('a', { class: 'name', href: to('queues', queue.name) }, queue.name),
        h('span', null, t('attention.dead', { n: queue.dead })),
        h('a', { href: `${to('queues', queue.name, 'messages')}?state=dead` }, t('attention.look'))))));
}

/** The servers, when there are several, or where they keep messages. */
function Nodes({ overview }) {
  if (!overview) {
    return null;
  }
  return h('p', { class: 'nodes muted' }, overview.nodes.map((node) => h('span', { key: `${node.name} ${node.startedAt}` },
    `${node.name} · Posthorn ${node.version} · ${node.engine} · `, t('nodes.since'), ' ', h(Time, { at: node.startedAt }))));
}

function QueueTable({ queues }) {
  return h('div', { class: 'table-box' },
    h('table', { class: 'cards' },
      h('thead', null, h('tr', null,
        h('th', { scope: 'col' }, t('queue.name')),
        h('th', { scope: 'col', class: 'number' }, t('state.ready')),
        h('th', { scope: 'col', class: 'number' }, t('state.leased')),
        h('th', { scope: 'col', class: 'number' }, t('state.scheduled')),
        h('th', { scope: 'col', class: 'number' }, t('state.dead')),
        h('th', { scope: 'col', class: 'number' }, t('rate.in')),
        h('th', { scope: 'col', class: 'number' }, t('rate.out')),
        h('th', { scope: 'col', class: 'number' }, t('queue.oldest')),
        h('th', { scope: 'col' }, t('queue.depth')))),
      h('tbody', null, queues.map((queue) => h(Row, { queue, key: queue.name })))));
}

function Row({ queue }) {
  const stats = queue.statistics;
  const speed = rates(queue.name);
  const age = millis(stats.oldestReadyAge);
  return h('tr', null,
    h('td', { class: 'row-head' },
      h('a', { class: 'name', href: to('queues', queue.name) }, queue.name), ' ',
      queue.config.mode === 'push' && h(Badge, { title: t('mode.pushHint') }, t('mode.push')), ' ',
      queue.paused && h(Badge, { kind: 'warn' }, t('queue.paused')), ' ',
      stats.ring && h(Badge, { title: t('mode.ringHint') }, 'HTTPSQS')),
    h(NumberCell, { label: t('state.ready'), value: stats.ready }),
    h(NumberCell, { label: t('state.leased'), value: stats.leased }),
    h(NumberCell, { label: t('state.scheduled'), value: stats.scheduled }),
    h(NumberCell, { label: t('state.dead'), value: stats.dead, kind: 'bad-text' }),
    h(NumberCell, { label: t('rate.in'), value: speed?.in, shown: rate(speed?.in) }),
    h(NumberCell, { label: t('rate.out'), value: speed?.out, shown: rate(speed?.out) }),
    h(NumberCell, { label: t('queue.oldest'), value: age, shown: span(age) }),
    h('td', { class: 'spark-cell' }, h(Spark, { values: recent(queue.name).map((sample) => sample.depth), label: t('queue.depth') })));
}

function CreateQueue({ onClose }) {
  const [name, setName] = useState('');
  const [mode, setMode] = useState('pull');
  const [url, setUrl] = useState('');
  const [error, setError] = useState(null);
  const submit = async (event) => {
    event.preventDefault();
    try {
      const body = mode === 'push' && url ? { mode, target: { url } } : { mode };
      await send('PUT', queuePath(name), { body, headers: { 'If-None-Match': '*' } });
      onClose();
      say(t('queue.created', { name }));
      location.hash = to('queues', name);
    } catch (failure) {
      setError(failure);
    }
  };
  return h(Dialog, { title: t('queue.create'), onClose },
    h('form', { onSubmit: submit },
      h(Input, { id: 'new-name', label: t('queue.name'), value: name, onValue: setName, required: true, hint: t('queue.nameHint') }),
      h(Input, {
        id: 'new-mode', label: t('config.mode'), value: mode, onValue: setMode,
        options: [['pull', t('mode.pullLong')], ['push', t('mode.pushLong')]],
      }),
      mode === 'push' && h(Input, { id: 'new-url', label: t('config.target.url'), value: url, onValue: setUrl, type: 'url', placeholder: 'https://', hint: t('config.target.urlHint') }),
      h(Problem, { error: error?.status === 412 ? { status: 412, message: t('queue.exists', { name }) } : error }),
      h('div', { class: 'dialog-end' },
        h(Button, { onClick: onClose }, t('cancel')),
        h(Button, { type: 'submit', kind: 'primary' }, t('queue.create')))));
}
