// The messages of a queue: browse by state, find one, redrive or cancel some.
import { h } from './preact.js';
import { useState } from './hooks.js';
import { get, messagePath, query as toQuery, queuePath, send } from './api.js';
import { Badge, Button, Card, Empty, Input, Loading, NumberCell, Pager, Problem, State, Time, reasonText, say, to } from './ui.js';
import { Confirm } from './dialogs.js';
import { bytes, count } from './format.js';
import { useLive } from './live.js';
import { may } from './session.js';
import { t } from './text.js';

const STATES = ['ready', 'scheduled', 'leased', 'dead', 'consumed'];
const PAGE = 50;
const MOST_LOOKS = 20;

export function Messages({ queue, query, refresh: refreshQueue }) {
  const name = queue.name;
  const state = STATES.includes(query.get('state')) ? query.get('state') : '';
  const order = query.get('order') ?? (state === 'ready' || state === 'scheduled' ? 'asc' : 'desc');
  const cursor = query.get('cursor');
  const [chosen, choose] = useState(new Set());
  const [dialog, open] = useState(null);
  const { data, error, refresh } = useLive(
    (signal) => browse(name, { state, order, cursor }, signal),
    [name, state, order, cursor],
    3000,
  );
  const show = (changes) => {
    choose(new Set());
    location.replace(`${to('queues', name, 'messages')}${toQuery({ state, order: query.get('order'), ...changes })}`);
  };
  const toggle = (id) => {
    const next = new Set(chosen);
    if (!next.delete(id)) {
      next.add(id);
    }
    choose(next);
  };
  const messages = data?.messages ?? [];
  const ids = messages.map((message) => message.id).filter((id) => chosen.has(id));
  const done = () => {
    choose(new Set());
    refresh();
    refreshQueue();
  };
  const selectable = (may('cancel') || may('operate')) && state !== 'consumed';
  return h('div', null,
    h('div', { class: 'tools' },
      h('nav', { class: 'segments', 'aria-label': t('messages.byState') },
        ['', ...STATES].map((one) => h('a', {
          href: `${to('queues', name, 'messages')}${toQuery({ state: one })}`, 'aria-current': one === state ? 'true' : undefined,
        }, one === '' ? t('messages.all') : `${t(`state.${one}`)} ${count(queue.statistics[one])}`))),
      h('span', { class: 'grow' }),
      h(Find, { name })),
    h('div', { class: 'tools' },
      ids.length > 0 && [
        h('span', { role: 'status' }, t('messages.chosen', { n: ids.length })),
        state === 'dead' && may('operate') && h(Button, { kind: 'small', onClick: () => open('redrive') }, t('redrive.button')),
        may('cancel') && h(Button, { kind: 'small danger', onClick: () => open('cancel') }, t('message.cancelMany')),
      ],
      ids.length === 0 && state === 'dead' && queue.statistics.dead > 0 && may('operate') && h(Button, { kind: 'small', onClick: () => open('redriveAll') }, t('redrive.many')),
      h('span', { class: 'grow' }),
      h(Button, { kind: 'small', onClick: () => show({ order: order === 'asc' ? 'desc' : 'asc', cursor: null }) }, t(order === 'asc' ? 'order.oldest' : 'order.newest'))),
    h(Problem, { error, retry: refresh }),
    !data && !error && h(Loading, null),
    data && h(Card, null,
      messages.length === 0
        ? h(Empty, { title: t('messages.none'), command: queue.config.mode === 'pull' || queue.config.target?.url ? `curl -d 'hello' ${location.origin}${queuePath(name, '/messages')}` : null }, t('messages.noneText'))
        : h(Table, { name, messages, chosen: selectable ? chosen : null, toggle, choose, state }),
      (cursor || data.cursor) && h(Pager, {
        text: t('messages.shown', { n: messages.length }),
        onFirst: cursor ? () => show({ cursor: null }) : null,
        onNext: data.cursor ? () => show({ cursor: data.cursor }) : null,
      })),
    dialog === 'redrive' && h(Confirm, {
      title: t('redrive.title', { name }), text: t('redrive.some', { n: ids.length }), button: t('redrive.button'), onClose: () => open(null),
      action: async () => (await send('POST', queuePath(name, '/redrive'), { body: { ids } })).data,
      onDone: (result) => { say(t('redrive.done', { n: result.redriven })); done(); },
    }),
    dialog === 'cancel' && h(Confirm, {
      title: t('message.cancelTitle', { n: ids.length }), text: t('message.cancelText'), danger: true,
      losses: [[name, t('messages.n', { n: ids.length })]], button: t('message.cancelButton', { n: ids.length }), onClose: () => open(null),
      action: async () => { for (const id of ids) { await cancel(name, id); } },
      onDone: () => { say(t('message.cancelled', { n: ids.length })); done(); },
    }),
    dialog === 'redriveAll' && h(RedriveMany, { name, dead: queue.statistics.dead, onClose: () => open(null), onDone: done }));
}

/** A page; where the server found nothing within what it reads at once, the first page after that has something. */
async function browse(name, { state, order, cursor }, signal) {
  let page;
  let from = cursor;
  let looks = 0;
  do {
    page = await get(queuePath(name, `/messages${toQuery({ state, order, cursor: from, limit: PAGE, bodies: false })}`), signal);
    from = page.cursor;
  } while (page.messages.length === 0 && from && ++looks < MOST_LOOKS);
  return page;
}

/** Cancels; one that is gone already is no failure. */
async function cancel(name, id) {
  try {
    await send('DELETE', messagePath(name, id));
  } catch (error) {
    if (error.code !== 'message-not-found') {
      throw error;
    }
  }
}

function Table({ name, messages, chosen, toggle, choose, state }) {
  const all = chosen && messages.every((message) => chosen.has(message.id));
  return h('div', { class: 'table-box' },
    h('table', { class: 'cards' },
      h('thead', null, h('tr', null,
        chosen && h('th', null, h('input', {
          type: 'checkbox', checked: all, 'aria-label': t('messages.chooseAll'),
          onChange: () => choose(new Set(all ? [] : messages.map((message) => message.id))),
        })),
        h('th', { scope: 'col' }, t('message.id')),
        h('th', { scope: 'col' }, t('message.key')),
        state === '' && h('th', { scope: 'col' }, t('message.state')),
        h('th', { scope: 'col', class: 'number' }, t('message.size')),
        h('th', { scope: 'col', class: 'number' }, t('message.attempts')),
        h('th', { scope: 'col' }, t('message.enqueued')),
        h('th', { scope: 'col' }, t('message.when')))),
      h('tbody', null, messages.map((message) => h('tr', { key: message.id },
        chosen && h('td', { class: 'select-cell' }, h('input', {
          type: 'checkbox', checked: chosen.has(message.id), 'aria-label': t('messages.choose', { id: message.id }), onChange: () => toggle(message.id),
        })),
        h('td', { class: 'row-head mono' }, h('a', { href: to('queues', name, 'messages', message.id) }, message.id),
          message.task?.repeat && [' ', h(Badge, null, t('task.repeats'))],
          message.position && [' ', h('span', { class: 'muted' }, `#${message.position}`)]),
        h('td', { class: 'wrap' }, message.key ?? ''),
        state === '' && h('td', null, h(State, { state: message.state })),
        h(NumberCell, { label: t('message.size'), value: message.size, shown: bytes(message.size) }),
        h(NumberCell, { label: t('message.attempts'), value: message.attempt, kind: message.state === 'dead' ? 'bad-text' : '' }),
        h('td', { 'data-label': t('message.enqueued') }, h(Time, { at: message.enqueuedAt })),
        h('td', { class: 'wrap' }, h(When, { message })))))));
}

/** What comes next for a message, or how it ended. */
function When({ message }) {
  switch (message.state) {
    case 'scheduled':
      return message.paused ? t('task.paused') : [t('when.due'), ' ', h(Time, { at: message.visibleAt, relative: 'only' })];
    case 'leased':
      return [t('when.leaseEnds'), ' ', h(Time, { at: message.leaseUntil, relative: 'only' })];
    case 'dead':
      return [h(Time, { at: message.finishedAt }), ' ', h('span', { class: 'bad-text' }, reasonText(message.reason))];
    case 'consumed':
      return h(Time, { at: message.finishedAt });
    default:
      return '';
  }
}

/** Leads to the message that has an id or, while unfinished, a key. */
function Find({ name }) {
  const [error, setError] = useState(null);
  const find = async (event) => {
    event.preventDefault();
    const text = new FormData(event.target).get('find').trim();
    const ways = /^[0-9a-f]{8,}-\d+$/.test(text) ? [text, `key:${text}`] : [`key:${text}`];
    for (const id of text === '' ? [] : ways) {
      try {
        const message = await get(messagePath(name, id));
        location.hash = to('queues', name, 'messages', message.id);
        return;
      } catch (failure) {
        setError(failure.code === 'message-not-found' ? t('messages.notFound', { text }) : failure.message);
      }
    }
  };
  return h('form', { onSubmit: find, role: 'search' },
    h('input', {
      name: 'find', type: 'search', 'aria-label': t('messages.find'), placeholder: t('messages.find'), autocomplete: 'off', spellcheck: false,
      'aria-invalid': error ? 'true' : undefined, 'aria-describedby': error ? 'find-error' : undefined, onInput: () => setError(null),
    }),
    error && h('p', { class: 'bad-text', id: 'find-error', role: 'alert' }, error));
}

/** Redrives the dead of a queue, some at a time and no faster than its consumers bear. */
export function RedriveMany({ name, dead, onClose, onDone }) {
  const [reason, setReason] = useState('');
  const [limit, setLimit] = useState('1000');
  const [pace, setPace] = useState('');
  const body = { filter: reason === '' ? {} : { reason }, limit: Number(limit), ...(pace === '' ? {} : { rate: pace }) };
  return h(Confirm, {
    title: t('redrive.title', { name }), text: t('redrive.text', { n: dead }), button: t('redrive.button'), onClose,
    action: async () => (await send('POST', queuePath(name, '/redrive'), { body })).data,
    onDone: (result) => { say(t('redrive.done', { n: result.redriven })); onDone(); },
  },
  h('div', { class: 'grid' },
    h(Input, { id: 'redrive-reason', label: t('redrive.reason'), value: reason, onValue: setReason, hint: t('redrive.reasonHint') }),
    h(Input, { id: 'redrive-limit', label: t('redrive.limit'), value: limit, onValue: setLimit, type: 'number', min: 1 }),
    h(Input, { id: 'redrive-rate', label: t('redrive.rate'), value: pace, onValue: setPace, placeholder: '100/s', hint: t('redrive.rateHint') })));
}
