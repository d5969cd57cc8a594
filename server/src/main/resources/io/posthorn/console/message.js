// One message: what it says, where it stands, and each attempt to deliver it.
import { h } from './preact.js';
import { useRef, useState } from './hooks.js';
import { get, messagePath, queuePath, send } from './api.js';
import { Badge, Button, Card, Copy, Empty, Head, Input, Loading, Problem, Segments, State, Time, reasonText, say, to } from './ui.js';
import { Confirm, Dialog } from './dialogs.js';
import { CHARSETS, bytesOf, decode, guess, hex, prettyTokens } from './bytes.js';
import { bytes, millis, span } from './format.js';
import { useLive } from './live.js';
import { may } from './session.js';
import { repeatText } from './schedules.js';
import { t } from './text.js';

const MOST_PRETTY = 1 << 20;

export function MessagePage({ queue, id }) {
  const [dialog, open] = useState(null);
  const { data: message, error, refresh } = useLive(useLoader(queue, id), [queue, id], 2000);
  const act = async (verb, said) => {
    try {
      await send('POST', messagePath(queue, id, `/${verb}`));
      say(t(said));
      refresh();
    } catch (failure) {
      say(failure.message, 'bad');
    }
  };
  const waiting = message && (message.state === 'scheduled' || message.state === 'ready');
  return h('div', null,
    h(Head, {
      title: message?.key ?? id,
      crumbs: [h('a', { href: '#/queues' }, t('nav.queues')), ' / ', h('a', { href: to('queues', queue) }, queue), ' / ', h('a', { href: to('queues', queue, 'messages') }, t('tab.messages'))],
      sub: message && [h(State, { state: message.state }), message.paused && [' ', h(Badge, { kind: 'warn' }, t('task.paused'))], message.reason && [' · ', h('span', { class: 'bad-text' }, reasonText(message.reason))]],
    },
    message && [
      waiting && may('operate') && h(Button, { kind: 'primary', onClick: () => act('run', 'message.willRun') }, t('message.runNow')),
      message.state === 'dead' && may('operate') && h(Button, { kind: 'primary', onClick: () => open('redrive') }, t('redrive.button')),
      waiting && !message.task?.repeat && may('operate') && h(Button, { onClick: () => open('later') }, t('message.later')),
      message.task?.repeat && may('operate') && message.state !== 'dead' && message.state !== 'consumed'
        && h(Button, { onClick: () => act(message.paused ? 'resume' : 'pause', message.paused ? 'task.resumed' : 'task.pausedNow') }, t(message.paused ? 'queue.resume' : 'queue.pause')),
      may('cancel') && h(Button, { kind: 'danger', onClick: () => open('cancel') }, t('message.cancel')),
    ]),
    error?.status === 404
      ? h(Card, null, h(Empty, { title: t('message.missing') }, t('message.missingText')))
      : h(Problem, { error, retry: refresh }),
    !message && !error && h(Loading, null),
    message && h('div', { class: 'columns' },
      h('div', { class: 'stack' }, h(Body, { message, key: message.size }), h(Attempts, { message })),
      h(Facts, { message })),
    dialog === 'cancel' && h(Confirm, {
      title: t('message.cancelTitle', { n: 1 }), text: t('message.cancelText'), losses: [[message.key ?? message.id, bytes(message.size)]],
      danger: true, button: t('message.cancelButton', { n: 1 }), onClose: () => open(null),
      action: () => send('DELETE', messagePath(queue, id)),
      onDone: () => { say(t('message.cancelled', { n: 1 })); location.hash = to('queues', queue, 'messages'); },
    }),
    dialog === 'redrive' && h(Confirm, {
      title: t('redrive.title', { name: queue }), text: t('redrive.some', { n: 1 }), button: t('redrive.button'), onClose: () => open(null),
      action: async () => (await send('POST', queuePath(queue, '/redrive'), { body: { ids: [message.id] } })).data,
      onDone: (result) => {
        say(result.redriven === 1 ? t('redrive.done', { n: 1 }) : t('redrive.not', { why: result.results[0].result }), result.redriven === 1 ? '' : 'bad');
        refresh();
      },
    }),
    dialog === 'later' && h(Later, { queue, message, onClose: () => open(null), onDone: refresh }));
}

/**
 * Loads the message, its body only the first time: that may be large, and is what changes least. Another size or type tells of another body.
 */
function useLoader(queue, id) {
  const known = useRef(null);
  return async (signal) => {
    const before = known.current;
    if (before?.queue === queue && before.message.id === id) {
      const { messages } = await get(queuePath(queue, `/messages?from=${before.message.sequence}&limit=1&bodies=false`), signal);
      const now = messages[0];
      if (now?.id === id && now.size === before.message.size && now.contentType === before.message.contentType) {
        return { ...now, body: before.message.body, bodyBase64: before.message.bodyBase64 };
      }
    }
    const message = await get(messagePath(queue, id), signal);
    known.current = { queue, message };
    return message;
  };
}

function Facts({ message }) {
  const task = message.task;
  const rows = [
    ['message.id', h('span', { class: 'mono' }, message.id)],
    ['message.sequence', message.sequence],
    message.position && ['message.position', message.position],
    message.key && ['message.key', message.key],
    ['message.type', message.contentType ?? '–'],
    ['message.size', bytes(message.size)],
    message.traceparent && ['message.trace', h('span', { class: 'mono', title: message.traceparent }, message.traceparent.split('-')[1])],
    ['message.enqueued', h(Time, { at: message.enqueuedAt, relative: true })],
    message.visibleAt && ['message.visible', h(Time, { at: message.visibleAt, relative: true })],
    message.leaseUntil && ['message.leaseUntil', h(Time, { at: message.leaseUntil, relative: true })],
    message.expiresAt && ['message.expires', h(Time, { at: message.expiresAt, relative: true })],
    message.finishedAt && ['message.finished', h(Time, { at: message.finishedAt, relative: true })],
    ['message.attempts', message.attempt],
    ['message.deliveries', message.deliveries],
    task?.url && ['task.url', `${task.method ?? ''} ${task.url}`.trim()],
    task?.headers && ['task.headers', Object.entries(task.headers).map(([name, value]) => h('div', { class: 'mono' }, `${name}: ${value}`))],
    task?.timeout && ['task.timeout', task.timeout],
    task?.repeat && ['task.repeat', repeatText(task.repeat)],
    message.run && ['task.runs', message.run.number],
    message.run?.scheduledAt && ['task.nextRun', h(Time, { at: message.run.scheduledAt, relative: true })],
    task?.callback && ['task.callback', task.callback.url ?? task.callback.queue],
  ];
  return h(Card, { title: t('message.facts') }, h('div', { class: 'card-in' },
    h('dl', { class: 'facts' }, rows.filter(Boolean).map(([label, value]) => [h('dt', null, t(label)), h('dd', null, value)]))));
}

function Body({ message }) {
  const content = bytesOf(message);
  const guessed = guess(content, message.contentType);
  const [charset, setCharset] = useState(guessed ?? 'utf-8');
  const text = decode(content, charset);
  const pretty = text !== null && content.length <= MOST_PRETTY ? prettyTokens(text) : null;
  const structured = pretty !== null && /^\s*[{[]/.test(text);
  const [view, setView] = useState(structured ? 'json' : guessed === null && content.length > 0 ? 'hex' : 'text');
  const download = () => {
    const url = URL.createObjectURL(new Blob([content]));
    Object.assign(document.createElement('a'), { href: url, download: message.id }).click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  };
  let shown;
  if (view === 'hex') {
    shown = h('pre', { class: 'body-view hex', tabIndex: 0, 'aria-label': t('body.title') }, hex(content));
  } else if (text === null) {
    shown = h('p', { class: 'card-in muted' }, t('body.notText', { charset }));
  } else if (view === 'json' && pretty) {
    shown = h('pre', { class: 'body-view', tabIndex: 0, 'aria-label': t('body.title') }, pretty.map(([kind, token]) => (kind ? h('span', { class: kind }, token) : token)));
  } else {
    shown = h('pre', { class: 'body-view', tabIndex: 0, 'aria-label': t('body.title') }, text);
  }
  return h(Card, {
    title: t('body.title'),
    tools: content.length > 0 && [
      h(Segments, { label: t('body.view'), value: view, onValue: setView, options: [['text', t('body.text')], ['json', 'JSON'], ['hex', t('body.hex')]].filter(([key]) => key !== 'json' || pretty) }),
      view !== 'hex' && h('select', { 'aria-label': t('body.charset'), value: charset, onChange: (e) => setCharset(e.target.value) },
        CHARSETS.map((one) => h('option', { value: one }, one.toUpperCase()))),
      text !== null && h(Copy, { text }),
      h(Button, { kind: 'small', onClick: download }, t('body.download')),
    ],
  }, content.length === 0 ? h('p', { class: 'card-in muted' }, t('body.empty')) : shown);
}

/** Attempts from the last to the first, and what is to come. */
function Attempts({ message }) {
  const attempts = [...message.attempts].reverse();
  const next = message.state === 'scheduled' && message.visibleAt;
  return h(Card, { title: t('attempts.title') },
    attempts.length === 0 && !next
      ? h('p', { class: 'card-in muted' }, t('attempts.none'))
      : h('ol', { class: 'timeline', reversed: true },
        next && h('li', { class: 'next' }, h('div', { class: 'what' }, h('b', null, t('attempts.next')), h(Time, { at: message.visibleAt, relative: true }))),
        attempts.map((attempt) => h(Attempt, { attempt, key: `${attempt.number} ${attempt.startedAt}` }))));
}

function Attempt({ attempt }) {
  const good = attempt.outcome === 'ack' || attempt.outcome === 'repeat';
  const answered = attempt.answer !== undefined || attempt.answerBase64 !== undefined;
  const answer = answered ? bytesOf(attempt, 'answer') : null;
  return h('li', { class: good ? 'ok' : '' },
    h('div', { class: 'what' },
      h('b', null, t('attempts.n', { n: String(attempt.number) })),
      h(Badge, { kind: good ? 'good' : 'bad' }, attempt.status ? `HTTP ${attempt.status}` : attempt.error ?? t(`outcome.${attempt.outcome}`)),
      (attempt.status || attempt.error) && h('span', { class: 'muted' }, t(`outcome.${attempt.outcome}`)),
      h(Time, { at: attempt.startedAt }),
      h('span', { class: 'muted' }, span(millis(attempt.duration)))),
    attempt.detail && h('p', { class: 'detail' }, attempt.detail),
    answered && answer.length > 0 && h('details', null, h('summary', null, t('attempts.answer', { size: bytes(answer.length) })),
      h('pre', { tabIndex: 0 }, decode(answer, guess(answer) ?? 'utf-8') ?? hex(answer))));
}

/** Asks for another instant. */
function Later({ queue, message, onClose, onDone }) {
  const local = new Date(new Date(message.visibleAt ?? Date.now()).getTime() - new Date().getTimezoneOffset() * 60_000);
  const [at, setAt] = useState(local.toISOString().slice(0, 19));
  const [error, setError] = useState(null);
  const save = async (event) => {
    event.preventDefault();
    try {
      await send('PATCH', messagePath(queue, message.id), { body: { visibleAt: new Date(at).toISOString() } });
      say(t('message.moved'));
      onClose();
      onDone();
    } catch (failure) {
      setError(failure);
    }
  };
  return h(Dialog, { title: t('message.later'), onClose },
    h('form', { onSubmit: save },
      h(Input, { id: 'later-at', label: t('message.visible'), value: at, onValue: setAt, type: 'datetime-local', step: 1, required: true }),
      h(Problem, { error: error && (error.status ? error : { status: 400, message: String(error.message) }) }),
      h('div', { class: 'dialog-end' }, h(Button, { onClick: onClose }, t('cancel')), h(Button, { type: 'submit', kind: 'primary' }, t('save')))));
}
