// Topics: each with its queues, and how those fare.
import { h } from './preact.js';
import { useState } from './hooks.js';
import { get, nameQuery, segment, send, topicPath } from './api.js';
import { Badge, Button, Card, Empty, Head, Input, Loading, Pager, Problem, say, to } from './ui.js';
import { Confirm, Dialog } from './dialogs.js';
import { count } from './format.js';
import { useLive } from './live.js';
import { may, seesAll } from './session.js';
import { t } from './text.js';

const PAGE = 20;
/** Queues of a topic whose state is shown; the others are only counted. */
const MOST_MEMBERS = 24;
const MOST_AT_ONCE = 6;

export function Topics() {
  const [cursor, setCursor] = useState(null);
  const [dialog, open] = useState(null);
  const { data, error, refresh } = useLive(async (signal) => {
    const page = await get(`/v1/topics${nameQuery({ cursor, limit: PAGE })}`, signal);
    const names = [...new Set(page.topics.flatMap((topic) => topic.queues.slice(0, MOST_MEMBERS)))];
    return { ...page, queues: await states(names, signal) };
  }, [cursor], 5000);
  const close = () => open(null);
  const topics = data?.topics ?? [];
  return h('div', null,
    h(Head, { title: t('topics.title'), sub: t('topics.sub') },
      may('configure') && h(Button, { kind: 'primary', onClick: () => open({ edit: null }) }, t('topics.create'))),
    h(Problem, { error, retry: refresh }),
    !data && !error && h(Loading, null),
    data && topics.length === 0 && h(Card, null, h(Empty, {
      title: t('topics.none'), command: `curl -X PUT -d '{"queues":["north","south"]}' ${location.origin}/v1/topics/changes`,
    }, t('topics.noneText'))),
    topics.map((topic) => h(Card, {
      key: topic.name, title: topic.name,
      tools: [
        may('produce') && h(Button, { kind: 'small', onClick: () => open({ publish: topic }) }, t('topics.publish')),
        may('configure') && h(Button, { kind: 'small', onClick: () => open({ edit: topic }) }, t('edit')),
        may('configure') && h(Button, { kind: 'small danger', onClick: () => open({ remove: topic }) }, t('topics.delete')),
      ],
    }, h('div', { class: 'card-in' }, h('ul', { class: 'members' },
      topic.queues.slice(0, MOST_MEMBERS).map((name) => h(Member, { name, queue: data.queues.get(name), key: name })),
      topic.queues.length > MOST_MEMBERS && h('li', { class: 'member muted' }, t('topics.more', { n: topic.queues.length - MOST_MEMBERS })))))),
    data && (cursor || data.cursor) && h(Pager, {
      text: t('topics.shown', { n: topics.length }),
      onFirst: cursor ? () => setCursor(null) : null, onNext: data.cursor ? () => setCursor(data.cursor) : null,
    }),
    dialog?.edit !== undefined && h(Edit, { topic: dialog.edit, onClose: close, onDone: refresh }),
    dialog?.publish && h(Publish, { topic: dialog.publish, onClose: close }),
    dialog?.remove && h(Confirm, {
      title: t('topics.deleteTitle', { name: dialog.remove.name }), text: t('topics.deleteText'), danger: true, button: t('topics.delete'), onClose: close,
      action: () => send('DELETE', topicPath(dialog.remove.name)), onDone: () => { say(t('topics.deleted', { name: dialog.remove.name })); refresh(); },
    }));
}

/** The queues of these names, null for those that do not exist; few requests at a time. */
async function states(names, signal) {
  const found = new Map();
  const waiting = [...names];
  const work = async () => {
    while (waiting.length > 0) {
      const name = waiting.shift();
      // A list of at most one, since asking for a queue that is not there would be an error.
      const { queues } = await get(`/v1/queues?prefix=${segment(name)}&limit=1`, signal);
      found.set(name, queues[0]?.name === name ? queues[0] : null);
    }
  };
  await Promise.all(Array.from({ length: MOST_AT_ONCE }, work));
  return found;
}

function Member({ name, queue }) {
  const stats = queue?.statistics;
  const failing = (queue === null && seesAll()) || stats?.dead > 0;
  return h('li', { class: `member ${failing ? 'failing' : ''}` },
    h('a', { class: 'wrap', href: to('queues', name) }, name),
    queue === null && seesAll() && h(Badge, { kind: 'bad' }, t('topics.missing')),
    queue?.paused && h(Badge, { kind: 'warn' }, t('queue.paused')),
    stats && h('span', { class: 'muted' }, t('topics.waiting', { n: stats.ready + stats.scheduled + stats.leased })),
    stats?.dead > 0 && h('a', { class: 'bad-text', href: `${to('queues', name, 'messages')}?state=dead` }, `${count(stats.dead)} ${t('state.dead')}`));
}

function Edit({ topic, onClose, onDone }) {
  const [name, setName] = useState(topic?.name ?? '');
  const [queues, setQueues] = useState(topic?.queues.join('\n') ?? '');
  const [error, setError] = useState(null);
  const save = async (event) => {
    event.preventDefault();
    try {
      await send('PUT', topicPath(name), { body: { queues: queues.split('\n').map((one) => one.trim()).filter((one) => one !== '') } });
      say(t('topics.saved', { name }));
      onClose();
      onDone();
    } catch (failure) {
      setError(failure);
    }
  };
  return h(Dialog, { title: topic ? t('topics.edit', { name: topic.name }) : t('topics.create'), onClose }, h('form', { onSubmit: save },
    !topic && h(Input, { id: 'topic-name', label: t('topics.name'), value: name, onValue: setName, required: true }),
    h(Input, { id: 'topic-queues', label: t('topics.queues'), value: queues, onValue: setQueues, rows: 6, hint: t('topics.queuesHint') }),
    h(Problem, { error }),
    h('div', { class: 'dialog-end' }, h(Button, { onClick: onClose }, t('cancel')), h(Button, { type: 'submit', kind: 'primary' }, t('save')))));
}

function Publish({ topic, onClose }) {
  const [body, setBody] = useState('');
  const [error, setError] = useState(null);
  const publish = async (event) => {
    event.preventDefault();
    try {
      const { data } = await send('POST', topicPath(topic.name, '/messages'), { body, headers: { 'Content-Type': 'text/plain' } });
      const refused = data.messages.filter((message) => message.error);
      say(t('topics.published', { n: data.messages.length - refused.length }));
      if (refused.length > 0) {
        say(refused.map((message) => `${message.queue}: ${message.error}`).join(', '), 'bad');
      }
      onClose();
    } catch (failure) {
      setError(failure);
    }
  };
  return h(Dialog, { title: t('topics.publishTo', { name: topic.name }), onClose }, h('form', { onSubmit: publish },
    h(Input, { id: 'publish-body', label: t('body.title'), value: body, onValue: setBody, rows: 6 }),
    h(Problem, { error }),
    h('div', { class: 'dialog-end' }, h(Button, { onClick: onClose }, t('cancel')), h(Button, { type: 'submit', kind: 'primary' }, t('topics.publish')))));
}
