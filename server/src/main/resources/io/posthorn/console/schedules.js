// Tasks that repeat, with their next runs.
import { h } from './preact.js';
import { get, messagePath, nameQuery, query as toQuery, queuePath, send } from './api.js';
import { Badge, Button, Card, Empty, Head, Loading, Problem, Time, say, to } from './ui.js';
import { useLive } from './live.js';
import { may } from './session.js';
import { t } from './text.js';

/** Bounds of one look: there is no list of schedules, so the server goes through the messages of push queues. */
const MOST_PAGES = 10;
const MOST_READS = 200;
const MOST_TASKS = 1000;

export function Schedules() {
  const { data, error, refresh } = useLive(find, [], 10_000);
  const act = async (task, verb, said) => {
    try {
      await send('POST', messagePath(task.queue, task.id, `/${verb}`));
      say(t(said));
      refresh();
    } catch (failure) {
      say(failure.message, 'bad');
    }
  };
  return h('div', null,
    h(Head, { title: t('schedules.title'), sub: t('schedules.sub') },
      may('produce') && h('a', { class: 'button primary', href: '#/send' }, t('schedules.create'))),
    h(Problem, { error, retry: refresh }),
    !data && !error && h(Loading, null),
    data?.more && h('p', { class: 'note warn' }, t('schedules.bounded')),
    data && h(Card, null, data.tasks.length === 0
      ? h(Empty, {
        title: t('schedules.none'),
        command: `curl -X PUT -d '{"url":"https://example.com/report","repeat":{"cron":"0 9 * * MON-FRI","zone":"Asia/Shanghai"}}' ${location.origin}/v1/queues/reports/tasks/daily`,
      }, t('schedules.noneText'))
      : h('div', { class: 'table-box' }, h('table', { class: 'cards' },
        h('thead', null, h('tr', null,
          ['schedules.task', 'queue.name', 'task.repeat', 'task.nextRun', 'task.lastRun'].map((label) => h('th', { scope: 'col' }, t(label))),
          h('th', { scope: 'col', class: 'number' }, t('task.runs')), h('th', { scope: 'col' }, h('span', { class: 'visually-hidden' }, t('actions'))))),
        h('tbody', null, data.tasks.map((task) => h('tr', { key: task.id },
          h('td', { class: 'row-head wrap' }, h('a', { class: 'name', href: to('queues', task.queue, 'messages', task.id) }, task.key ?? task.id), ' ', task.paused && h(Badge, { kind: 'warn' }, t('task.paused'))),
          h('td', { class: 'wrap' }, h('a', { href: to('queues', task.queue) }, task.queue)),
          h('td', { class: 'wrap' }, repeatText(task.task.repeat)),
          h('td', { 'data-label': t('task.nextRun') }, task.paused ? '–' : h(Time, { at: task.visibleAt ?? task.run?.scheduledAt, relative: true })),
          h('td', { 'data-label': t('task.lastRun') }, h(LastRun, { attempts: task.attempts })),
          h('td', { class: 'number', 'data-label': t('task.runs') }, task.run?.number ?? 0),
          h('td', null, may('operate') && h('span', { class: 'actions' },
            h(Button, { kind: 'small', onClick: () => act(task, 'run', 'message.willRun') }, t('message.runNow')),
            h(Button, { kind: 'small', onClick: () => act(task, task.paused ? 'resume' : 'pause', task.paused ? 'task.resumed' : 'task.pausedNow') }, t(task.paused ? 'queue.resume' : 'queue.pause')))))))))));
}

function LastRun({ attempts }) {
  const last = attempts.at(-1);
  if (!last) {
    return h('span', { class: 'muted' }, '–');
  }
  const good = last.outcome === 'ack' || last.outcome === 'repeat';
  return [h(Time, { at: last.startedAt }), ' ', h(Badge, { kind: good ? 'good' : 'bad' }, last.status ? `HTTP ${last.status}` : last.error ?? t(`outcome.${last.outcome}`))];
}

/** A schedule in words. */
export function repeatText(repeat) {
  if (repeat.cron) {
    return `${repeat.cron} (${repeat.zone ?? 'UTC'})`;
  }
  if (repeat.every) {
    return t('repeat.everyN', { every: repeat.every });
  }
  return t('repeat.adaptiveN', { step: repeat.adaptive.step, max: repeat.adaptive.max ?? '∞' });
}

async function find(signal) {
  const tasks = [];
  let cursor = null;
  let pages = 0;
  let reads = 0;
  let more = false;
  do {
    const page = await get(`/v1/queues${nameQuery({ cursor, limit: 1000 })}`, signal);
    for (const queue of page.queues.filter((one) => one.config.mode === 'push')) {
      for (const state of ['scheduled', 'leased', 'ready'].filter((one) => queue.statistics[one] > 0)) {
        let at = null;
        do {
          if (++reads > MOST_READS || tasks.length > MOST_TASKS) {
            more = true;
            break;
          }
          const found = await get(queuePath(queue.name, `/messages${toQuery({ state, repeating: true, cursor: at, limit: 200 })}`), signal);
          tasks.push(...found.messages.map((message) => ({ ...message, queue: queue.name })));
          at = found.cursor;
        } while (at);
      }
    }
    cursor = page.cursor;
  } while (cursor && !more && ++pages < MOST_PAGES);
  const due = (task) => task.visibleAt ?? task.run?.scheduledAt ?? '9999';
  tasks.sort((a, b) => (due(a) < due(b) ? -1 : 1));
  return { tasks, more: more || cursor !== null };
}
