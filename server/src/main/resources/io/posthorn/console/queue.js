// One queue: what is in it, how it goes, and what can be done about it.
import { h } from './preact.js';
import { useState } from './hooks.js';
import { get, queuePath, send } from './api.js';
import { Badge, Button, Card, Check, Curl, Empty, Head, Loading, Problem, Stat, Time, say, to } from './ui.js';
import { Chart } from './charts.js';
import { Confirm } from './dialogs.js';
import { count, millis, rate, span } from './format.js';
import { useLive } from './live.js';
import { note, rates, recent, speeds } from './samples.js';
import { may } from './session.js';
import { Messages, RedriveMany } from './messages.js';
import { MessagePage } from './message.js';
import { Positions } from './positions.js';
import { Settings } from './settings.js';
import { t } from './text.js';
import { useHistory } from './watch.js';

export function QueuePage({ name, rest, query }) {
  const [dialog, open] = useState(null);
  const { data: queue, error, refresh } = useLive(async (signal) => {
    const found = await get(queuePath(name), signal);
    note(found);
    return found;
  }, [name], 2000);
  if (rest[0] === 'messages' && rest[1]) {
    return h(MessagePage, { queue: name, id: rest[1], key: rest[1] });
  }
  const tab = rest[0] ?? 'overview';
  const stats = queue?.statistics;
  const tabs = [['overview', []], ['messages', ['messages']], ['settings', ['settings']], ...(stats?.ring ? [['positions', ['positions']]] : [])];
  const close = () => open(null);
  const act = async (verb) => {
    try {
      await send('POST', queuePath(name, `/${verb}`));
      say(t(`queue.done.${verb}`, { name }));
      refresh();
    } catch (failure) {
      say(failure.message, 'bad');
    }
  };
  return h('div', null,
    h(Head, {
      title: name,
      crumbs: h('a', { href: '#/queues' }, t('nav.queues')),
      sub: queue && [h(Badge, null, t(`mode.${queue.config.mode}`)), ' ', queue.paused && h(Badge, { kind: 'warn' }, t('queue.paused')), ' ', queue.config.ordered && h(Badge, null, t('config.ordered'))],
    },
    queue && [
      may('produce') && h('a', { class: 'button primary', href: `#/send?queue=${encodeURIComponent(name)}` }, t('nav.send')),
      may('operate') && h(Button, { onClick: () => (queue.paused ? act('resume') : open('pause')) }, t(queue.paused ? 'queue.resume' : 'queue.pause')),
      may('operate') && stats.dead > 0 && h(Button, { onClick: () => open('redrive') }, t('redrive.button')),
      may('operate') && h(Button, { kind: 'danger', onClick: () => open('purge') }, t('queue.purge')),
      may('configure') && h(Button, { kind: 'danger', onClick: () => open('delete') }, t('queue.delete')),
    ]),
    error?.status === 404
      ? h(Card, null, h(Empty, { title: t('queue.missing'), command: `curl -X PUT ${location.origin}${queuePath(name)}` }, t('queue.missingText')))
      : h(Problem, { error, retry: refresh }),
    !queue && !error && h(Loading, null),
    queue && [
      h(Counts, { name, stats, latency: queue.latency }),
      h('nav', { class: 'tabs', 'aria-label': t('queue.tabs') },
        tabs.map(([id, path]) => h('a', { href: to('queues', name, ...path), 'aria-current': tab === id ? 'page' : undefined }, t(`tab.${id}`)))),
      tab === 'overview' && h(About, { queue }),
      tab === 'messages' && h(Messages, { queue, query, refresh }),
      tab === 'settings' && h(Settings, { queue, refresh, key: queue.version }),
      tab === 'positions' && stats.ring && h(Positions, { name, stats }),
      dialog === 'pause' && h(Confirm, {
        title: t('pause.title', { name }), text: t('pause.text'), button: t('queue.pause'), onClose: close,
        action: () => send('POST', queuePath(name, '/pause')), onDone: () => { say(t('queue.done.pause', { name })); refresh(); },
      }),
      dialog === 'redrive' && h(RedriveMany, { name, dead: stats.dead, onClose: close, onDone: refresh }),
      dialog === 'purge' && h(Purge, { name, stats, onClose: close, onDone: refresh }),
      dialog === 'delete' && h(Confirm, {
        title: t('delete.title', { name }), text: t('delete.text'), losses: losses(stats, ['ready', 'scheduled', 'leased', 'dead', 'consumed']),
        typed: name, danger: true, button: t('queue.delete'), onClose: close,
        action: () => send('DELETE', queuePath(name)),
        onDone: () => { say(t('queue.done.delete', { name })); location.hash = '#/queues'; },
      }),
    ]);
}

function losses(stats, states) {
  return states.filter((state) => stats[state] > 0).map((state) => [t(`state.${state}`), t('messages.n', { n: stats[state] })]);
}

function Purge({ name, stats, onClose, onDone }) {
  const [dead, setDead] = useState(false);
  const states = ['ready', 'scheduled', 'leased', ...(dead ? ['dead'] : [])];
  const n = states.reduce((sum, state) => sum + stats[state], 0);
  return h(Confirm, {
    title: t('purge.title', { name }), text: n === 0 ? t('purge.nothing') : t('purge.text'), losses: losses(stats, states),
    danger: true, button: t('purge.button', { n }), onClose,
    action: async () => (await send('POST', queuePath(name, dead ? '/purge?dead=true' : '/purge'))).data,
    onDone: (result) => { say(t('queue.done.purge', { n: result.purged, name })); onDone(); },
  }, stats.dead > 0 && h(Check, { id: 'purge-dead', label: t('purge.dead', { n: stats.dead }), checked: dead, onValue: setDead }));
}

function Counts({ name, stats }) {
  const speed = rates(name);
  const oldest = millis(stats.oldestReadyAge);
  const messages = (state) => `${to('queues', name, 'messages')}?state=${state}`;
  return h('dl', { class: 'card strip' },
    ['ready', 'leased', 'scheduled', 'dead', 'consumed'].map((state) =>
      h(Stat, { label: t(`state.${state}`), kind: state, value: count(stats[state]), href: messages(state) })),
    h(Stat, { label: t('rate.in'), value: rate(speed?.in), unit: t('unit.perSecond') }),
    h(Stat, { label: t('rate.out'), value: rate(speed?.out), unit: t('unit.perSecond') }),
    h(Stat, { label: t('queue.oldest'), value: span(oldest) }));
}

function About({ queue }) {
  const { name, statistics: stats, config } = queue;
  const unfinished = stats.ready + stats.scheduled + stats.leased;
  return h('div', { class: 'stack' },
    h(Charts, { name }),
    h('div', { class: 'charts' },
      h(Card, { title: t('queue.facts') }, h('div', { class: 'card-in' }, h('dl', { class: 'facts' },
        fact('fact.nextVisible', h(Time, { at: stats.nextVisibleAt, relative: true })),
        fact('fact.capacity', t('fact.capacityOf', { used: count(unfinished), all: count(config.capacity) })),
        fact('fact.created', h(Time, { at: queue.createdAt })),
        fact('fact.enqueued', count(stats.enqueuedTotal)),
        fact('fact.handedOut', count(stats.takenTotal + stats.reservedTotal)),
        fact('fact.acked', count(stats.ackedTotal)),
        fact('fact.died', count(stats.deadTotal)),
        config.target?.url && fact('config.target.url', config.target.url),
        config.maxConcurrency !== undefined && fact('config.maxConcurrency', config.maxConcurrency === 0 ? '∞' : count(config.maxConcurrency)),
        config.rateLimit && fact('config.rateLimit', `${count(config.rateLimit.permits)} / ${config.rateLimit.per}`)))),
      h(Card, { title: t('queue.try') }, h('div', { class: 'card-in stack' },
        h(Curl, { command: sendCommand(queue) }),
        config.mode === 'pull' && h(Curl, { command: `curl -X POST '${location.origin}${queuePath(name, '/reserve?lease=30s&wait=20s')}'` })))));
}

/** The last hour as the server saw it; what this page saw itself until the server has enough. */
function Charts({ name }) {
  const hour = useHistory(name);
  const known = hour && hour.times.length > 2;
  const flows = speeds(name);
  const all = recent(name);
  const flow = known
    ? { times: hour.times, in: hour.enqueued, out: hour.consumed, died: hour.dead }
    : { times: flows.map((one) => one.at), in: flows.map((one) => one.in), out: flows.map((one) => one.out), died: flows.map((one) => one.died) };
  const depth = known ? { times: hour.times, values: hour.depth } : { times: all.map((one) => one.at), values: all.map((one) => one.depth) };
  return h('div', { class: 'charts' },
    h(Chart, {
      title: t('chart.throughput'), times: flow.times, show: rate,
      series: [{ name: t('rate.in'), values: flow.in }, { name: t('rate.out'), values: flow.out }, { name: t('rate.died'), values: flow.died }],
    }),
    h(Chart, { title: t('chart.depth'), times: depth.times, show: count, series: [{ name: t('state.unfinished'), values: depth.values }] }),
    known && h(Chart, {
      title: t('chart.latency'), times: hour.times, show: span,
      series: [{ name: t('chart.median'), values: hour.p50 }, { name: t('chart.p99'), values: hour.p99, colour: 3 }],
    }));
}

function fact(label, value) {
  return [h('dt', null, t(label)), h('dd', null, value)];
}

function sendCommand({ name, config }) {
  return config.mode === 'push' && !config.target?.url
    ? `curl -d '{"url":"https://example.com/hook","json":{"order":123}}' ${location.origin}${queuePath(name, '/tasks')}`
    : `curl -d 'hello' ${location.origin}${queuePath(name, '/messages')}`;
}
